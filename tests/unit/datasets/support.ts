import { readFileSync, statSync, writeFileSync } from "node:fs";
import { basename, join } from "node:path";
import type { ReadContext, RowSink } from "../../../src/engine/datasets";
import { openDataset } from "../../../src/engine/datasets";
import type { Dataset } from "../../../src/shared/contract/models";
import { temporaryFolder } from "../../support/temporary-folder";

let files = 0;

/** A path of its own in the test file's temporary folder, which goes with it. */
export function freshPath(name = "data.csv"): string {
  return join(temporaryFolder(), `${++files}-${name}`);
}

/** Writes a file. @returns Its path. */
export function writeFile(content: string | Uint8Array, name = "data.csv"): string {
  const path = freshPath(name);
  writeFileSync(path, content);
  return path;
}

/** Writes a file and opens it, as a user would. */
export function openWritten(content: string | Uint8Array, name = "data.csv"): Promise<Dataset> {
  return openDataset(writeFile(content, name), { id: "d", origin: "file" });
}

/** Describes a file as given, without looking into it: for what no look at it could tell. */
export function describeCsv(
  path: string,
  given: { readonly delimiter: string; readonly columns: readonly string[]; readonly dataStart: number },
): Dataset {
  const { size, mtimeMs } = statSync(path);
  return {
    id: "d",
    name: basename(path),
    path,
    size,
    modifiedMs: mtimeMs,
    format: "csv",
    compression: "none",
    encoding: "utf-8",
    parts: null,
    delimiter: given.delimiter,
    hasHeader: given.dataStart > 3,
    columns: given.columns.map((name) => ({ name, type: "text" })),
    dataStart: given.dataStart,
    dataLine: readFileSync(path)
      .subarray(0, given.dataStart)
      .toString()
      .split(/\r\n|\r|\n/).length,
    preview: [],
    rowsEstimate: 1,
    origin: "file",
    notes: [],
  };
}

/** What reading needs of a task's context; `betweenBlocks` runs whenever other tasks might. */
export function readContext(betweenBlocks: () => void = () => undefined): ReadContext {
  return {
    trace: {
      slice: (_category, _name, body) => body(),
      begin: () => undefined,
      end: () => undefined,
      instant: () => undefined,
      counter: () => undefined,
    },
    progress: () => undefined,
    yield: async () => betweenBlocks(),
  };
}

/** Keeps the wanted cells of every row as text, with the row's line and number of cells. */
export class TextSink implements RowSink {
  readonly rows: string[][] = [];
  readonly lines: number[] = [];
  readonly cells: number[] = [];
  readonly #wanted: readonly number[];

  constructor(wanted: readonly number[]) {
    this.#wanted = wanted;
  }

  row(bytes: Uint8Array, bounds: Int32Array, cells: number, line: number): void {
    this.rows.push(
      this.#wanted.flatMap((column, i) =>
        column < cells ? [Buffer.from(bytes.subarray(bounds[i * 2]!, bounds[i * 2 + 1]!)).toString("utf8")] : [],
      ),
    );
    this.cells.push(cells);
    this.lines.push(line);
  }
}
