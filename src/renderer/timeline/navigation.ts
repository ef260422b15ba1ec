import type { EntryId } from "./arrangement";
import { formatDuration, formatPlace, formatTime } from "./format";
import { timesOf } from "./hit";
import { idOf, type Layout, type LayoutItem } from "./layout";
import { describeSlice } from "./store/describe";
import {
  categoryNames,
  categoryWords,
  findWrite,
  holdsOf,
  laneTitle,
  type SliceRef,
  sliceAt,
  writeAt,
} from "./store/queries";
import type { TraceStore } from "./store/trace-store";
import type { Samples } from "./store/value-track";
import type { RangeInfo } from "./types";
import type { TimeRange } from "./view";

/** What is chosen on the timeline. */
export type Selection =
  | { readonly kind: "slice"; readonly ref: SliceRef }
  | { readonly kind: "range"; readonly range: TimeRange };

/** The slice before or after another one of its row. */
export function neighbour(store: TraceStore, ref: SliceRef, direction: 1 | -1): SliceRef | null {
  if (ref.kind === "slice") {
    const slices = store.track(ref.laneId)?.rows[ref.row];
    const index = ref.index + direction;
    return slices !== undefined && index >= slices.first && index < slices.length ? { ...ref, index } : null;
  }
  if (ref.kind === "moment") return momentRef(store, ref.laneId, ref.index + direction);
  if (ref.kind === "write") {
    const samples = store.value(ref.laneId)?.samples;
    const row = samples === undefined ? -1 : findWrite(samples, ref);
    return samples === undefined || row < 0 ? null : writeRef(ref.laneId, samples, row + direction);
  }
  const lock = store.lock(ref.laneId);
  if (lock === undefined) return null;
  const holds = holdsOf(lock);
  const at = lock.holds.upperBound("start", ref.startNs) - 1;
  const present = at >= 0 && lock.holds.start(at) === ref.startNs ? at : holds.count - 1;
  const index = present + direction;
  if (index < 0 || index >= holds.count) return null;
  const hold = holds.at(index);
  return { kind: "hold", laneId: ref.laneId, holder: hold.holder, startNs: hold.startNs };
}

/** The slice of a lane nearest to a time; a task where the lane has tasks. */
export function nearest(store: TraceStore, laneId: number, timeNs: number): SliceRef | null {
  const lock = store.lock(laneId);
  if (lock !== undefined) {
    const holds = holdsOf(lock);
    if (holds.count === 0) return null;
    const at = Math.max(0, lock.holds.upperBound("start", timeNs) - 1);
    const hold = holds.at(at);
    return { kind: "hold", laneId, holder: hold.holder, startNs: hold.startNs };
  }
  const samples = store.value(laneId)?.samples;
  if (samples !== undefined) {
    return writeRef(laneId, samples, Math.max(0, writeAt(samples, timeNs, Number.POSITIVE_INFINITY)));
  }
  const rows = store.track(laneId)?.rows ?? [];
  const row = rows.findIndex((slices) => slices.length > 0);
  if (row < 0) {
    const instants = store.track(laneId)?.instants;
    return instants === undefined
      ? null
      : momentRef(store, laneId, Math.max(0, instants.upperBound("time", timeNs) - 1));
  }
  return { kind: "slice", laneId, row, index: sliceAt(rows[row]!, timeNs, Number.POSITIVE_INFINITY) };
}

/** A moment by its number on a lane, null where there is none. */
function momentRef(store: TraceStore, laneId: number, index: number): SliceRef | null {
  const instants = store.track(laneId)?.instants;
  const isThere = instants !== undefined && index >= instants.first && index < instants.length;
  return isThere ? { kind: "moment", laneId, index } : null;
}

/** A write by its row, null where there is none. */
function writeRef(laneId: number, samples: Samples, row: number): SliceRef | null {
  if (row < samples.first || row >= samples.length) return null;
  return { kind: "write", laneId, writer: samples.writer(row), startNs: samples.time(row) };
}

