import { categories } from "../../../shared/trace/records";
import type { SliceChunk } from "../../timeline/store/chunk";

/** Slices of one row of a lane, until they are handed on. Times on the file's own clock. */
export class SliceRow {
  #start = new Float64Array(64);
  #end = new Float64Array(64);
  #name = new Uint32Array(64);
  #place = new Float64Array(64);
  #parent = new Int32Array(64);
  #length = 0;
  /** Slices that were handed on: the first one here has this index. */
  #handedOn = 0;

  /** @param parent Index of the enclosing slice in the row above, -1 for none. @returns The slice's index in the row. */
  push(start: number, end: number, name: number, place: number, parent: number): number {
    if (this.#length === this.#start.length) this.#grow();
    const at = this.#length++;
    this.#start[at] = start;
    this.#end[at] = end;
    this.#name[at] = name;
    this.#place[at] = place;
    this.#parent[at] = parent;
    return this.#handedOn + at;
  }

  /** Ends a slice that was open. Only the last of a row is ever open. */
  close(index: number, end: number): void {
    this.#end[index - this.#handedOn] = end;
  }

  /** How many slices could be handed on. */
  get closed(): number {
    const { length } = this;
    return length > 0 && this.#end[length - 1] === Number.POSITIVE_INFINITY ? length - 1 : length;
  }

  get length(): number {
    return this.#length;
  }

  /** Hands on all slices that have ended; null where none has. */
  take(laneId: number, row: number, epoch: number): SliceChunk | null {
    const count = this.closed;
    if (count === 0) return null;
    const start = this.#start.slice(0, count);
    const end = this.#end.slice(0, count);
    for (let at = 0; at < count; at++) {
      start[at] = start[at]! - epoch;
      end[at] = end[at]! - epoch;
    }
    const chunk: SliceChunk = {
      laneId,
      row,
      start,
      end,
      category: new Uint8Array(count).fill(categories.compute),
      name: this.#name.slice(0, count),
      place: this.#place.slice(0, count),
      parent: this.#parent.slice(0, count),
    };
    for (const column of [this.#start, this.#end, this.#name, this.#place, this.#parent]) {
      column.copyWithin(0, count, this.#length);
    }
    this.#handedOn += count;
    this.#length -= count;
    return chunk;
  }

  #grow(): void {
    const capacity = this.#length * 2;
    this.#start = copied(this.#start, new Float64Array(capacity));
    this.#end = copied(this.#end, new Float64Array(capacity));
    this.#name = copied(this.#name, new Uint32Array(capacity));
    this.#place = copied(this.#place, new Float64Array(capacity));
    this.#parent = copied(this.#parent, new Int32Array(capacity));
  }
}

function copied<Column extends Float64Array | Uint32Array | Int32Array>(before: Column, after: Column): Column {
  after.set(before);
  return after;
}
