// What is the same in the main process and in workers.

export {
  type AcquireOptions,
  Barrier,
  type BarrierOptions,
  BoundedSemaphore,
  Condition,
  type Connection,
  defineTasks,
  Event,
  Lock,
  type LockOptions,
  Pipe,
  Queue,
  RLock,
  Semaphore,
  SharedArray,
  type ShutdownOptions,
  SimpleQueue,
  type Task,
  Value,
  type ValueOptions,
} from "../engine/runtime";
export * from "./own";
// Built-in workloads are defined with more than a user's own.
export { defineWorkload } from "./own";
export * from "./worker";
