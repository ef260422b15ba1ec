import type { ScannedPiece } from "./scanned-piece";

type Columns = Pick<
  ScannedPiece,
  "kind" | "thread" | "time" | "end" | "name" | "place" | "link" | "counterSeries" | "counterTime" | "counterValue"
>;

/** Gathers a piece's events. The arrays stay for the next piece: what is taken is a copy of the right length. */
export class PieceColumns {
  length = 0;
  #capacity = 1_024;
  #kind = new Uint8Array(this.#capacity);
  #thread = new Uint32Array(this.#capacity);
  #time = new Float64Array(this.#capacity);
  #end = new Float64Array(this.#capacity);
  #name = new Uint32Array(this.#capacity);
  #place = new Uint32Array(this.#capacity);
  #link = new Uint32Array(this.#capacity);
  #linked = false;
  readonly #counterSeries: number[] = [];
  readonly #counterTime: number[] = [];
  readonly #counterValue: number[] = [];

  add(kind: number, thread: number, time: number, end: number, name: number, place: number): void {
    if (this.length === this.#capacity) this.#grow();
    const row = this.length++;
    this.#kind[row] = kind;
    this.#thread[row] = thread;
    this.#time[row] = time;
    this.#end[row] = end;
    this.#name[row] = name;
    this.#place[row] = place;
  }

  /** Of the event that was added last. */
  link(link: number): void {
    this.#link[this.length - 1] = link;
    this.#linked = true;
  }

  addCounter(series: number, time: number, value: number): void {
    this.#counterSeries.push(series);
    this.#counterTime.push(time);
    this.#counterValue.push(value);
  }

  /** Gives out what was gathered and is empty then. */
  take(): Columns {
    const { length } = this;
    const columns: Columns = {
      kind: this.#kind.slice(0, length),
      thread: this.#thread.slice(0, length),
      time: this.#time.slice(0, length),
      end: this.#end.slice(0, length),
      name: this.#name.slice(0, length),
      place: this.#place.slice(0, length),
      link: this.#linked ? this.#link.slice(0, length) : null,
      counterSeries: Uint32Array.from(this.#counterSeries),
      counterTime: Float64Array.from(this.#counterTime),
      counterValue: Float64Array.from(this.#counterValue),
    };
    this.clear();
    return columns;
  }

  clear(): void {
    if (this.#linked) this.#link.fill(0, 0, this.length);
    this.#linked = false;
    this.length = 0;
    this.#counterSeries.length = this.#counterTime.length = this.#counterValue.length = 0;
  }

  #grow(): void {
    this.#capacity *= 2;
    this.#kind = larger(this.#kind, new Uint8Array(this.#capacity));
    this.#thread = larger(this.#thread, new Uint32Array(this.#capacity));
    this.#time = larger(this.#time, new Float64Array(this.#capacity));
    this.#end = larger(this.#end, new Float64Array(this.#capacity));
    this.#name = larger(this.#name, new Uint32Array(this.#capacity));
    this.#place = larger(this.#place, new Uint32Array(this.#capacity));
    this.#link = larger(this.#link, new Uint32Array(this.#capacity));
  }
}

function larger<Column extends Uint8Array | Uint32Array | Float64Array>(before: Column, after: Column): Column {
  after.set(before);
  return after;
}
