type ColumnArray = Float64Array | Uint32Array | Int32Array | Uint8Array;
type ColumnConstructor = {
  new (length: number): ColumnArray;
  new (buffer: ArrayBuffer, offset: number, length: number): ColumnArray;
  readonly BYTES_PER_ELEMENT: number;
};
type ColumnList = Readonly<Record<string, ColumnConstructor>>;

const firstCapacity = 16;
/** A table grows by so many rows at most. */
const mostCapacity = 16_384;
/** Fewer rows than these are copied rather than taken over: a block has its price. */
const leastAdopted = 512;

/** The arrays that a constructor makes, on whatever buffer. */
type ArrayOf<Column> = Column extends Float64ArrayConstructor
  ? Float64Array
  : Column extends Uint32ArrayConstructor
    ? Uint32Array
    : Column extends Int32ArrayConstructor
      ? Int32Array
      : Uint8Array;

/** The columns of a block; a sparse one is null where all of its rows have the value for what is missing. */
type BlockColumns<List extends ColumnList, Sparse extends keyof List> = {
  [Name in keyof List]: ArrayOf<List[Name]> | (Name extends Sparse ? null : never);
};

/** Rows `from`..`to`-1 of a table. A row stands at `row - from` of each column. */
export interface Block<List extends ColumnList = ColumnList, Sparse extends keyof List = never> {
  readonly from: number;
  /** The row behind the last for which there is room; of the last block not all are filled. */
  readonly to: number;
  readonly columns: BlockColumns<List, Sparse>;
  /** The same arrays in the order of the list. */
  readonly arrays: (ColumnArray | null)[];
}

/** Columns of fewer bytes share a buffer: one of their own costs more to make, and to collect, than they do. */
const leastOwnBytes = 8_192;
const sharedBytes = 65_536;
let shared = new ArrayBuffer(0);
let sharedAt = 0;

/** @returns Zeros. */
function newColumn(Column: ColumnConstructor, length: number): ColumnArray {
  const bytes = length * Column.BYTES_PER_ELEMENT;
  if (bytes >= leastOwnBytes) return new Column(length);
  if (sharedAt + bytes > shared.byteLength) {
    shared = new ArrayBuffer(sharedBytes);
    sharedAt = 0;
  }
  const column = new Column(shared, sharedAt, length);
  // The next one may have numbers of eight bytes.
  sharedAt += (bytes + 7) & ~7;
  return column;
}

const nowhere: Block = { from: 0, to: 0, columns: {}, arrays: [] };

/**
 * Rows in typed arrays. It grows by further blocks, so that nothing is copied; whole arrays can be taken over as blocks.
 * The oldest blocks can be given up: the rows behind them keep their numbers.
 */
class Table<List extends ColumnList = ColumnList, Sparse extends keyof List = never> {
  length = 0;
  /** The first row that is still there; those before it were given up. */
  first = 0;
  /** Bytes of all columns. */
  bytes = 0;
  protected readonly list: List;
  /** What sparse columns hold where nothing was stored. */
  protected readonly missing: Readonly<Partial<Record<keyof List, number>>>;
  #blocks: Block<List, Sparse>[] = [];
  /** The block of the newest look: the next one is nearly always there, too. */
  // The blocks of all lists are made alike; only the types of `columns` differ.
  #at: Block = nowhere;

  constructor(list: List, missing: Readonly<Partial<Record<keyof List, number>>>) {
    this.list = list;
    this.missing = missing;
  }

