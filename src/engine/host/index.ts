export { chunkCount } from "./chunk-ledger";
export { RunExecution, type RunOptions } from "./run-execution";
