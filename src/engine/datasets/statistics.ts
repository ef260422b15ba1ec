import { addToExpansion, integerSum, largestPlainTerm, roundedQuotient, roundedSum } from "./exact-sum";
import { type NumberKind, numberKinds } from "./numbers";

/** What a group's plain columns cannot hold. Rare, so it costs nothing where it is not needed. */
interface Overflow {
  /** Sum of the integers beyond 2^53 and of terms beyond 2^960. */
  whole: bigint;
  /** What the low part of the sum could not hold exactly. */
  partials: number[];
  least: bigint | null;
  greatest: bigint | null;
}

/** The statistics of many groups, as they travel between processes. */
export interface StatisticsPartial {
  /** Shape [groups, 6]. */
  readonly columns: Float64Array;
  readonly overflow: readonly (readonly [group: number, overflow: Readonly<Overflow>])[];
}

/** An integer within 2^53 or a decimal, an integer beyond as digits, or null where there is none. */
export type StatisticsCell = number | string | null;

export interface GroupStatistics {
  readonly count: number;
  readonly sum: StatisticsCell;
  /** Of integers the exact quotient, rounded once; of decimals the sum as a float64, divided by the count. */
  readonly mean: number | null;
  readonly min: StatisticsCell;
  readonly max: StatisticsCell;
  /** Whether every value was written as an integer; then sum, min and max are integers. */
  readonly integers: boolean;
  /** True where the sum does not fit a float64: the mean is null then, and so is a sum of decimals. */
  readonly overflown: boolean;
}

const stride = 6;
const countColumn = 0;
const highColumn = 1;
const lowColumn = 2;
const minColumn = 3;
const maxColumn = 4;
const decimalColumn = 5;

/**
 * Count, exact sum, least and greatest value of many groups, by group number.
 *
 * Integers are summed exactly, whatever their size. Decimals are float64 values, and their sum is the exact sum rounded once,
 * so that neither the order of the rows nor the cut into chunks can change a bit of it. Each group keeps its sum in two
 * float64 values whose exact total it is (TwoSum, Knuth); what the lower one cannot hold exactly is kept aside.
 */
export class Statistics {
  #columns: Float64Array;
  #size = 0;
  readonly #overflow = new Map<number, Overflow>();

  constructor(capacity = 16) {
    this.#columns = emptyColumns(capacity);
  }

  /** Begins with another table's groups, by its numbers. */
  static from({ columns, overflow }: StatisticsPartial): Statistics {
    const statistics = new Statistics(0);
    statistics.#size = columns.length / stride;
    // What came in a message may be a view of all of it.
    statistics.#columns = columns.slice();
    for (const [group, { partials, ...rest }] of overflow) {
      statistics.#overflow.set(group, { ...rest, partials: [...partials] });
    }
    return statistics;
  }

  /** Groups that exist: one more than the highest number made room for. */
  get size(): number {
    return this.#size;
  }

  /** Bytes that `toPartial` gives, what is rare left out. */
  get partialBytes(): number {
    return this.#size * stride * Float64Array.BYTES_PER_ELEMENT;
  }

