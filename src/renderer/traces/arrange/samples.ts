import { sortedOrder } from "./sort-order";

/** Times with a number each, of a lane of a number kind or of marks. Times on the file's own clock. */
export class Samples {
  #time = new Float64Array(64);
  #value = new Float64Array(64);
  #length = 0;
  #handedOn = 0;
  #inOrder = true;

  /** @returns Whether it is not before the one before. */
  push(time: number, value: number): boolean {
    if (this.#length === this.#time.length) {
      const [times, values] = [this.#time, this.#value];
      this.#time = new Float64Array(this.#length * 2);
      this.#value = new Float64Array(this.#length * 2);
      this.#time.set(times);
      this.#value.set(values);
    }
    const isLater = this.#length === 0 || time >= this.#time[this.#length - 1]!;
    if (!isLater) this.#inOrder = false;
    this.#time[this.#length] = time;
    this.#value[this.#length++] = value;
    return isLater;
  }

  /** All of them are to be handed on again. */
  rewind(): void {
    this.#handedOn = 0;
  }

  /** What has not been handed on, ascending by time in itself; null where there is nothing. */
  take(epoch: number): { readonly time: Float64Array; readonly value: Float64Array } | null {
    if (this.#handedOn === this.#length) return null;
    let time = this.#time.slice(this.#handedOn, this.#length);
    let value = this.#value.slice(this.#handedOn, this.#length);
    if (!this.#inOrder) {
      const order = sortedOrder(time, null);
      [time, value] = [Float64Array.from(order, (row) => time[row]!), Float64Array.from(order, (row) => value[row]!)];
    }
    for (let at = 0; at < time.length; at++) time[at] = time[at]! - epoch;
    this.#handedOn = this.#length;
    return { time, value };
  }
}
