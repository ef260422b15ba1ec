export { checkPlan, chunkCount } from "./chunk-ledger";
export type { Execution, RunSnapshot } from "./execution";
export { inspectWorkload } from "./inspect-workload";
export { ProgramExecution } from "./program-execution";
export { RunExecution } from "./run-execution";
