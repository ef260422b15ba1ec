import { categories } from "../../../shared/trace/records";
import { categoryCount } from "./coarse-shares";
import { type Block, type Rows, tableOf } from "./columns";
import type { SliceBlock, Slices } from "./lane-track";

/** Slices of a group of the lowest level, and groups that one of the next level joins: powers of two. */
const leafShift = 3;
const joinShift = 1;

/** How many slices a group of a level covers. */
function sizeOf(level: number): number {
  return 1 << (leafShift + level * joinShift);
}

const noTime = {
  task: 0,
  compute: 0,
  lockWait: 0,
  dataWait: 0,
  serialize: 0,
  deserialize: 0,
  startStop: 0,
  idle: 0,
  failed: 0,
  underTask: 0,
  underCompute: 0,
  underLockWait: 0,
  underDataWait: 0,
  underSerialize: 0,
  underDeserialize: 0,
  underStartStop: 0,
  underIdle: 0,
  underFailed: 0,
} as const;
type TimeName = keyof typeof noTime;
const timeNames = Object.keys(noTime) as readonly TimeName[];
// Every name of the list gets the same constructor.
const timeColumns = Object.fromEntries(timeNames.map((name) => [name, Float64Array])) as unknown as Readonly<
  Record<TimeName, Float64ArrayConstructor>
>;

const groupColumns = {
  /** Start of the first slice, nanoseconds since the epoch. */
  start: Float64Array,
  /** End of the last one. */
  end: Float64Array,
  /** The slice around all of them, in the row above; -1 for none, `mixedParents` where they differ. */
  parent: Int32Array,
  /** The category that all of the slices have, `mixedCategories` where they differ. */
  category: Uint8Array,
  /** A bit for each category of which a slice without duration is among them. */
  points: Uint32Array,
  // Nanoseconds of each category; then of each category that the slices around them have.
  ...timeColumns,
} as const;
/** Place of the first of the sums among the columns. */
const firstTime = Object.keys(groupColumns).length - timeNames.length;
type Groups = Rows<typeof groupColumns, TimeName | "parent" | "points">;
/** Where the visitor of a row finds groups: at `group - from` of each column. */
export type GroupBlock = Block<typeof groupColumns, TimeName | "parent" | "points">;
const GroupTable: new () => Groups = tableOf(groupColumns, { parent: -1, points: 0, ...noTime });

export const mixedParents = -2;
export const mixedCategories = 255;

/** Nanoseconds of a category in a group, `least` more where one without duration is among them. */
export function groupTime({ arrays, columns }: GroupBlock, at: number, category: number, least: number): number {
  const column = arrays[firstTime + category];
  const ns = column === null || column === undefined ? 0 : column[at]!;
  const points = columns.points === null ? 0 : columns.points[at]!;
  return ((points >> category) & 1) === 0 ? ns : ns + least;
}

/** Whether one of a category is in a group. */
export function groupHas(block: GroupBlock, at: number, category: number): boolean {
  const all = block.columns.category[at]!;
  return all === category || (all === mixedCategories && groupTime(block, at, category, 1) > 0);
}

/**
 * Sums over the slices of a row, for pictures in which single ones are too narrow: each group of the lowest level
 * covers eight slices that follow each other, each of the next level two groups, and so on. All of them but for those at the row's
 * end, which may still change, are complete, and the memory is a small part of that of the slices.
 */
export class Pyramid {
  /** From the lowest one on: where a slice is in a group, it is in the `index >> shift`-th. */
  readonly levels: Groups[] = [];
  readonly #row: Slices;
  readonly #sums = new Float64Array(2 * categoryCount);
  /** Which of the sums have ever been other than 0: a few. */
  #times: number[] = [];
  #timeBits = 0;

  constructor(row: Slices) {
    this.#row = row;
  }

  get bytes(): number {
    return this.levels.reduce((sum, level) => sum + level.bytes, 0);
  }

  clear(): void {
    this.levels.length = 0;
  }

  /** Slices before this one are summed up: single ones may be given up. */
  get summedUp(): number {
    return (this.levels[0]?.length ?? 0) << leafShift;
  }

