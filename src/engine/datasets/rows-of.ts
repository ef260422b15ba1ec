import type { Dataset } from "../../shared/contract/models";
import type { ChunkProblem } from "../protocol/workload";
import { JsonArrayScanner } from "./json/json-array";
import { JsonLines } from "./json/json-lines";
import { type Dialect, plainLines, RowScanner, type RowSink } from "./row-scanner";

/** Makes the rows of a dataset out of its bytes, whatever the format. */
export interface RowsOf {
  /** As `RowScanner.scan`, from byte 0 on. */
  scan(bytes: Uint8Array, stop: number, limit: number, final: boolean): number;
  /** Lines that ended before the next row. */
  readonly line: number;
  /** Whether no further row can come, whatever bytes follow: they are passed over. */
  readonly isOver: boolean;
  /** The same, and whether nothing but white space may follow. */
  readonly isClosed: boolean;
  /** Whether the bytes ended within quotes. */
  readonly isUnclosed: boolean;
  /** Then the end of the bytes that certainly lie within them. */
  readonly unclosedAt: number;
  /** What was wrong with the rows. */
  problems(): readonly ChunkProblem[];
}

/** How the lines of a dataset become cells. */
export function dialectOf({ format, delimiter }: Dataset): Dialect {
  return format === "csv" ? { delimiter, quotes: true } : plainLines;
}

/** @param wanted Columns whose cells the sink gets, ascending, each once. */
export function rowsOf(dataset: Dataset, wanted: readonly number[], sink: RowSink): RowsOf {
  switch (dataset.format) {
    case "json":
      return elements(new JsonArrayScanner(dataset, wanted, sink));
    case "ndjson": {
      const records = new JsonLines(dataset, wanted, sink);
      return lines(new RowScanner(plainLines, [0]), records, () => records.problems());
    }
    default: {
      const scanner = new RowScanner(dialectOf(dataset), wanted);
      return lines(scanner, sink, () => (scanner.unclosedLine < 0 ? [] : [unclosedQuote(scanner.unclosedLine)]));
    }
  }
}

function lines(scanner: RowScanner, sink: RowSink, problems: () => readonly ChunkProblem[]): RowsOf {
  return {
    scan: (bytes, stop, limit, final) => scanner.scan(bytes, 0, stop, limit, final, sink),
    get line() {
      return scanner.line;
    },
    isOver: false,
    isClosed: false,
    get isUnclosed() {
      return scanner.unclosedLine >= 0;
    },
    get unclosedAt() {
      return scanner.unclosedAt;
    },
    problems,
  };
}

function elements(scanner: JsonArrayScanner): RowsOf {
  return {
    scan: (bytes, stop, limit, final) => scanner.scan(bytes, stop, limit, final),
    get line() {
      return scanner.line;
    },
    get isOver() {
      return scanner.isOver;
    },
    get isClosed() {
      return scanner.isClosed;
    },
    isUnclosed: false,
    unclosedAt: -1,
    problems: () => scanner.problems(),
  };
}

function unclosedQuote(line: number): ChunkProblem {
  return {
    code: "unclosed-quote",
    severity: "error",
    count: 1,
    line,
    message:
      "{place}: the quote that opens here is not closed before the file ends. The rest of the file is left out. Close it, and run again.",
  };
}
