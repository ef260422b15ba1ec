type ColumnArray = Float64Array | Uint32Array | Int32Array | Uint8Array;
type ColumnConstructor = { new (length: number): ColumnArray };
type ColumnList = Readonly<Record<string, ColumnConstructor>>;
type ColumnsOf<List extends ColumnList> = { [Name in keyof List]: InstanceType<List[Name]> };

const firstCapacity = 16;

/** Rows in typed arrays that double when full. One list of columns defines storage and type. */
export class Table<List extends ColumnList> {
  /** Arrays of at least `length` entries; read anew after every `push`, which may replace them. */
  columns: ColumnsOf<List>;
  length = 0;
  #capacity = firstCapacity;
  readonly #list: List;

  constructor(list: List) {
    this.#list = list;
    this.columns = allocate(list, firstCapacity);
  }

  /** Adds a row of zeros. @returns Its index. */
  push(): number {
    if (this.length === this.#capacity) {
      this.#capacity *= 2;
      const wider = allocate(this.#list, this.#capacity);
      for (const name in this.columns) wider[name].set(this.columns[name]);
      this.columns = wider;
    }
    return this.length++;
  }

  /**
   * Puts the rows in ascending order of a column, equal ones in the order of their arrival.
   *
   * @param key The column.
   * @param settled How many rows at the front are known to be in order.
   * @returns The first row that may have changed; `settled` where nothing moved.
   */
  settle(key: keyof List, settled: number): number {
    const keys = this.columns[key];
    let lowest = Number.POSITIVE_INFINITY;
    let inOrder = true;
    for (let row = settled; row < this.length; row++) {
      if (row > 0 && keys[row]! < keys[row - 1]!) inOrder = false;
      lowest = Math.min(lowest, keys[row]!);
    }
    if (inOrder) return settled;
    const first = upperBound(keys, lowest, 0, settled);
    const order = new Uint32Array(this.length - first);
    for (let at = 0; at < order.length; at++) order[at] = first + at;
    order.sort((a, b) => keys[a]! - keys[b]! || a - b);
    for (const name in this.columns) {
      const column = this.columns[name];
      const before = column.slice(first, this.length);
      for (let at = 0; at < order.length; at++) column[first + at] = before[order[at]! - first]!;
    }
    return first;
  }
}

function allocate<List extends ColumnList>(list: List, capacity: number): ColumnsOf<List> {
  const columns: Record<string, ColumnArray> = {};
  for (const [name, Column] of Object.entries(list)) columns[name] = new Column(capacity);
  // The loop above gave every name of the list an array of its constructor.
  return columns as ColumnsOf<List>;
}

/**
 * The first of ascending values that is greater than `value`, as an index in from..to; `to` where none is.
 * Source: upper-bound bisection, O(log n).
 */
export function upperBound(values: ArrayLike<number>, value: number, from: number, to: number): number {
  let low = from;
  let high = to;
  while (low < high) {
    const middle = (low + high) >>> 1;
    if (values[middle]! <= value) low = middle + 1;
    else high = middle;
  }
  return low;
}

/** Single ascending series of times to which late ones may be added. */
export class SortedTimes {
  #times = new Float64Array(firstCapacity);
  #length = 0;
  #settled = 0;

  add(time: number): void {
    if (this.#length === this.#times.length) {
      const wider = new Float64Array(this.#length * 2);
      wider.set(this.#times);
      this.#times = wider;
    }
    this.#times[this.#length++] = time;
  }

  get length(): number {
    return this.#length;
  }

  /** The times in ascending order; the array may be longer than `length`. */
  get sorted(): Float64Array {
    if (this.#settled < this.#length) {
      const tail = this.#times.subarray(this.#settled, this.#length).sort();
      const first = upperBound(this.#times, tail[0]!, 0, this.#settled);
      if (first < this.#settled) this.#times.subarray(first, this.#length).sort();
      this.#settled = this.#length;
    }
    return this.#times;
  }

  /** How many are at or before `time`. */
  countUntil(time: number): number {
    return upperBound(this.sorted, time, 0, this.#length);
  }
}
