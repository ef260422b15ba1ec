import { sortedOrder } from "./sort-order";

const firstCapacity = 64;

/** Times with some numbers each, of a lane of a number kind or of moments. Times on the file's own clock. */
export class Samples {
  #time = new Float64Array(firstCapacity);
  readonly #columns: Float64Array[];
  #length = 0;
  #handedOn = 0;
  #inOrder = true;

  /** @param numbers How many each time has. */
  constructor(numbers: number) {
    this.#columns = Array.from({ length: numbers }, () => new Float64Array(firstCapacity));
  }

  /** @returns Whether it is not before the one before. */
  push(time: number, first: number, second = 0): boolean {
    const row = this.#length++;
    if (row === this.#time.length) {
      this.#time = twiceAsLong(this.#time);
      this.#columns.forEach((column, at) => {
        this.#columns[at] = twiceAsLong(column);
      });
    }
    const isLater = row === 0 || time >= this.#time[row - 1]!;
    if (!isLater) this.#inOrder = false;
    this.#time[row] = time;
    this.#columns[0]![row] = first;
    if (this.#columns.length > 1) this.#columns[1]![row] = second;
    return isLater;
  }

  /** All of them are to be handed on again. */
  rewind(): void {
    this.#handedOn = 0;
  }

  /** What has not been handed on, ascending by time in itself; null where there is nothing. */
  take(epoch: number): { readonly time: Float64Array; readonly numbers: readonly Float64Array[] } | null {
    if (this.#handedOn === this.#length) return null;
    const parts = [this.#time, ...this.#columns].map((column) => column.slice(this.#handedOn, this.#length));
    const order = this.#inOrder ? null : sortedOrder(parts[0]!, null);
    const [time, ...numbers] =
      order === null ? parts : parts.map((part) => Float64Array.from(order, (row) => part[row]!));
    for (let at = 0; at < time!.length; at++) time![at] = time![at]! - epoch;
    this.#handedOn = this.#length;
    return { time: time!, numbers };
  }
}

function twiceAsLong(column: Float64Array): Float64Array<ArrayBuffer> {
  const longer = new Float64Array(column.length * 2);
  longer.set(column);
  return longer;
}
