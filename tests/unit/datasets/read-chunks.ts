import { expect } from "vitest";
import { readRows } from "../../../src/engine/datasets";
import { planBytes } from "../../../src/library/worker";
import type { Dataset } from "../../../src/shared/contract/models";
import { readContext, TextSink } from "./support";

export interface ReadInChunks {
  readonly rows: string[][];
  /** By row: its line in the file, from 1. */
  readonly lines: number[];
  /** In the order of the chunks. */
  readonly problems: readonly {
    readonly code: string;
    readonly count: number;
    readonly line: number;
    readonly message: string;
  }[];
  /** Chunks that guessed wrong. */
  readonly repeated: number;
}

/** Reads a dataset in chunks, as tasks and their host do. */
export async function readChunks(
  dataset: Dataset,
  chunkSize: number,
  wanted: readonly number[] = dataset.columns.map((_, column) => column),
): Promise<ReadInChunks> {
  const rows: string[][] = [];
  const lines: number[] = [];
  const problems: ReadInChunks["problems"][number][] = [];
  let repeated = 0;
  const plan = planBytes({ dataset, chunkSize, workers: 1 });
  let rowStart = plan.from;
  let line = dataset.dataLine;
  for (let from = plan.from, index = 0; from < plan.to; from += plan.chunkSize, index++) {
    const chunk = { index, from, to: Math.min(from + plan.chunkSize, plan.to) };
    let sink = new TextSink(wanted);
    let read = await readRows(chunk, dataset, readContext(), wanted, sink);
    if (read.seam !== undefined && read.seam.first !== rowStart) {
      repeated++;
      sink = new TextSink(wanted);
      read = await readRows({ ...chunk, rowStart }, dataset, readContext(), wanted, sink);
      expect(read.seam?.first).toBe(rowStart);
    }
    if (read.seam !== undefined) expect(read.seam.next).toBeGreaterThanOrEqual(Math.max(rowStart, chunk.to));
    for (const row of sink.rows) rows.push(row);
    for (const within of sink.lines) lines.push(line + within);
    for (const { code, count, line: within, message } of read.problems) {
      problems.push({ code, count, message, line: line + within });
    }
    rowStart = read.seam?.next ?? chunk.to;
    line += read.lines;
  }
  expect(rowStart).toBe(Math.max(plan.to, plan.from));
  return { rows, lines, problems, repeated };
}
