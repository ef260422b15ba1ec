import { tableOf } from "./columns";

const flowColumns = {
  /** Lane and time of the sender, 0 and NaN while it has not reported. */
  fromLane: Uint32Array,
  fromTime: Float64Array,
  /** Lane and time of the receiver, likewise. */
  toLane: Uint32Array,
  toTime: Float64Array,
} as const;
const FlowTable = tableOf(flowColumns, {});

/** An arrow between two lanes. */
export interface Flow {
  readonly fromLane: number;
  readonly fromNs: number;
  readonly toLane: number;
  readonly toNs: number;
}

/** Arrows by the numbers that both of their ends carry. */
export class Flows {
  readonly #table = new FlowTable();
  readonly #rows = new Map<number, number>();

  /** Takes in one end of an arrow. */
  connect(laneId: number, id: number, time: number, out: boolean): void {
    let row = this.#rows.get(id);
    const side = out ? "fromLane" : "toLane";
    // An id that comes again, as for a second try, is a new arrow.
    if (row === undefined || this.#table[side](row) !== 0) {
      row = this.#table.push();
      this.#rows.set(id, row);
    }
    this.#table.set(side, row, laneId);
    this.#table.set(out ? "fromTime" : "toTime", row, time);
  }

  /** Sender and receiver of an arrow, null while one of them has not reported. */
  get(id: number): Flow | null {
    const row = this.#rows.get(id);
    if (row === undefined) return null;
    const [fromLane, toLane] = [this.#table.fromLane(row), this.#table.toLane(row)];
    if (fromLane === 0 || toLane === 0) return null;
    return { fromLane, fromNs: this.#table.fromTime(row), toLane, toNs: this.#table.toTime(row) };
  }
}