/** From a task to its first phase and back, and so on for deeper levels. */
export function otherRow(store: TraceStore, ref: SliceRef, direction: 1 | -1): SliceRef | null {
  if (ref.kind !== "slice") return null;
  const slices = store.track(ref.laneId)?.rows[ref.row];
  if (slices === undefined) return null;
  if (direction < 0) {
    const parent = slices.parent(ref.index);
    return parent < 0 ? null : { ...ref, row: ref.row - 1, index: parent };
  }
  const inner = store.track(ref.laneId)?.rows[ref.row + 1];
  if (inner === undefined) return null;
  const index = inner.upperBound("start", slices.start(ref.index) - 1e-3);
  const inside = index < inner.length && inner.start(index) < slices.end(ref.index);
  return inside ? { ...ref, row: ref.row + 1, index } : null;
}

/** The item before or after the one with the keyboard; the first where none has it. */
export function moveFocus(layout: Layout, focused: EntryId | null, direction: 1 | -1): LayoutItem | null {
  const { items } = layout;
  let at = items.findIndex((item) => idOf(item) === focused);
  if (at < 0) at = direction > 0 ? -1 : items.length;
  for (at += direction; at >= 0 && at < items.length; at += direction) {
    const item = items[at]!;
    // The heads of open groups are passed over: there is nothing to read on them.
    if (item.kind === "lane" || item.collapsed) return item;
  }
  return null;
}

/** The selection in words, for a screen reader. */
export function describe(
  store: TraceStore | null,
  selection: Selection | null,
  range: RangeInfo | null,
  layout: Layout,
  shown: TimeRange,
  nowNs: number,
  focused: EntryId | null,
): string {
  if (store === null) return "No run to show.";
  if (selection?.kind === "slice") {
    const info = describeSlice(store, selection.ref, nowNs);
    if (info !== null) {
      const duration = formatDuration(info.untilNs - info.startNs);
      const phases = info.inside.map(({ name, ns }) => `${name}: ${formatDuration(ns)}`);
      const facts = [...info.detail.map((fact) => `${fact.label}: ${fact.value}`), ...phases];
      const running = info.endNs === null ? " so far" : "";
      return [
        info.isMoment
          ? `${info.name}, a moment on ${info.laneName}, at ${formatPlace(info.startNs, 0)}.`
          : `${info.name} on ${info.laneName}, ${duration}${running}, from ${formatPlace(info.startNs, info.untilNs - info.startNs)}.`,
        ...facts.map((fact) => `${fact}.`),
      ].join(" ");
    }
  }
  if (selection?.kind === "range" && range !== null) {
    const span = formatDuration(range.toNs - range.fromNs);
    const sums = categoryNames.map((name) => ({
      name,
      ns: range.lanes.reduce((sum, lane) => sum + lane.shares[name], 0),
    }));
    const parts = sums
      .filter((sum) => sum.ns > 0)
      .sort((a, b) => b.ns - a.ns)
      .slice(0, 4)
      .map((sum) => `${categoryWords[sum.name]} ${formatDuration(sum.ns)}`);
    return `${span} selected, from ${formatPlace(range.fromNs, range.toNs - range.fromNs)}. Over all lanes: ${parts.join(", ")}.`;
  }
  const lanes = layout.laneItems.size;
  const view = `${formatTime(Math.max(0, shown.fromNs), 1e7)} to ${formatTime(shown.toNs, 1e7)} in view, ${lanes} lanes.`;
  if (typeof focused === "string") {
    const group = layout.items.find((item) => item.kind === "group" && item.id === focused);
    if (group?.kind === "group") {
      return `${group.title}, ${group.note}, ${group.collapsed ? "closed" : "open"}. ${view}`;
    }
  }
  if (typeof focused !== "number") return view;
  const remark = store.track(focused)?.lane.remark ?? "";
  return [`${laneTitle(store, focused)}.`, remark, view].filter((part) => part !== "").join(" ");
}

/** The stretch to show so that a selection fills most of the view. */
export function around(store: TraceStore, selection: Selection, nowNs: number): TimeRange | null {
  const times = selection.kind === "range" ? selection.range : timesOf(store, selection.ref, nowNs);
  if (times === null) return null;
  const margin = Math.max((times.toNs - times.fromNs) * 0.08, 500);
  return { fromNs: times.fromNs - margin, toNs: times.toNs + margin };
}
