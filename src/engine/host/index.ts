export { chunkCount } from "./chunk-ledger";
export { RunExecution } from "./run-execution";
