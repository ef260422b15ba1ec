export { AwaitWatch, isThenable } from "./await-watch";
export { bytesOf, decode, encode } from "./codec";
export {
  type AskOptions,
  abortReason,
  type BrokerLine,
  currentContext,
  isWorker,
  type NewHandle,
  type ProgramContext,
  provideContext,
  setContext,
} from "./context";
export { asyncDispose, dispose } from "./dispose";
export { Handle, timeoutOf } from "./handle";
export type { AcquireOptions } from "./handles/acquirable";
export { SharedArray } from "./handles/array";
export { Barrier, type BarrierOptions } from "./handles/barrier";
export { Condition } from "./handles/condition";
export { Event } from "./handles/event";
export { Lock, type LockOptions, RLock } from "./handles/lock";
export { HandleTable } from "./handles/open";
export { type Connection, Pipe } from "./handles/pipe";
export { Queue, type ShutdownOptions, SimpleQueue } from "./handles/queue";
export { BoundedSemaphore, Semaphore } from "./handles/semaphore";
export { Value, type ValueOptions } from "./handles/value";
export { importFile } from "./import-file";
export { leftLocks } from "./left-locks";
export { typedArray } from "./numbers";
export { monotonicMs, ownWords, type PoolWords, poolWordsBytes, wordsInBuffer, wordsInMemory } from "./pool-words";
export { packError, unpackError } from "./remote-error";
export { type AnyFunction, declaredTask, defineTasks, referenceOf, type Task, taskNames } from "./tasks";
export { Watch, type WatchedLock } from "./watch";
