import { MainContext } from "../../engine/host/program/main-context";
import { traceFile } from "../../engine/host/program/trace-file";
import { provideContext } from "../../engine/runtime";

const tracePath = process.env.LANESCOPE_TRACE;
// It is this program's: those that it starts by other means have traces of their own.
delete process.env.LANESCOPE_TRACE;
provideContext(() => new MainContext({ trace: traceFile(tracePath) }));

/** Whether this is the program's main process, and not one of its workers. */
export const isMainProcess = true;
export type { AsyncResult } from "../../engine/host/program/pool/async-result";
export {
  type CallOptions,
  type MapOptions,
  Pool,
  type PoolResults,
  type ResultOf,
} from "../../engine/host/program/pool/pool";
export type { PoolEvents, PoolWorker, ReplaceReason } from "../../engine/host/program/pool/pool-events";
export type { PoolMode, PoolOptions } from "../../engine/host/program/pool/pool-options";
export type { PoolStatistics, PoolWorkerStatistics } from "../../engine/host/program/pool/statistics";
export { Process, type ProcessOptions, Thread } from "../../engine/host/program/process";
export * from "../common";
