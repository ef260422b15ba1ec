import { type CategoryName, categories } from "../../../shared/trace/records";
import type { Slices } from "../store/lane-track";
import { categoryNames, categoryWords, laneTitle, type SliceRef, sliceLabel } from "../store/queries";
import type { TraceStore } from "../store/trace-store";

/** Slices `from`..`to`-1 of a row of a lane, as they were when the table was made. */
export interface Segment {
  readonly laneId: number;
  readonly laneName: string;
  /** In the order in which lanes are shown. */
  readonly laneRank: number;
  readonly row: number;
  readonly slices: Slices;
  /** The row below, whose slices lie within these. */
  readonly inner: Slices | undefined;
  /** The rows above, the next one first. */
  readonly above: readonly Slices[];
  readonly from: number;
  readonly to: number;
  /** Number of its first slice among all. */
  readonly base: number;
}

/** The slice of a table of events. */
export interface EventAt {
  readonly segment: Segment;
  readonly index: number;
}

/** All slices that a trace has now, numbered lane by lane. */
export class Events {
  readonly segments: readonly Segment[];
  readonly total: number;
  /** Slices that are not among them: they have not ended. */
  readonly open: number;
  /** Where open slices end for now, nanoseconds since the epoch. */
  readonly nowNs: number;
  readonly store: TraceStore;

  /** @param withOpen Whether what has not ended is there, too: in a trace that is over it never will. */
  constructor(store: TraceStore, withOpen: boolean) {
    const segments: Segment[] = [];
    let base = 0;
    let open = 0;
    store.lanes().forEach((lane, laneRank) => {
      const rows = store.track(lane.id)?.rows ?? [];
      rows.forEach((slices, row) => {
        let to = slices.length;
        // Slices of a row do not overlap: only its last one can be open.
        if (!withOpen && to > slices.first && !Number.isFinite(slices.end(to - 1))) {
          to--;
          open++;
        }
        if (to <= slices.first) return;
        segments.push({
          laneId: lane.id,
          laneName: laneTitle(store, lane.id),
          laneRank,
          row,
          slices,
          inner: rows[row + 1],
          above: rows.slice(0, row).reverse(),
          from: slices.first,
          to,
          base,
        });
        base += to - slices.first;
      });
    });
    this.segments = segments;
    this.total = base;
    this.open = open;
    this.store = store;
    this.nowNs = store.endNs;
  }

  /** Whether all of them are still there. */
  get isThere(): boolean {
    return this.segments.every(({ slices, from, to }) => slices.length >= to && slices.first <= from);
  }

  /** @param number 0..total-1. */
  at(number: number): EventAt {
    const { segments } = this;
    let low = 0;
    let high = segments.length;
    while (low < high) {
      const middle = (low + high) >>> 1;
      if (segments[middle]!.base <= number) low = middle + 1;
      else high = middle;
    }
    const segment = segments[low - 1]!;
    return { segment, index: segment.from + number - segment.base };
  }

  /** The number of a slice, -1 where it is not among them. */
  numberOf(ref: Extract<SliceRef, { kind: "slice" }>): number {
    const segment = this.segments.find(({ laneId, row }) => laneId === ref.laneId && row === ref.row);
    if (segment === undefined || ref.index < segment.from || ref.index >= segment.to) return -1;
    return segment.base + ref.index - segment.from;
  }
}

/** Nanoseconds; of an open slice so far. */
export function durationAt(slices: Slices, index: number, nowNs: number): number {
  return Math.max(0, Math.min(slices.end(index), nowNs) - slices.start(index));
}

/** How many slices lie around one. */
export function depthAt({ slices, above }: Segment, index: number): number {
  let depth = 0;
  let parent = slices.parent(index);
  while (parent >= 0 && depth < above.length) {
    parent = above[depth]!.parent(parent);
    depth++;
  }
  return depth;
}

/** Nanoseconds of a slice without those that lie directly within it. */
export function selfAt({ slices, inner }: Segment, index: number, nowNs: number): number {
  let ns = durationAt(slices, index, nowNs);
  if (inner === undefined) return ns;
  const end = slices.end(index);
  let child = inner.upperBound("end", slices.start(index));
  for (; child < inner.length && inner.start(child) < end; child++) {
    if (inner.parent(child) === index) ns -= durationAt(inner, child, nowNs);
  }
  return Math.max(0, ns);
}

/** What stands on all chunks, whose words differ by their number alone. */
export const chunkKey = -1;

/** Equal for slices with the same words on them, but for chunks. */
export function labelKey(slices: Slices, index: number): number {
  const category = slices.category(index);
  if (category === categories.task && !Number.isNaN(slices.value(index))) return chunkKey;
  const subject = category === categories.lockWait ? slices.subject(index) : 0;
  // A lock's lane, a name, or the category where there is neither.
  if (subject !== 0) return 4 * subject + 1;
  const name = slices.name(index);
  return name === 0 ? 4 * category + 2 : category === categories.lockWait ? 4 * name + 3 : 4 * name;
}

/** The words on a slice. */
export function labelAt(store: TraceStore, slices: Slices, index: number): string {
  return sliceLabel(store, slices, index).full;
}

export function sliceCategoryName(slices: Slices, index: number): CategoryName {
  return categoryNames[slices.category(index)]!;
}

/** The words for a slice's category. */
export function sliceCategory(slices: Slices, index: number): string {
  return categoryWords[sliceCategoryName(slices, index)];
}

/** The words for all categories that slices can have. */
export const sliceCategoryWords: readonly string[] = categoryNames.map((name) => categoryWords[name]);
