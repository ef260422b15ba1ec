import type { CategoryName } from "../../../shared/trace/records";
import type { Slices } from "../store/lane-track";
import { firstVisible, laneTitle, type SliceRef } from "../store/queries";
import type { TraceStore } from "../store/trace-store";
import type { TimeRange } from "../view";
import { type Portions, portionRows } from "./portions";
import { select } from "./select";
import { groupKey, groupOf } from "./slice-groups";

/** What the rows of the table stand for: all slices of a name, those of one lane, or the outermost slices of a lane. */
export type Grouping = "name" | "lane-name" | "lane";

/** Figures of the slices of a group. Times are nanoseconds; of a slice that the range cuts, the part within it counts. */
export interface GroupFigures {
  /** Null where the slices of all lanes are meant. */
  readonly laneId: number | null;
  readonly laneName: string;
  /** Empty where the slices of all names are meant. */
  readonly name: string;
  readonly category: CategoryName | null;
  readonly count: number;
  readonly sumNs: number;
  /** Of the sum, what no slice within them took. */
  readonly selfNs: number;
  readonly meanNs: number;
  /** The smallest duration that half of the slices do not exceed. */
  readonly p50Ns: number;
  readonly p95Ns: number;
  readonly maxNs: number;
  readonly longest: SliceRef;
}

/** Slices `from`..`to`-1 of a row of a lane: those that lie in the range, at least in part. */
interface Part {
  readonly laneId: number;
  readonly row: number;
  readonly slices: Slices;
  /** The part of the row above, undefined where that has none. */
  readonly above: Part | undefined;
  readonly from: number;
  readonly to: number;
  /** Where its slices stand among those of all parts. */
  readonly place: number;
}

/** Stands for no group. */
const none = 0xffff_ffff;

/**
 * Figures by name and lane for a stretch of time. Exact: every duration is looked at twice, once to count them, once to keep it.
 *
 * @param nowNs Where open slices end for now.
 * @returns Null where rows of the trace have started over or were given up meanwhile: ask again.
 */
export function* rangeStatistics(
  store: TraceStore,
  range: TimeRange,
  grouping: Grouping,
  nowNs: number,
): Portions<readonly GroupFigures[] | null> {
  const until = Math.min(range.toNs, nowNs);
  const parts = partsOf(store, range.fromNs, until);
  const total = parts.reduce((sum, { from, to }) => sum + to - from, 0);
  const groups = new Groups(grouping, total);
  let done = 0;
  for (const part of parts) {
    for (let from = part.from; from < part.to; from += portionRows) {
      const to = Math.min(part.to, from + portionRows);
      if (!isThere(part)) return null;
      groups.count(part, from, to);
      done += to - from;
      yield (0.5 * done) / total;
    }
  }
  groups.settle();
  done = 0;
  for (const part of parts) {
    for (let from = part.from; from < part.to; from += portionRows) {
      const to = Math.min(part.to, from + portionRows);
      if (!isThere(part)) return null;
      groups.add(part, from, to, range.fromNs, until);
      done += to - from;
      yield 0.5 + (0.3 * done) / total;
    }
  }
  const figures: GroupFigures[] = [];
  done = 0;
  for (let group = 0; group < groups.length; group++) {
    const durations = groups.durationsOf(group);
    const count = durations.length;
    const progress = (): number => 0.8 + (0.2 * done) / total;
    const p50Ns = yield* at(progress, select(durations, 0, rankOf(0.5, count)));
    const p95Ns = yield* at(progress, select(durations, rankOf(0.5, count), rankOf(0.95, count)));
    done += count;
    figures.push({ ...groups.figuresOf(group, store), count, p50Ns, p95Ns });
    yield progress();
  }
  return figures;
}

/** The index of a percentile among `count` ascending values: by nearest rank. */
function rankOf(share: number, count: number): number {
  return Math.max(0, Math.ceil(share * count) - 1);
}

/** Tells another progress than the inner question does. */
function* at<Result>(progress: () => number, inner: Portions<Result>): Portions<Result> {
  for (;;) {
    const step = inner.next();
    if (step.done === true) return step.value;
    yield progress();
  }
}

function partsOf(store: TraceStore, fromNs: number, untilNs: number): readonly Part[] {
  const parts: Part[] = [];
  let place = 0;
  for (const lane of store.lanes()) {
    let above: Part | undefined;
    const rows = store.track(lane.id)?.rows ?? [];
    for (const [row, slices] of rows.entries()) {
      const from = firstVisible(slices, fromNs);
      const to = slices.upperBound("start", untilNs);
      const part: Part | undefined = to > from ? { laneId: lane.id, row, slices, above, from, to, place } : undefined;
      if (part !== undefined) {
        parts.push(part);
        place += to - from;
      }
      above = part;
    }
  }
  return parts;
}

function isThere({ slices, from, to, above }: Part): boolean {
  return slices.length >= to && slices.first <= from && (above === undefined || above.slices.first <= above.from);
}

