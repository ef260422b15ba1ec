import type { ResultRows, ResultTable } from "../../library/worker";

/** Rows that are made one by one when they are asked for: of a large result only a few are in memory at a time. */
export class MadeRows implements ResultRows {
  readonly length: number;
  readonly #make: (index: number) => ResultTable["rows"][number];

  constructor(length: number, make: (index: number) => ResultTable["rows"][number]) {
    this.length = length;
    this.#make = make;
  }

  slice(from: number, to: number): ResultTable["rows"] {
    const rows: ResultTable["rows"][number][] = [];
    const end = Math.min(to, this.length);
    for (let index = from; index < end; index++) rows.push(this.#make(index));
    return rows;
  }
}
