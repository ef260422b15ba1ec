export { type ReadContext, readBlocks } from "./block-reader";
export { DatasetFile, fileFault } from "./dataset-file";
export { roundedSum } from "./exact-sum";
export { KeyBatch, type KeysPartial, KeyTable } from "./key-table";
export { isNumber, type NumberKind, NumberParser, numberKinds } from "./numbers";
export { firstDataLine, openDataset } from "./open-dataset";
export { type RowsRead, readRows } from "./row-reader";
export { type Dialect, plainLines, RowScanner, type RowSink } from "./row-scanner";
export { type GroupStatistics, Statistics, type StatisticsCell, type StatisticsPartial } from "./statistics";