/** Slices by group. Reads columns as a whole, for there may be millions of slices. */
class Groups {
  length = 0;
  readonly #grouping: Grouping;
  /** By slice, in the order of the parts: the number of its group. */
  readonly #groups: Uint32Array;
  /** By lane, or once for all: the group's number by its key. */
  readonly #numbers = new Map<number, Map<number, number>>();
  // By group.
  readonly #keys: number[] = [];
  readonly #lanes: number[] = [];
  readonly #counts: number[] = [];
  readonly #sumNs: number[] = [];
  readonly #innerNs: number[] = [];
  readonly #maxNs: number[] = [];
  readonly #longest: { part: Part; index: number }[] = [];
  /** Where its next duration goes. */
  readonly #next: number[] = [];
  #durations = new Float64Array(0);

  constructor(grouping: Grouping, sliceCount: number) {
    this.#grouping = grouping;
    this.#groups = new Uint32Array(sliceCount);
  }

  /** Finds the groups of some slices. */
  count(part: Part, from: number, to: number): void {
    const byLane = this.#grouping === "lane";
    const numbers = this.#numbersOf(part.laneId);
    const groups = this.#groups;
    const counts = this.#counts;
    let lastKey = -1;
    let group = none;
    for (const block of part.slices.blocks) {
      if (block.to <= from) continue;
      if (block.from >= to) break;
      const { category, name, subject, value, parent } = block.columns;
      const place = part.place - part.from + block.from;
      const last = Math.min(to, block.to) - block.from;
      for (let at = Math.max(from, block.from) - block.from; at < last; at++) {
        if (byLane && parent !== null && parent[at]! >= 0) {
          groups[place + at] = none;
          continue;
        }
        const hasValue = value !== null && !Number.isNaN(value[at]!);
        const key = byLane ? 0 : groupKey(category[at]!, name[at]!, subject === null ? 0 : subject[at]!, hasValue);
        if (key !== lastKey) {
          group = numbers.get(key) ?? this.#add(numbers, part.laneId, key);
          lastKey = key;
        }
        groups[place + at] = group;
        counts[group] = counts[group]! + 1;
      }
    }
  }

  /** All are counted: each group gets its place among the durations. */
  settle(): void {
    let next = 0;
    for (let group = 0; group < this.length; group++) {
      this.#next[group] = next;
      next += this.#counts[group]!;
    }
    this.#durations = new Float64Array(next);
  }

  /** Adds the durations of some slices to those of their groups, and takes them from what encloses them. */
  add(part: Part, from: number, to: number, fromNs: number, untilNs: number): void {
    const { above } = part;
    const [groups, durations, next] = [this.#groups, this.#durations, this.#next];
    const [sumNs, innerNs, maxNs] = [this.#sumNs, this.#innerNs, this.#maxNs];
    for (const block of part.slices.blocks) {
      if (block.to <= from) continue;
      if (block.from >= to) break;
      const { start, end, parent } = block.columns;
      const place = part.place - part.from + block.from;
      const last = Math.min(to, block.to) - block.from;
      for (let at = Math.max(from, block.from) - block.from; at < last; at++) {
        const ns = Math.max(0, Math.min(end[at]!, untilNs) - Math.max(start[at]!, fromNs));
        const outer = parent === null ? -1 : parent[at]!;
        if (above !== undefined && outer >= above.from && outer < above.to) {
          const around = groups[above.place - above.from + outer]!;
          if (around !== none) innerNs[around] = innerNs[around]! + ns;
        }
        const group = groups[place + at]!;
        if (group === none) continue;
        sumNs[group] = sumNs[group]! + ns;
        durations[next[group]!] = ns;
        next[group] = next[group]! + 1;
        if (ns <= maxNs[group]!) continue;
        maxNs[group] = ns;
        this.#longest[group] = { part, index: block.from + at };
      }
    }
  }

  durationsOf(group: number): Float64Array {
    const end = this.#next[group]!;
    return this.#durations.subarray(end - this.#counts[group]!, end);
  }

  figuresOf(group: number, store: TraceStore): Omit<GroupFigures, "count" | "p50Ns" | "p95Ns"> {
    const laneId = this.#grouping === "name" ? null : this.#lanes[group]!;
    const sumNs = this.#sumNs[group]!;
    const { part, index } = this.#longest[group]!;
    return {
      laneId,
      laneName: laneId === null ? "" : laneTitle(store, laneId),
      ...(this.#grouping === "lane" ? { name: "", category: null } : groupOf(store, this.#keys[group]!)),
      sumNs,
      selfNs: Math.max(0, sumNs - this.#innerNs[group]!),
      meanNs: sumNs / this.#counts[group]!,
      maxNs: this.#maxNs[group]!,
      longest: { kind: "slice", laneId: part.laneId, row: part.row, index },
    };
  }

  #numbersOf(laneId: number): Map<number, number> {
    const place = this.#grouping === "name" ? 0 : laneId;
    let numbers = this.#numbers.get(place);
    if (numbers === undefined) {
      numbers = new Map();
      this.#numbers.set(place, numbers);
    }
    return numbers;
  }

  #add(numbers: Map<number, number>, laneId: number, key: number): number {
    const group = this.length++;
    numbers.set(key, group);
    this.#keys.push(key);
    this.#lanes.push(laneId);
    this.#counts.push(0);
    this.#sumNs.push(0);
    this.#innerNs.push(0);
    // So that the first one, even of no duration, is the longest.
    this.#maxNs.push(-1);
    return group;
  }
}
