import type { Dataset } from "../../../shared/contract/models";
import type { ChunkProblem } from "../../protocol/workload";
import type { RowSink } from "../row-scanner";
import { FirstSeen, RecordRows } from "./record-rows";

/** Takes lines and hands on the JSON records that stand in them, one a line. */
export class JsonLines implements RowSink {
  readonly #rows: RecordRows;
  readonly #malformed = new FirstSeen();

  constructor(dataset: Dataset, wanted: readonly number[], sink: RowSink) {
    this.#rows = new RecordRows(dataset, wanted, sink);
  }

  row(bytes: Uint8Array, bounds: Int32Array, _cells: number, line: number): void {
    const { records } = this.#rows;
    const limit = bounds[1]!;
    const start = records.skipSpace(bytes, bounds[0]!, limit);
    if (start === limit) return;
    const end = records.read(bytes, start, limit);
    if (end >= 0 && records.skipSpace(bytes, end, limit) === limit) this.#rows.handOn(bytes, start, end, line);
    else this.#malformed.add(bytes, start, limit, line);
  }

  flush(): void {
    this.#rows.flush();
  }

  problems(): ChunkProblem[] {
    return [
      ...this.#rows.problems(),
      ...this.#malformed.problems("not-json", (text) => `'${text}' is no JSON. Such lines are left out.`),
    ];
  }
}