  /**
   * Gives up the oldest groups of the lowest level that has any before a slice, where the level above has their sums.
   *
   * @returns Whether something was given up.
   */
  coarsen(before: number): boolean {
    for (let level = 0; level + 1 < this.levels.length; level++) {
      const groups = this.levels[level]!;
      const kept = Math.min(before >> (leafShift + level * joinShift), this.levels[level + 1]!.length << joinShift);
      const { first } = groups;
      groups.forgetBefore(kept);
      if (groups.first > first) return true;
    }
    return false;
  }

  /** Sums up what came since the last time. The row's last slice may be open, or be opened again: it waits. */
  update(): void {
    const settled = this.#row.length - 1;
    let below = this.levels[0]?.length ?? 0;
    if (settled < (below + 1) << leafShift) return;
    this.#addLeaves(settled);
    for (let level = 0; ; level++) {
      const from = this.levels[level]!;
      const above = this.levels[level + 1];
      below = above?.length ?? 0;
      const full = from.length >> joinShift;
      if (below >= full) return;
      const into = above ?? new GroupTable();
      if (above === undefined) this.levels.push(into);
      for (; below < full; below++) this.#join(from, into, below << joinShift);
    }
  }

  /** The slice from which on a stretch is to be shown: single ones may be gone, then it is the first of a group. */
  firstFrom(timeNs: number): number {
    const row = this.#row;
    const index = row.upperBound("end", timeNs);
    if (index > row.first || row.first === 0) return index;
    let known = index;
    for (let level = 0; level < this.levels.length; level++) {
      const groups = this.levels[level]!;
      const group = groups.upperBound("end", timeNs);
      known = Math.min(known, group * sizeOf(level));
      if (group > groups.first || groups.first === 0) break;
    }
    return known;
  }

  /** Block by block, since this is done for every slice. */
  #addLeaves(settled: number): void {
    if (this.levels.length === 0) this.levels.push(new GroupTable());
    const leaves = this.levels[0]!;
    const { above, blocks } = this.#row;
    const known = above?.length ?? 0;
    const sums = this.#sums;
    const size = 1 << leafShift;
    let index = leaves.length << leafShift;
    const limit = settled & -size;
    let groupStart = 0;
    let groupParent = -1;
    let groupCategory = 0;
    let mixed = false;
    let points = 0;
    let outer = -1;
    let under = categoryCount + categories.idle;
    for (const block of blocks) {
      if (block.to <= index) continue;
      const { start, end, category, parent } = block.columns;
      for (const until = Math.min(block.to, limit); index < until; index++) {
        const at = index - block.from;
        const own = parent === null ? -1 : parent[at]!;
        if (own !== outer) {
          // The slice around it is yet to come: the group waits for it.
          if (own >= known) {
            sums.fill(0);
            return;
          }
          outer = own;
          under = categoryCount + (own < 0 || above === null ? categories.idle : above.category(own));
        }
        const kind = category[at]!;
        if ((index & (size - 1)) === 0) {
          groupStart = start[at]!;
          groupParent = own;
          groupCategory = kind;
          mixed = false;
          points = 0;
        } else {
          if (own !== groupParent) mixed = true;
          if (kind !== groupCategory) groupCategory = mixedCategories;
        }
        const ns = end[at]! - start[at]!;
        if (ns === 0) points |= 1 << kind;
        sums[kind] = sums[kind]! + ns;
        sums[under] = sums[under]! + ns;
        const bits = (1 << kind) | (1 << under);
        if ((this.#timeBits & bits) !== bits) this.#meet(bits);
        if ((index & (size - 1)) === size - 1) {
          this.#push(leaves, groupStart, end[at]!, mixed ? mixedParents : groupParent, groupCategory, points);
        }
      }
      if (index >= limit) return;
    }
  }

  #meet(bits: number): void {
    this.#timeBits |= bits;
    this.#times = timeNames.flatMap((_name, time) => (((this.#timeBits >> time) & 1) === 0 ? [] : [time]));
  }

