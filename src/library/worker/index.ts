// What a workload's module imports: it runs in workers, in the combiner and, for `split`, in the host.

export {
  type CellBlock,
  DatasetFile,
  type DecodedImage,
  type GroupStatistics,
  type IdxFile,
  ImageCodec,
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
  type Pixels,
  type ReadContext,
  type RowBlock,
  type RowSink,
  type RowsRead,
  readBlocks,
  readIdx,
  readRows,
  readStream,
  roundedSum,
  Statistics,
  type StatisticsCell,
  type StatisticsPartial,
  textFileOf,
} from "../../engine/datasets";
export { placeProblem } from "../../engine/protocol/place-problem";
export type {
  Accumulation,
  AnyWorkload,
  Chunk,
  ChunkProblem,
  CombineInput,
  Combiner,
  ParameterSchema,
  Plan,
  ResultRows,
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
export { dataKindOf, isNumeric } from "../../shared/contract/fit";
export type { ChunkSize, Dataset, Picture, Problem, ResultTable } from "../../shared/contract/models";
export { FaultError, fail } from "../../shared/fault";
export { type Category, categories } from "../../shared/trace/records";
export { accumulating } from "./accumulating";
export { builtinWorkload } from "./builtin-workload";
export { forEachImage } from "./chunk-images";
export { columnIndex, listColumns, requireDataset } from "./columns";
export { formatNumber } from "./format-number";
export { type ChunkFile, FileProblems, filesOf, forEachFile, leftOutProblems, planFiles } from "./listed-files";
export { planBytes, planItems } from "./plans";
export { RowProblems } from "./row-problems";
export { Stopwatch } from "./stopwatch";
