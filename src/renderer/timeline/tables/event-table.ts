import type { SliceRef } from "../store/queries";
import type { TraceStore } from "../store/trace-store";
import { asksForSelf, compileFilter, type InnerTimes, numberReader } from "./event-filter";
import { chunkKey, durationAt, type EventAt, Events, labelAt, labelKey, type Segment } from "./events";
import type { FieldName } from "./filter/fields";
import type { Filter } from "./filter/parse";
import { orderOf } from "./order";
import { type Portions, portionRows } from "./portions";

export interface EventOrder {
  readonly field: FieldName;
  readonly descending: boolean;
}

export interface EventQuestion {
  readonly filter: Filter | null;
  readonly order: EventOrder;
  /** Whether what has not ended is shown, too. */
  readonly withOpen: boolean;
}

/** Events that were asked for, in order. Rows are numbers: there is no object for each. */
export class EventTable {
  readonly events: Events;
  readonly #numbers: Uint32Array;

  constructor(events: Events, numbers: Uint32Array) {
    this.events = events;
    this.#numbers = numbers;
  }

  get rowCount(): number {
    return this.#numbers.length;
  }

  at(row: number): EventAt {
    return this.events.at(this.#numbers[row]!);
  }

  refAt(row: number): Extract<SliceRef, { kind: "slice" }> {
    const { segment, index } = this.at(row);
    return { kind: "slice", laneId: segment.laneId, row: segment.row, index };
  }

  /** The row of a slice, -1 where it is not among them. */
  rowOf(ref: SliceRef): number {
    const number = ref.kind === "slice" ? this.events.numberOf(ref) : -1;
    return number < 0 ? -1 : this.#numbers.indexOf(number);
  }
}

/** @returns Null where rows of the trace have started over or were given up meanwhile: ask again. */
export function* eventTable(store: TraceStore, question: EventQuestion): Portions<EventTable | null> {
  const { filter, order, withOpen } = question;
  const events = new Events(store, withOpen);
  let inner: ReadonlyMap<Segment, Float64Array> | null = null;
  if (order.field === "self" || (filter !== null && asksForSelf(filter))) {
    inner = yield* scaled(0, 0.2, innerTimes(events));
    if (inner === null) return null;
  }
  let chosen = filter === null ? null : yield* scaled(0.2, 0.2, filtered(events, filter, inner));
  if (!events.isThere) return null;
  if (order.field === "lane" || order.field === "category" || order.field === "name") {
    // Very many are equal: these stand in the order of time.
    chosen = yield* scaled(0.3, 0.1, ordered(events, chosen, keyReader(events, "time", null, null), false));
    if (!events.isThere) return null;
  }
  const ranks = order.field === "name" ? yield* scaled(0.4, 0.1, nameRanks(events, chosen)) : null;
  if (!events.isThere) return null;
  const read = keyReader(events, order.field, inner, ranks);
  const numbers = yield* scaled(0.5, 0.5, ordered(events, chosen, read, order.descending));
  return events.isThere ? new EventTable(events, numbers) : null;
}

/** A part of a question: tells its progress as a part of the whole. */
function* scaled<Result>(from: number, share: number, portions: Portions<Result>): Portions<Result> {
  for (;;) {
    const step = portions.next();
    if (step.done === true) return step.value;
    yield from + share * step.value;
  }
}

/** Puts events in the order of a key. @param chosen Their numbers, null for all. */
function* ordered(
  events: Events,
  chosen: Uint32Array | null,
  read: (number: number) => number,
  descending: boolean,
): Portions<Uint32Array> {
  const count = chosen?.length ?? events.total;
  if (chosen === null) return yield* orderOf(count, read, descending);
  const numbers = yield* orderOf(count, (at) => read(chosen[at]!), descending);
  for (let from = 0; from < count; from += portionRows) {
    const to = Math.min(count, from + portionRows);
    for (let at = from; at < to; at++) numbers[at] = chosen[numbers[at]!]!;
    yield 1;
  }
  return numbers;
}

/** By slice, what those directly within it take. */
function* innerTimes(events: Events): Portions<ReadonlyMap<Segment, Float64Array> | null> {
  const all = new Map<Segment, Float64Array>();
  for (const segment of events.segments) {
    const times = new Float64Array(segment.to - segment.from);
    all.set(segment, times);
    const { inner } = segment;
    if (inner === undefined) continue;
    const last = inner.length;
    for (let from = inner.first; from < last; from += portionRows) {
      if (!events.isThere) return null;
      const to = Math.min(last, from + portionRows);
      for (let child = from; child < to; child++) {
        const at = inner.parent(child) - segment.from;
        if (at >= 0 && at < times.length) times[at] = times[at]! + durationAt(inner, child, events.nowNs);
      }
      yield segment.base / events.total;
    }
  }
  return all;
}

function* filtered(
  events: Events,
  filter: Filter,
  inner: ReadonlyMap<Segment, Float64Array> | null,
): Portions<Uint32Array> {
  const compiled = compileFilter(filter, events);
  const found = new Uint32Array(events.total);
  let count = 0;
  for (const segment of events.segments) {
    const times: InnerTimes = inner?.get(segment) ?? null;
    const meets = compiled(segment, times);
    for (let from = segment.from; from < segment.to; from += portionRows) {
      const to = Math.min(segment.to, from + portionRows);
      for (let index = from; index < to; index++) {
        if (meets(index)) found[count++] = segment.base + index - segment.from;
      }
      yield (segment.base + to - segment.from) / events.total;
    }
  }
  return found.slice(0, count);
}

const collator = new Intl.Collator("en", { numeric: true });

/** By what stands on slices, their place in the alphabet. */
function* nameRanks(events: Events, chosen: Uint32Array | null): Portions<ReadonlyMap<number, number>> {
  const labels = new Map<number, string>();
  const count = chosen?.length ?? events.total;
  const read = sliceReader(events);
  for (let from = 0; from < count; from += portionRows) {
    const to = Math.min(count, from + portionRows);
    for (let at = from; at < to; at++) {
      const { segment, index } = read(chosen === null ? at : chosen[at]!);
      const key = labelKey(segment.slices, index);
      if (labels.has(key)) continue;
      labels.set(key, key === chunkKey ? "chunk" : labelAt(events.store, segment.slices, index));
    }
    yield to / count;
  }
  const sorted = [...labels].sort(([, a], [, b]) => collator.compare(a, b));
  return new Map(sorted.map(([key], rank) => [key, rank]));
}

/** Finds the slice of a number; quick where the next one is mostly of the same segment. The object is always the same. */
function sliceReader(events: Events): (number: number) => EventAt {
  const at: { segment: Segment; index: number } = { segment: events.segments[0]!, index: 0 };
  return (number) => {
    const { base, from, to } = at.segment;
    if (number >= base && number < base + to - from) at.index = from + number - base;
    else Object.assign(at, events.at(number));
    return at;
  };
}

/** Numbers below this fit behind the rank of a name in one number. */
const mostValue = 2 ** 32;

/** What slices are ordered by. */
function keyReader(
  events: Events,
  field: FieldName,
  inner: ReadonlyMap<Segment, Float64Array> | null,
  ranks: ReadonlyMap<number, number> | null,
): (number: number) => number {
  const find = sliceReader(events);
  switch (field) {
    case "lane":
      return (number) => find(number).segment.laneRank;
    case "category":
      return (number) => {
        const { segment, index } = find(number);
        return segment.slices.category(index);
      };
    case "name":
      return (number) => {
        const { segment, index } = find(number);
        const key = labelKey(segment.slices, index);
        const value = key === chunkKey ? segment.slices.value(index) : 0;
        return (ranks?.get(key) ?? 0) * mostValue + Math.max(0, Math.min(mostValue - 1, value));
      };
    default: {
      let last: Segment | null = null;
      let read: (index: number) => number = () => Number.NaN;
      return (number) => {
        const { segment, index } = find(number);
        if (segment !== last) {
          last = segment;
          read = numberReader(field, segment, inner?.get(segment) ?? null, events.nowNs);
        }
        return read(index);
      };
    }
  }
}