  /** Adds a row of zeros; sparse columns hold their value for what is missing. @returns Its number. */
  push(): number {
    if (this.length === (this.#blocks[this.#blocks.length - 1]?.to ?? 0)) {
      this.#addBlock(Math.max(firstCapacity, Math.min(this.length - this.first, mostCapacity)));
    }
    return this.length++;
  }

  /** The block of the last row, to fill in what was pushed. */
  get tail(): Block<List, Sparse> {
    return this.#blocks[this.#blocks.length - 1]!;
  }

  /** The blocks in their order; rows from `length` on are not there yet. */
  get blocks(): readonly Block<List, Sparse>[] {
    return this.#blocks;
  }

  /** Changes one value of a row that is there. */
  set(name: keyof List & string, row: number, value: number): void {
    const block = this.blockOf(row);
    if (block === nowhere) return;
    const column = block.columns[name] ?? this.#allocate(block, name);
    column[row - block.from] = value;
  }

  /**
   * Adds rows by their arrays, which belong to the table from then on.
   *
   * @param columns All but the sparse ones have to be there.
   * @throws {RangeError} When an array has not as many entries as there are rows.
   */
  adopt(columns: Partial<BlockColumns<List, Sparse>>, rows: number): void {
    if (rows === 0) return;
    for (const name in this.list) {
      const column: ColumnArray | null | undefined = columns[name];
      const missing = column === undefined || column === null;
      if (missing ? !(name in this.missing) : column.length !== rows) {
        throw new RangeError(`column ${name} has ${column?.length ?? "no"} entries for ${rows} rows`);
      }
    }
    if (rows < leastAdopted) {
      this.#copyIn(columns, rows);
      return;
    }
    this.#trim();
    const arrays = Object.keys(this.list).map((name): ColumnArray | null => columns[name] ?? null);
    this.#append(arrays, rows);
    this.length += rows;
  }

  /** Gives up whole blocks of rows before `row`. */
  forgetBefore(row: number): void {
    const kept = this.#blocks.findIndex((block) => block.to > row);
    if (kept <= 0) return;
    for (const block of this.#blocks.splice(0, kept)) this.bytes -= bytesOf(block);
    this.first = this.#blocks[0]!.from;
    this.#at = nowhere;
  }

  /** Gives up the rows from `rows` on. */
  cutTo(rows: number): void {
    while (this.length > rows && this.tail.from >= rows) {
      this.bytes -= bytesOf(this.tail);
      this.#blocks.pop();
      this.#at = nowhere;
      this.length = Math.max(rows, this.#blocks[this.#blocks.length - 1]?.to ?? rows);
    }
    this.length = Math.min(this.length, rows);
    if (this.length === 0) return;
    const { columns, from } = this.tail;
    for (const name in this.missing) columns[name]?.fill(this.missing[name]!, rows - from);
  }

  /** Gives up all rows; the numbers start over. */
  clear(): void {
    this.#blocks = [];
    this.#at = nowhere;
    this.length = this.first = this.bytes = 0;
  }

  /**
   * The first row in from..to whose value in an ascending column is greater than `value`; `to` where none is.
   * Source: upper-bound bisection, O(log n).
   */
  upperBound(name: keyof List & string, value: number, from = this.first, to = this.length): number {
    // The last block that begins at or before the answer: all before it end with a value that is not greater.
    let low = 0;
    let high = this.#blocks.length;
    while (low < high) {
      const middle = (low + high) >>> 1;
      const block = this.#blocks[middle]!;
      if (block.from < to && !(block.columns[name]![0]! > value)) low = middle + 1;
      else high = middle;
    }
    if (low === 0) return Math.min(Math.max(from, this.first), to);
    const { from: base, to: top, columns } = this.#blocks[low - 1]!;
    const found = base + upperBound(columns[name]!, value, 0, Math.min(top, to) - base);
    return Math.min(Math.max(found, from), to);
  }

  /** The first row whose value in an ascending column is `value` or more; `length` where none is. */
  lowerBound(name: keyof List & string, value: number): number {
    let row = this.upperBound(name, value);
    // Few are alike.
    while (row > this.first && this.#value(name, row - 1) === value) row--;
    return row;
  }

  /**
   * Puts the rows in ascending order of a column, equal ones in the order of their arrival.
   *
   * @param key The column.
   * @param settled How many rows at the front are known to be in order.
   * @returns The first row that may have changed; `settled` where nothing moved.
   */
  settle(key: keyof List & string, settled: number): number {
    let previous = settled > this.first ? this.#value(key, settled - 1) : Number.NEGATIVE_INFINITY;
    let lowest = Number.POSITIVE_INFINITY;
    let inOrder = true;
    for (let row = settled; row < this.length; row++) {
      const value = this.#value(key, row);
      if (value < previous) inOrder = false;
      lowest = Math.min(lowest, value);
      previous = value;
    }
    if (inOrder) return settled;
    const first = this.upperBound(key, lowest, this.first, settled);
    const keys = new Float64Array(this.length - first);
    const order = new Uint32Array(keys.length);
    for (let at = 0; at < order.length; at++) {
      keys[at] = this.#value(key, first + at);
      order[at] = at;
    }
    order.sort((a, b) => keys[a]! - keys[b]! || a - b);
    const before = new Float64Array(keys.length);
    for (const name in this.list) {
      for (let at = 0; at < order.length; at++) before[at] = this.#value(name, first + at);
      for (let at = 0; at < order.length; at++) {
        const value = before[order[at]!]!;
        if (!Object.is(value, this.#value(name, first + at))) this.set(name, first + at, value);
      }
    }
    return first;
  }

  /** Makes the function that reads a column: `place` in the list's order. NaN, or the sparse value, where no row is. */
  protected static reader(place: number, missing: number): (this: Table, row: number) => number {
    return function (this: Table, row: number): number {
      let block = this.#at;
      if (row < block.from || row >= block.to) block = this.blockOf(row) as unknown as Block;
      const column = block.arrays[place];
      return column === null || column === undefined ? missing : column[row - block.from]!;
    };
  }

  #value(name: keyof List & string, row: number): number {
    const block = this.blockOf(row);
    const column: ColumnArray | null | undefined = block.columns[name];
    return column === null || column === undefined ? (this.missing[name] ?? Number.NaN) : column[row - block.from]!;
  }

  /** The block of a row; one without columns where there is no such row. */
  blockOf(row: number): Block<List, Sparse> {
    // See `#at`: only the types differ.
    const typed = (block: Block): Block<List, Sparse> => block as unknown as Block<List, Sparse>;
    if (row >= this.#at.from && row < this.#at.to) return typed(this.#at);
    let low = 0;
    let high = this.#blocks.length;
    while (low < high) {
      const middle = (low + high) >>> 1;
      if (this.#blocks[middle]!.from <= row) low = middle + 1;
      else high = middle;
    }
    const block = this.#blocks[low - 1];
    if (block === undefined || row >= block.to) return typed(nowhere);
    this.#at = block as unknown as Block;
    return block;
  }

  #addBlock(capacity: number): void {
    const arrays = Object.entries(this.list).map(([name, Column]) =>
      name in this.missing ? null : newColumn(Column, capacity),
    );
    this.#append(arrays, capacity);
  }

  #append(arrays: (ColumnArray | null)[], rows: number): void {
    const columns = Object.fromEntries(Object.keys(this.list).map((name, place) => [name, arrays[place]!]));
    // Every name of the list got the array of its place.
    const typed = columns as BlockColumns<List, Sparse>;
    const block = { from: this.length, to: this.length + rows, columns: typed, arrays };
    this.#blocks.push(block);
    this.bytes += bytesOf(block);
  }

  #allocate<Name extends keyof List & string>(block: Block<List, Sparse>, name: Name): ArrayOf<List[Name]> {
    const made = newColumn(this.list[name]!, block.to - block.from);
    const missing = this.missing[name] ?? 0;
    if (missing !== 0) made.fill(missing);
    // The list tells the array's type of each name.
    const column = made as ArrayOf<List[Name]>;
    block.columns[name] = column;
    block.arrays[Object.keys(this.list).indexOf(name)] = made;
    this.bytes += made.byteLength;
    return column;
  }

  #copyIn(columns: Partial<BlockColumns<List, Sparse>>, rows: number): void {
    for (let done = 0; done < rows; ) {
      const at = this.push();
      const block = this.tail;
      const part = Math.min(rows - done, block.to - at);
      for (const name in this.list) {
        const column: ColumnArray | null | undefined = columns[name];
        if (column === null || column === undefined) continue;
        const into: ColumnArray = block.columns[name] ?? this.#allocate(block, name);
        into.set(column.subarray(done, done + part), at - block.from);
      }
      this.length = at + part;
      done += part;
    }
  }

  /** Gives back the room behind the last row, so that the next block can begin there. */
  #trim(): void {
    const last = this.#blocks[this.#blocks.length - 1];
    if (last === undefined || last.to === this.length) return;
    const arrays = last.arrays.map((column) => column?.slice(0, this.length - last.from) ?? null);
    this.#blocks.pop();
    this.bytes -= bytesOf(last);
    const { length } = this;
    this.length = last.from;
    this.#append(arrays, length - last.from);
    this.length = length;
    this.#at = nowhere;
  }
}

function bytesOf({ arrays }: { readonly arrays: readonly (ColumnArray | null)[] }): number {
  return arrays.reduce((sum, column) => sum + (column?.byteLength ?? 0), 0);
}

/** A table with a method for each column that reads it: `table.start(row)`. */
export type Rows<List extends ColumnList, Sparse extends keyof List = never> = Table<List, Sparse> & {
  readonly [Name in keyof List]: (row: number) => number;
};

/**
 * Makes the class of tables with some columns.
 *
 * @param list One list defines storage and type.
 * @param missing Columns that take memory only in blocks where some row holds another value than this.
 */
export function tableOf<const List extends ColumnList, const Sparse extends keyof List & string = never>(
  list: List,
  missing: Readonly<Record<Sparse, number>>,
): new () => Rows<List, Sparse> {
  class ListTable extends Table<List, Sparse> {
    constructor() {
      // Sparse columns are some of the list's.
      super(list, missing as Readonly<Partial<Record<keyof List, number>>>);
    }

    static {
      const defaults: Readonly<Record<string, number>> = missing;
      Object.keys(list).forEach((name, place) => {
        const value = Table.reader(place, defaults[name] ?? Number.NaN);
        Object.defineProperty(ListTable.prototype, name, { value });
      });
    }
  }
  // The block above gave every name of the list its method.
  return ListTable as unknown as new () => Rows<List, Sparse>;
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