  /** Makes room for groups 0 to `groups` - 1. */
  reserve(groups: number): void {
    if (groups <= this.#size) return;
    this.#size = groups;
    if (groups * stride <= this.#columns.length) return;
    const grown = emptyColumns(Math.max(groups, (this.#columns.length / stride) * 2));
    grown.set(this.#columns);
    this.#columns = grown;
  }

  /** Adds a finite value of kind `integer` or `decimal` to a group that there is room for. */
  add(group: number, value: number, kind: NumberKind): void {
    const columns = this.#columns;
    const at = group * stride;
    columns[at + countColumn]! += 1;
    if (value < columns[at + minColumn]!) columns[at + minColumn] = value;
    if (value > columns[at + maxColumn]!) columns[at + maxColumn] = value;
    if (kind === numberKinds.decimal) columns[at + decimalColumn] = 1;
    this.#addTerm(group, value);
  }

  /**
   * Adds many values, each to its group; see `add`.
   *
   * @param groups Shape [count] or longer, like `values` and `kinds`.
   */
  addAll(groups: Int32Array, values: Float64Array, kinds: Uint8Array, count: number): void {
    for (let i = 0; i < count; i++) this.add(groups[i]!, values[i]!, kinds[i] as NumberKind);
  }

  /** Adds an integer beyond 2^53. */
  addBig(group: number, value: bigint): void {
    this.#columns[group * stride + countColumn]! += 1;
    const overflow = this.#overflowOf(group);
    overflow.whole += value;
    if (overflow.least === null || value < overflow.least) overflow.least = value;
    if (overflow.greatest === null || value > overflow.greatest) overflow.greatest = value;
  }

  /**
   * Adds another table's groups.
   *
   * @param groupOf This table's number of each of the other's groups; there is room for them.
   */
  merge(other: StatisticsPartial, groupOf: (group: number) => number): void {
    const theirs = other.columns;
    for (let from = 0, group = 0; from < theirs.length; from += stride, group++) {
      const mine = groupOf(group);
      const columns = this.#columns;
      const at = mine * stride;
      columns[at + countColumn]! += theirs[from + countColumn]!;
      if (theirs[from + minColumn]! < columns[at + minColumn]!) columns[at + minColumn] = theirs[from + minColumn]!;
      if (theirs[from + maxColumn]! > columns[at + maxColumn]!) columns[at + maxColumn] = theirs[from + maxColumn]!;
      if (theirs[from + decimalColumn] === 1) columns[at + decimalColumn] = 1;
      this.#addTerm(mine, theirs[from + highColumn]!);
      if (theirs[from + lowColumn] !== 0) this.#addTerm(mine, theirs[from + lowColumn]!);
    }
    for (const [group, theirOverflow] of other.overflow) {
      const mine = groupOf(group);
      const overflow = this.#overflowOf(mine);
      overflow.whole += theirOverflow.whole;
      for (const term of theirOverflow.partials) addToExpansion(overflow.partials, term);
      const { least, greatest } = theirOverflow;
      if (least !== null && (overflow.least === null || least < overflow.least)) overflow.least = least;
      if (greatest !== null && (overflow.greatest === null || greatest > overflow.greatest)) {
        overflow.greatest = greatest;
      }
    }
  }

  /** A copy of exactly the size needed. */
  toPartial(): StatisticsPartial {
    return { columns: this.#columns.slice(0, this.#size * stride), overflow: [...this.#overflow] };
  }

  /** Whether every value of every group was written as an integer. */
  get integers(): boolean {
    for (let at = decimalColumn; at < this.#size * stride; at += stride) if (this.#columns[at] !== 0) return false;
    return true;
  }

  /** Groups whose sum does not fit a float64. */
  overflown(): ReadonlySet<number> {
    return new Set([...this.#overflow.keys()].filter((group) => this.finish(group).overflown));
  }

  finish(group: number): GroupStatistics {
    const at = group * stride;
    const count = this.#columns[at + countColumn]!;
    const integers = this.#columns[at + decimalColumn] === 0;
    if (count === 0) return { count, sum: 0, mean: null, min: null, max: null, integers, overflown: false };
    const high = this.#columns[at + highColumn]!;
    const low = this.#columns[at + lowColumn]!;
    const least = this.#columns[at + minColumn]!;
    const greatest = this.#columns[at + maxColumn]!;
    const overflow = this.#overflow.size === 0 ? undefined : this.#overflow.get(group);
    if (overflow === undefined && (!integers || (low === 0 && Number.isSafeInteger(high)))) {
      // One addition of two values rounds their exact sum once.
      const sum = high + low + 0;
      return { count, sum, mean: sum / count + 0, min: least + 0, max: greatest + 0, integers, overflown: false };
    }
    const min = extreme(least, overflow?.least ?? null, (a, b) => a < b);
    const max = extreme(greatest, overflow?.greatest ?? null, (a, b) => a > b);
    const terms = overflow === undefined ? [high, low] : [high, low, ...overflow.partials];
    const whole = overflow?.whole ?? 0n;
    const rounded = roundedSum(terms, whole);
    const overflown = !Number.isFinite(rounded);
    if (integers) {
      const total = integerSum(terms, whole);
      const mean = overflown ? null : roundedQuotient(total, count);
      return { count, sum: integerCell(total), mean, min, max, integers, overflown };
    }
    return overflown
      ? { count, sum: null, mean: null, min, max, integers, overflown }
      : { count, sum: rounded, mean: rounded / count + 0, min, max, integers, overflown };
  }

  /** Adds to a group's sum alone. */
  #addTerm(group: number, value: number): void {
    if (value >= largestPlainTerm || value <= -largestPlainTerm) {
      // Floats of this size are integers.
      this.#overflowOf(group).whole += BigInt(value);
      return;
    }
    const columns = this.#columns;
    const at = group * stride;
    const high = columns[at + highColumn]!;
    const sum = high + value;
    columns[at + highColumn] = sum;
    const share = sum - high;
    const error = high - (sum - share) + (value - share);
    if (error === 0) return;
    const low = columns[at + lowColumn]!;
    const lowSum = low + error;
    columns[at + lowColumn] = lowSum;
    const lowShare = lowSum - low;
    const lost = low - (lowSum - lowShare) + (error - lowShare);
    if (lost !== 0) addToExpansion(this.#overflowOf(group).partials, lost);
  }

  #overflowOf(group: number): Overflow {
    let overflow = this.#overflow.get(group);
    if (overflow === undefined) {
      overflow = { whole: 0n, partials: [], least: null, greatest: null };
      this.#overflow.set(group, overflow);
    }
    return overflow;
  }
}

function emptyColumns(groups: number): Float64Array {
  const columns = new Float64Array(groups * stride);
  for (let at = 0; at < columns.length; at += stride) {
    columns[at + minColumn] = Number.POSITIVE_INFINITY;
    columns[at + maxColumn] = Number.NEGATIVE_INFINITY;
  }
  return columns;
}

/** The outer one of a float64 (infinite for none) and a BigInt (null for none), compared exactly. */
function extreme(
  plain: number,
  big: bigint | null,
  isOuter: (a: number | bigint, b: number | bigint) => boolean,
): StatisticsCell {
  if (big !== null && (!Number.isFinite(plain) || isOuter(big, plain))) return integerCell(big);
  return plain + 0;
}

function integerCell(value: bigint): number | string {
  const plain = Number(value);
  return Number.isSafeInteger(plain) ? plain : value.toString();
}
