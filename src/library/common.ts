/** What is the same in the main process and in workers. */

export {
  type AcquireOptions,
  defineTasks,
  Lock,
  type LockOptions,
  RLock,
  SharedArray,
  type Task,
  Value,
  type ValueOptions,
} from "../engine/runtime";
export * from "./worker";
