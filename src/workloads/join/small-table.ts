import { stat } from "node:fs/promises";
import {
  type ChunkProblem,
  columnIndex,
  type Dataset,
  fail,
  KeyTable,
  listColumns,
  openDataset,
  type Problem,
  placeProblem,
  planBytes,
  type ReadContext,
  RowProblems,
  type RowSink,
  readRows,
} from "../../library/worker";

/** Every worker holds the whole table. Of a packed one that is what it unpacks to. */
const mostBytes = 64 * 1024 * 1024;

/** Characters of a key that a message shows. */
const shownCharacters = 40;

/** The table of which each worker has a copy: from a key to the text that stands for it. */
export interface SmallTable {
  readonly keys: KeyTable;
  readonly labels: KeyTable;
  /** The column that the labels stand in. */
  readonly labelName: string;
  /** The label's number, by key. */
  readonly labelOf: readonly number[];
  /** What was wrong with it, by its own lines; under codes of its own, so that it is not counted with the other rows'. */
  readonly problems: readonly Problem[];
}

export interface SmallTableColumns {
  readonly path: string;
  /** Empty for the first column. */
  readonly key: string;
  /** Empty for the column behind the key's. */
  readonly label: string;
}

/** Read once in a worker, whatever the number of its chunks. */
let known: { readonly id: string; readonly table: Promise<SmallTable> } | null = null;

/**
 * Reads the table; from memory where this worker has read it before.
 *
 * @param largestBytes Of the file, and of the keys and labels in it.
 * @throws {FaultError} `dataset-unsuitable`, `column-missing`, and as `openDataset` and `readRows`.
 */
export async function smallTable(
  columns: SmallTableColumns,
  context: ReadContext,
  largestBytes = mostBytes,
): Promise<SmallTable> {
  const dataset = await openDataset(columns.path, { id: columns.path, origin: "file" });
  const { mtimeMs } = await stat(dataset.path);
  const id = JSON.stringify([columns, dataset.size, mtimeMs]);
  if (known?.id !== id) known = { id, table: read(dataset, columns, context, largestBytes) };
  return known.table;
}

async function read(
  dataset: Dataset,
  columns: SmallTableColumns,
  context: ReadContext,
  largestBytes: number,
): Promise<SmallTable> {
  if (dataset.size > largestBytes) refuseLarge(dataset, "");
  const key = columns.key === "" ? 0 : columnIndex(dataset, columns.key);
  const label =
    columns.label === "" ? (key + 1) % Math.max(1, dataset.columns.length) : columnIndex(dataset, columns.label);
  if (dataset.columns.length < 2 || key === label) {
    fail(
      "dataset-unsuitable",
      `${dataset.name} needs two different columns to join by: a key, and a text for it. Its columns: ${listColumns(dataset)}.`,
    );
  }
  const sink = new SmallTableSink(dataset, key, label, largestBytes);
  // What is read here is no progress in the chunk.
  const silent: ReadContext = { ...context, progress: () => undefined };
  const { from, to } = planBytes({ dataset, chunkSize: "auto", workers: 1 });
  const chunk = { index: 0, from, to };
  const read = await readRows(chunk, dataset, silent, sink.wanted, sink);
  const problems = [...read.problems, ...sink.problems()].map((problem) => {
    const placed = placeProblem(problem, dataset, dataset.dataLine);
    return { ...placed, code: `small-table-${problem.code}`, message: `The small table ${placed.message}` };
  });
  if (sink.keys.size === 0) {
    const why = problems.length === 0 ? "" : ` ${problems[0]!.message}`;
    fail("dataset-unsuitable", `${dataset.name} has no rows to look up. Choose another table.${why}`);
  }
  const { keys, labels, labelOf } = sink;
  return { keys, labels, labelName: dataset.columns[label]!.name, labelOf, problems };
}

/** @param where What it is that is so large: nothing for the file itself. */
function refuseLarge({ name }: Dataset, where: string): never {
  return fail(
    "dataset-unsuitable",
    `${name} has more than 64 MB${where}, and every worker would hold all of it. Join the other way round, or make it smaller.`,
  );
}

class SmallTableSink implements RowSink {
  readonly keys = new KeyTable();
  readonly labels = new KeyTable();
  readonly labelOf: number[] = [];
  readonly wanted: readonly number[];
  readonly #problems = new RowProblems();
  readonly #repeats = { count: 0, line: 0, key: "" };
  readonly #dataset: Dataset;
  readonly #largestBytes: number;
  readonly #keyAt: number;
  readonly #labelAt: number;

  constructor(dataset: Dataset, key: number, label: number, largestBytes: number) {
    this.wanted = [Math.min(key, label), Math.max(key, label)];
    this.#dataset = dataset;
    this.#largestBytes = largestBytes;
    this.#keyAt = key < label ? 0 : 2;
    this.#labelAt = 2 - this.#keyAt;
  }

  row(bytes: Uint8Array, bounds: Int32Array, cells: number, line: number): void {
    const { columns } = this.#dataset;
    const last = this.wanted[1]!;
    if (cells !== columns.length) {
      if (cells <= last) {
        this.#problems.ragged(cells, columns[last]!.name, line);
        return;
      }
      this.#problems.uneven(cells, columns.length, line);
    }
    const start = bounds[this.#keyAt]!;
    const end = bounds[this.#keyAt + 1]!;
    const key = this.keys.numberOf(bytes, start, end);
    if (key < this.labelOf.length) {
      if (this.#repeats.count++ === 0) {
        this.#repeats.line = line;
        this.#repeats.key = shownKey(bytes.subarray(start, end));
      }
      return;
    }
    this.labelOf.push(this.labels.numberOf(bytes, bounds[this.#labelAt]!, bounds[this.#labelAt + 1]!));
    if (this.keys.partialBytes + this.labels.partialBytes > this.#largestBytes) {
      refuseLarge(this.#dataset, " of keys and texts");
    }
  }

  problems(): readonly ChunkProblem[] {
    const { count, line, key } = this.#repeats;
    const list = this.#problems.list();
    if (count === 0) return list;
    const message = `{place}: a row before it has the key '${key}' too. Of such rows the first one counts.`;
    return [...list, { code: "repeated-key", severity: "warning", count, line, message }];
  }
}

function shownKey(key: Uint8Array): string {
  const text = Buffer.from(key).toString("utf8");
  return text.length > shownCharacters ? `${text.slice(0, shownCharacters)}…` : text;
}