  #join(from: Groups, into: Groups, first: number): void {
    const last = first + (1 << joinShift) - 1;
    const parent = from.parent(first);
    let category = from.category(first);
    let mixed = false;
    let points = 0;
    for (let group = first; group <= last; group++) {
      if (from.parent(group) !== parent) mixed = true;
      if (from.category(group) !== category) category = mixedCategories;
      points |= from.points(group);
    }
    // Blocks hold a multiple of what is joined.
    const { arrays, from: base } = from.blockOf(first);
    for (const time of this.#times) {
      const column = arrays[firstTime + time];
      if (column === null || column === undefined) continue;
      for (let at = first - base; at <= last - base; at++) this.#sums[time] = this.#sums[time]! + column[at]!;
    }
    this.#push(into, from.start(first), from.end(last), mixed ? mixedParents : parent, category, points);
  }

  /** Adds a group with the sums gathered, and empties them. */
  #push(into: Groups, start: number, end: number, parent: number, category: number, points: number): void {
    const group = into.push();
    const { columns, arrays, from } = into.tail;
    columns.start[group - from] = start;
    columns.end[group - from] = end;
    columns.category[group - from] = category;
    if (parent !== -1) into.set("parent", group, parent);
    if (points !== 0) into.set("points", group, points);
    for (const time of this.#times) {
      const sum = this.#sums[time]!;
      if (sum === 0) continue;
      const column = arrays[firstTime + time];
      if (column === null || column === undefined) into.set(timeNames[time]!, group, sum);
      else column[group - from] = sum;
      this.#sums[time] = 0;
    }
  }
}

/** Nanoseconds of the slices in a group that lie within slices of a category. */
export function groupTimeUnder(block: GroupBlock, at: number, category: number): number {
  const column = block.arrays[firstTime + categoryCount + category];
  return column === null || column === undefined ? 0 : column[at]!;
}

/** Visits a row from left to right. */
export interface RowVisitor {
  /** Single slices, `from` to `to - 1`: not one by one, since a picture may have a quarter of a million. */
  slices(block: SliceBlock, from: number, to: number): void;
  /**
   * Slices that together are no wider than was asked for, or whose single ones are gone.
   *
   * @param at Where in the block's columns the group stands.
   * @param count How many slices.
   */
  group(block: GroupBlock, at: number, count: number): void;
}

/**
 * Goes through what of a row touches a stretch of time, in order and without leaving any out: as single slices, or as groups where
 * these are no wider than `widestNs`. So the cost grows with the width of the stretch in such units, not with the number of slices.
 *
 * @param until The slice before which to end.
 * @param from The slice with which to begin.
 */
export function visitRow(
  row: Slices,
  fromNs: number,
  toNs: number,
  widestNs: number,
  visitor: RowVisitor,
  until = row.length,
  from = row.pyramid.firstFrom(fromNs),
): void {
  const { levels } = row.pyramid;
  /** Whether the group of a level that begins with a slice is there, and narrow enough. */
  const isUsable = (level: number, index: number, widest: number): boolean => {
    const shift = leafShift + level * joinShift;
    if ((index & ((1 << shift) - 1)) !== 0 || index + (1 << shift) > until) return false;
    const groups = levels[level]!;
    const group = index >>> shift;
    if (group < groups.first || group >= groups.length) return false;
    const { columns, from } = groups.blockOf(group);
    return columns.end[group - from]! - columns.start[group - from]! <= widest;
  };
  let level = -1;
  for (let index = from; index < until; ) {
    while (level >= 0 && !isUsable(level, index, widestNs)) level--;
    while (level + 1 < levels.length && isUsable(level + 1, index, widestNs)) level++;
    let used = level;
    if (used < 0 && index < row.first) {
      used = levels.findIndex((_groups, at) => isUsable(at, index, Number.POSITIVE_INFINITY));
      if (used < 0) {
        index = Math.min(row.first, (index | ((1 << leafShift) - 1)) + 1);
        continue;
      }
    }
    if (used < 0) {
      const block = row.blockOf(index);
      const starts = block.columns.start;
      // As far as to where the next group may begin.
      let to = Math.min((index | ((1 << leafShift) - 1)) + 1, until, block.to);
      const isLast = starts[to - 1 - block.from]! > toNs;
      while (to > index && starts[to - 1 - block.from]! > toNs) to--;
      if (to > index) visitor.slices(block, index, to);
      if (isLast) return;
      index = to;
    } else {
      const groups = levels[used]!;
      const shift = leafShift + used * joinShift;
      const group = index >>> shift;
      const block = groups.blockOf(group);
      if (block.columns.start[group - block.from]! > toNs) return;
      visitor.group(block, group - block.from, 1 << shift);
      index += 1 << shift;
    }
  }
}
