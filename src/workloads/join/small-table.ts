import { stat } from "node:fs/promises";
import {
  columnIndex,
  type Dataset,
  fail,
  KeyTable,
  listColumns,
  openDataset,
  planBytes,
  type ReadContext,
  type RowSink,
  readRows,
} from "../../library/worker";

/** Every worker holds the whole table. */
const largestBytes = 64 * 1024 * 1024;

/** The table of which each worker has a copy: from a key to the text that stands for it. */
export interface SmallTable {
  readonly keys: KeyTable;
  readonly labels: KeyTable;
  /** The column that the labels stand in. */
  readonly labelName: string;
  /** The label's number, by key; -1 where the row has none. */
  readonly labelOf: readonly number[];
  /** Rows whose key came before; the first one counts. */
  readonly repeats: number;
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
 * @throws {FaultError} `dataset-unsuitable`, `column-missing`, and as `openDataset` and `readRows`.
 */
export async function smallTable(columns: SmallTableColumns, context: ReadContext): Promise<SmallTable> {
  const dataset = await openDataset(columns.path, { id: columns.path, origin: "file" });
  const { mtimeMs } = await stat(dataset.path);
  const id = JSON.stringify([columns, dataset.size, mtimeMs]);
  if (known?.id !== id) known = { id, table: read(dataset, columns, context) };
  return known.table;
}

async function read(dataset: Dataset, columns: SmallTableColumns, context: ReadContext): Promise<SmallTable> {
  if (dataset.size > largestBytes) {
    fail(
      "dataset-unsuitable",
      `${dataset.name} has more than 64 MB, and every worker would hold all of it. Join the other way round, or make it smaller.`,
    );
  }
  const key = columns.key === "" ? 0 : columnIndex(dataset, columns.key);
  const label =
    columns.label === "" ? (key + 1) % Math.max(1, dataset.columns.length) : columnIndex(dataset, columns.label);
  if (dataset.columns.length < 2 || key === label) {
    fail(
      "dataset-unsuitable",
      `${dataset.name} needs two different columns to join by: a key, and a text for it. Its columns: ${listColumns(dataset)}.`,
    );
  }
  const sink = new SmallTableSink(key, label, dataset.columns[label]!.name);
  // What is read here is no progress in the chunk.
  const silent: ReadContext = { ...context, progress: () => undefined };
  const { from, to } = planBytes({ dataset, chunkSize: "auto", workers: 1 });
  const chunk = { index: 0, from, to };
  await readRows(chunk, dataset, silent, sink.wanted, sink);
  return sink;
}

class SmallTableSink implements RowSink, SmallTable {
  readonly keys = new KeyTable();
  readonly labels = new KeyTable();
  readonly labelName: string;
  readonly labelOf: number[] = [];
  readonly wanted: readonly number[];
  repeats = 0;
  readonly #keyAt: number;
  readonly #labelAt: number;
  readonly #label: number;

  constructor(key: number, label: number, labelName: string) {
    this.labelName = labelName;
    this.wanted = [Math.min(key, label), Math.max(key, label)];
    this.#keyAt = key < label ? 0 : 2;
    this.#labelAt = 2 - this.#keyAt;
    this.#label = label;
  }

  row(bytes: Uint8Array, bounds: Int32Array, cells: number): void {
    const key = this.keys.numberOf(bytes, bounds[this.#keyAt]!, bounds[this.#keyAt + 1]!);
    if (key < this.labelOf.length) {
      this.repeats++;
      return;
    }
    const hasLabel = cells > this.#label;
    this.labelOf.push(hasLabel ? this.labels.numberOf(bytes, bounds[this.#labelAt]!, bounds[this.#labelAt + 1]!) : -1);
  }
}
