// What a workload's module imports: it runs in workers, in the combiner thread and, for `split`, in the host.

export {
  DatasetFile,
  type GroupStatistics,
  isNumber,
  KeyBatch,
  KeyCounts,
  type KeyCountsPartial,
  type KeysPartial,
  KeyTable,
  type NumberKind,
  NumberParser,
  numberKinds,
  openDataset,
  type ReadContext,
  type RowSink,
  type RowsRead,
  readBlocks,
  readRows,
  roundedSum,
  Statistics,
  type StatisticsCell,
  type StatisticsPartial,
} from "../../engine/datasets";
export type {
  Accumulation,
  AnyWorkload,
  Chunk,
  ChunkProblem,
  CombineInput,
  Combiner,
  ParameterSchema,
  Plan,
  RoundEnd,
  Seam,
  SharedContents,
  SharedDeclaration,
  SharedLock,
  SharedNumbers,
  SharedValue,
  SplitInput,
  TaskContext,
  TaskResult,
  TaskTrace,
  Workload,
} from "../../engine/protocol/workload";
export type { ChunkSize, Dataset, Picture, Problem, ResultTable } from "../../shared/contract/models";
export { FaultError, fail } from "../../shared/fault";
export { type Category, categories } from "../../shared/trace/records";
export { accumulating } from "./accumulating";
export { columnIndex, listColumns, requireDataset } from "./columns";
export { defineWorkload } from "./define-workload";
export { formatNumber } from "./format-number";
export { planBytes, planItems } from "./plans";
export { RowProblems } from "./row-problems";
export { Stopwatch } from "./stopwatch";
