import { SliceRow } from "./slice-row";

/**
 * Puts the slices of one thread into rows while they come, as long as they come in order: by start, of those that start together
 * the longest first. A slice lies in the row below the innermost one that has not ended when it begins.
 */
export class Nest {
  readonly rows: SliceRow[] = [];
  /** Ends of slices that nothing was open for. */
  unmatchedEnds = 0;
  // Slices that had not ended when the newest one began, the outermost first; their ends and indices in their rows.
  readonly #ends: number[] = [];
  readonly #indices: number[] = [];
  #depth = 0;
  // Slices that wait for their end, the outermost first.
  readonly #openRows: number[] = [];
  readonly #openIndices: number[] = [];
  #lastStart = Number.NEGATIVE_INFINITY;
  #lastEnd = Number.POSITIVE_INFINITY;
  /** The newest start or end of a pair. */
  #lastTime = Number.NEGATIVE_INFINITY;
  #lastRow = -1;
  #lastIndex = -1;

  /** @param end Infinity where the slice's end comes as an event of its own. @returns False where it comes out of order. */
  begin(start: number, end: number, name: number, place: number): boolean {
    if (start < this.#lastTime || (start === this.#lastStart && end > this.#lastEnd)) return false;
    let depth = this.#depth;
    while (depth > 0 && this.#ends[depth - 1]! <= start) depth--;
    const row = this.rows[depth] ?? this.#addRow();
    const index = row.push(start, end, name, place, depth === 0 ? -1 : this.#indices[depth - 1]!);
    this.#ends[depth] = end;
    this.#indices[depth] = index;
    this.#depth = depth + 1;
    if (end === Number.POSITIVE_INFINITY) {
      this.#openRows.push(depth);
      this.#openIndices.push(index);
    }
    this.#lastStart = this.#lastTime = start;
    this.#lastEnd = end;
    this.#lastRow = depth;
    this.#lastIndex = index;
    return true;
  }

  /** Ends the innermost slice that waits for its end. @returns False where this comes out of order. */
  end(time: number): boolean {
    if (time < this.#lastTime) return false;
    const row = this.#openRows[this.#openRows.length - 1];
    if (row === undefined) {
      this.#lastTime = time;
      this.unmatchedEnds++;
      return true;
    }
    const index = this.#openIndices[this.#openIndices.length - 1]!;
    // What began at this very moment lies behind the slice, not within it.
    if (time === this.#lastStart && (row !== this.#lastRow || index !== this.#lastIndex)) return false;
    this.#lastTime = time;
    this.#close(time);
    return true;
  }

  /** The trace is over: what is open ends with it. @returns How many were open. */
  finish(time: number): number {
    const open = this.#openRows.length;
    while (this.#openRows.length > 0) this.#close(time);
    return open;
  }

  #close(time: number): void {
    const row = this.#openRows.pop()!;
    const index = this.#openIndices.pop()!;
    this.rows[row]!.close(index, time);
    // It may have left the stack of what encloses others only if something ended it before.
    if (row < this.#depth && this.#indices[row] === index) this.#ends[row] = time;
  }

  #addRow(): SliceRow {
    const row = new SliceRow();
    this.rows.push(row);
    return row;
  }
}
