import { isUsageLane } from "../../../shared/trace/lanes";
import { type CategoryName, categories } from "../../../shared/trace/records";
import { formatDuration, formatLaneValue } from "../format";
import type { PhaseInfo, SliceInfo } from "../types";
import type { LaneTrack } from "./lane-track";
import type { LockTrack } from "./lock-track";
import {
  categoryNames,
  findHold,
  findWrite,
  firstHold,
  firstVisible,
  holdAt,
  holdsOf,
  laneTitle,
  type SliceRef,
  shortLaneName,
  sliceAt,
  sliceLabel,
} from "./queries";
import { flowFacts, waitsInside } from "./slice-facts";
import type { TraceStore } from "./trace-store";

/**
 * Facts about a slice.
 *
 * @param nowNs Where open slices end for now, nanoseconds since the epoch.
 * @returns Null when the reference no longer points at anything.
 */
export function describeSlice(store: TraceStore, ref: SliceRef, nowNs: number): SliceInfo | null {
  switch (ref.kind) {
    case "slice":
      return describeTrackSlice(store, ref, nowNs);
    case "moment":
      return describeMoment(store, ref);
    case "hold":
      return describeHold(store, ref, nowNs);
    case "write":
      return describeWrite(store, ref, nowNs);
  }
}

function describeTrackSlice(
  store: TraceStore,
  ref: Extract<SliceRef, { kind: "slice" }>,
  nowNs: number,
): SliceInfo | null {
  const track = store.track(ref.laneId);
  const slices = track?.rows[ref.row];
  if (track === undefined || slices === undefined || ref.index >= slices.length || ref.index < slices.first)
    return null;
  const startNs = slices.start(ref.index);
  const endNs = Number.isFinite(slices.end(ref.index)) ? slices.end(ref.index) : null;
  const kind = slices.category(ref.index);
  const attempt = slices.attempt(ref.index);
  const detail: { label: string; value: string }[] = [];
  const lock = kind === categories.lockWait ? store.lock(slices.subject(ref.index)) : undefined;
  const held = lock === undefined ? [] : holdsWithin(lock, startNs, endNs ?? nowNs);
  if (lock !== undefined) detail.push(...waitFacts(store, lock, held, ref.laneId, startNs, endNs ?? nowNs));
  const holding = kind === categories.lockWait ? "" : locksHeld(store, ref.laneId, startNs);
  if (holding !== "") detail.push({ label: "Holds", value: holding });
  const chunk = enclosingTask(store, track, ref.row, ref.index);
  if (chunk !== null) detail.push({ label: "Worker, task", value: `${laneTitle(store, ref.laneId)}, ${chunk}` });
  if (attempt > 1) detail.push({ label: "Attempt", value: String(attempt) });
  detail.push(...waitsInside(track, ref.row, startNs, endNs ?? nowNs));
  detail.push(...flowFacts(store, track, startNs, endNs ?? nowNs));
  return {
    laneId: ref.laneId,
    laneName: laneTitle(store, ref.laneId),
    name: sliceLabel(store, slices, ref.index).full,
    category: categoryNames[kind]!,
    startNs,
    endNs,
    untilNs: endNs ?? nowNs,
    isMoment: false,
    openWords: kind === categories.lockWait || kind === categories.dataWait ? "still waiting" : "still running",
    value: numberOrNull(slices.value(ref.index)),
    attempt: attempt === 0 ? null : attempt,
    amount: numberOrNull(slices.amount(ref.index)),
    place: numberOrNull(slices.place(ref.index)),
    detail,
    inside: ref.row === 0 ? phasesOf(store, track, startNs, endNs ?? nowNs) : [],
    holders: holdersOf(store, held),
  };
}

function describeMoment(store: TraceStore, ref: Extract<SliceRef, { kind: "moment" }>): SliceInfo | null {
  const instants = store.track(ref.laneId)?.instants;
  if (instants === undefined || ref.index >= instants.length || ref.index < instants.first) return null;
  const timeNs = instants.time(ref.index);
  const name = store.name(instants.name(ref.index));
  const task = taskAt(store, ref.laneId, timeNs);
  const lane = laneTitle(store, ref.laneId);
  return {
    laneId: ref.laneId,
    laneName: lane,
    name: name === "" ? "moment" : name,
    category: "task",
    startNs: timeNs,
    endNs: timeNs,
    untilNs: timeNs,
    isMoment: true,
    openWords: "",
    value: null,
    attempt: null,
    amount: null,
    place: numberOrNull(instants.place(ref.index)),
    detail: task === "" ? [] : [{ label: "Worker, task", value: `${lane}, ${task}` }],
    inside: [],
    holders: [],
  };
}

function describeHold(store: TraceStore, ref: Extract<SliceRef, { kind: "hold" }>, nowNs: number): SliceInfo | null {
  const lock = store.lock(ref.laneId);
  const hold = lock === undefined ? null : findHold(lock, ref.startNs, ref.holder);
  if (lock === undefined || hold === null) return null;
  const detail = [{ label: "Held by", value: laneTitle(store, hold.holder) }];
  const waited = hold.startNs - hold.requestNs;
  if (waited > 0) detail.push({ label: "Waited before", value: formatDuration(waited) });
  const others = otherWaiters(lock, hold.holder, hold.startNs, Math.min(hold.endNs, nowNs));
  if (others.length > 0) detail.push({ label: "Made wait", value: workers(store, others) });
  return {
    laneId: ref.laneId,
    laneName: laneTitle(store, ref.laneId),
    name: `held by ${laneTitle(store, hold.holder)}`,
    category: "task",
    startNs: hold.startNs,
    endNs: Number.isFinite(hold.endNs) ? hold.endNs : null,
    untilNs: Math.min(hold.endNs, nowNs),
    isMoment: false,
    openWords: "still held",
    value: null,
    attempt: null,
    amount: null,
    place: null,
    detail,
    inside: [],
    holders: [],
  };
}

/** What a shared value is from one write to the next. */
function describeWrite(store: TraceStore, ref: Extract<SliceRef, { kind: "write" }>, nowNs: number): SliceInfo | null {
  const samples = store.value(ref.laneId)?.samples;
  const row = samples === undefined ? -1 : findWrite(samples, ref);
  if (samples === undefined || row < 0) return null;
  const startNs = samples.time(row);
  const value = samples.value(row);
  const endNs = row + 1 < samples.length ? samples.time(row + 1) : null;
  const task = taskAt(store, samples.writer(row), startNs);
  const by = laneTitle(store, samples.writer(row));
  const guard = samples.guard(row);
  const detail: { label: string; value: string }[] = [];
  const kind = store.track(ref.laneId)?.lane.kind ?? "value";
  // The main process keeps queues, whoever puts and gets; other traces do not tell who writes.
  if (kind !== "queue" && samples.writer(row) !== 0) {
    detail.push({ label: "Written by", value: task === "" ? by : `${by}, ${task}` });
    const lost = store.value(ref.laneId)?.lostBy(ref.writer, startNs) ?? 0;
    if (lost !== 0)
      detail.push({ label: "Lost", value: `${formatLaneValue(kind, lost)}, written since ${by} had read` });
    detail.push({ label: "Under", value: guard === 0 ? "no lock" : laneTitle(store, guard) });
  }
  if (row > samples.first) detail.push({ label: "Before", value: formatLaneValue(kind, samples.value(row - 1)) });
  const name = laneTitle(store, ref.laneId);
  return {
    laneId: ref.laneId,
    laneName: name,
    name: isUsageLane(kind)
      ? `${name}: ${formatLaneValue(kind, value)}${kind === "cpu" ? " of a core" : ""}`
      : `${name} = ${formatLaneValue(kind, value)}`,
    category: "task",
    startNs,
    endNs,
    untilNs: endNs ?? Math.max(nowNs, startNs),
    isMoment: false,
    openWords: "still so",
    value,
    attempt: null,
    amount: null,
    place: null,
    detail,
    inside: [],
    holders: [],
  };
}

/** The label of the task that a lane worked on at a time, empty for none. */
function taskAt(store: TraceStore, laneId: number, timeNs: number): string {
  const tasks = store.track(laneId)?.rows[0];
  const index = tasks === undefined ? -1 : sliceAt(tasks, timeNs, 0);
  return tasks === undefined || index < 0 ? "" : sliceLabel(store, tasks, index).full;
}

/** The names of the locks that a lane held just after a time, empty for none. */
function locksHeld(store: TraceStore, laneId: number, timeNs: number): string {
  const names: string[] = [];
  for (const lane of store.lanes()) {
    const lock = lane.kind === "lock" ? store.lock(lane.id) : undefined;
    const hold = lock === undefined ? null : holdAt(lock, timeNs, 0);
    if (hold !== null && hold.holder === laneId && hold.endNs > timeNs) names.push(lane.name);
  }
  return names.join(", ");
}

/** The label of the task around a phase, null for tasks and for phases outside of one. */
function enclosingTask(store: TraceStore, track: LaneTrack, row: number, index: number): string | null {
  let at = index;
  for (let level = row; level > 0; level--) {
    at = track.rows[level]!.parent(at);
    if (at < 0) return null;
  }
  return row === 0 ? null : sliceLabel(store, track.rows[0]!, at).full;
}

/** The phases of a task by name, the first ones first; at most eight names. */
function phasesOf(store: TraceStore, track: LaneTrack, from: number, to: number): readonly PhaseInfo[] {
  const phases = track.rows[1]!;
  const sums = new Map<string, { name: string; category: CategoryName; ns: number; count: number }>();
  // A task may have a million phases: labels are made once for each kind of slice, not for each slice.
  const kinds = new Map<number, ReturnType<typeof sums.get>>();
  for (let index = firstVisible(phases, from); index < phases.length && phases.start(index) < to; index++) {
    const category = phases.category(index);
    const subject = category === categories.lockWait ? phases.subject(index) : 0;
    const isNumbered = category === categories.task && !Number.isNaN(phases.value(index));
    const kind = (phases.name(index) * 16 + category) * 65_536 + subject;
    let sum = kinds.get(kind);
    if (sum === undefined || isNumbered) {
      const name = sliceLabel(store, phases, index).full;
      sum = sums.get(name);
      if (sum === undefined && sums.size < 8) {
        sum = { name, category: categoryNames[category]!, ns: 0, count: 0 };
        sums.set(name, sum);
      }
      if (sum !== undefined) kinds.set(kind, sum);
    }
    if (sum === undefined) continue;
    sum.ns += Math.min(phases.end(index), to) - phases.start(index);
    sum.count++;
  }
  return [...sums.values()];
}

/** A part of a hold: what fell into a stretch of time. */
interface HeldPart {
  readonly holder: number;
  readonly startNs: number;
  readonly ns: number;
}

/** Who held a lock between two times, the first one first. */
function holdsWithin(lock: LockTrack, from: number, to: number): readonly HeldPart[] {
  const parts: HeldPart[] = [];
  const holds = holdsOf(lock);
  for (let index = firstHold(lock, from); index < holds.count; index++) {
    const { holder, startNs, endNs } = holds.at(index);
    if (startNs >= to) break;
    const ns = Math.min(endNs, to) - Math.max(startNs, from);
    if (ns > 0) parts.push({ holder, startNs, ns });
  }
  return parts;
}

/** Far more than there are workers: a table of them stays quick. */
const mostHolders = 256;

/** Holders by worker and task, in the order in which each first held the lock. */
function holdersOf(store: TraceStore, held: readonly HeldPart[]): readonly PhaseInfo[] {
  const sums = new Map<string, PhaseInfo>();
  for (const { holder, startNs, ns } of held) {
    const task = taskAt(store, holder, startNs);
    const lane = laneTitle(store, holder);
    const name = task === "" ? lane : `${lane}, ${task}`;
    const before = sums.get(name) ?? { name, category: "compute", ns: 0, count: 0 };
    if (sums.size === mostHolders && before.count === 0) continue;
    sums.set(name, { ...before, ns: before.ns + ns, count: before.count + 1 });
  }
  return [...sums.values()];
}

/** More holds than these are too many for a line. */
const mostHolds = 6;

function waitFacts(
  store: TraceStore,
  lock: LockTrack,
  held: readonly HeldPart[],
  laneId: number,
  from: number,
  to: number,
): { label: string; value: string }[] {
  const facts: { label: string; value: string }[] = [];
  const heldBy = held
    .slice(0, mostHolds)
    .map(({ holder, ns }) => `${calledLane(store, holder)} ${formatDuration(ns)}`)
    .join(", ");
  const holders = held.length > mostHolds ? `${heldBy} …` : heldBy;
  // The time went into asking for it and handing it over.
  facts.push({ label: "Held by", value: holders === "" ? "nobody" : holders });
  const others = otherWaiters(lock, laneId, from, to);
  if (others.length > 0) facts.push({ label: "Also waited", value: workers(store, others) });
  return facts;
}

/** Lanes besides `laneId` that waited for the lock between `from` and `to`. */
function otherWaiters(lock: LockTrack, laneId: number, from: number, to: number): readonly number[] {
  const lanes = new Set<number>();
  const { holds } = lock;
  // Requests are nearly in the order of the holds, so a few dozen too late in a row mean that no more follow.
  let tooLate = 0;
  for (let index = holds.upperBound("start", from); index < holds.length && tooLate < 64; index++) {
    tooLate = holds.request(index) >= to ? tooLate + 1 : 0;
    if (tooLate === 0 && holds.start(index) > holds.request(index)) lanes.add(holds.holder(index));
  }
  for (const hold of lock.openHolds()) {
    if (hold.requestNs < to && hold.startNs > from && hold.startNs > hold.requestNs) lanes.add(hold.lane);
  }
  for (const wait of lock.openWaits()) if (wait.requestNs < to) lanes.add(wait.lane);
  lanes.delete(laneId);
  return [...lanes].sort((a, b) => a - b);
}

function numberOrNull(value: number): number | null {
  return Number.isNaN(value) ? null : value;
}

/** More than these are counted. */
const mostNamed = 4;

function workers(store: TraceStore, lanes: readonly number[]): string {
  if (lanes.length > mostNamed) return `${lanes.length} other workers`;
  return lanes.map((lane) => calledLane(store, lane)).join(", ");
}

/** `w3` for `worker 3`; lanes that a program named are called so. */
function calledLane(store: TraceStore, laneId: number): string {
  const lane = store.track(laneId)?.lane;
  return lane?.name === `worker ${lane?.number}` ? shortLaneName(store, laneId) : laneTitle(store, laneId);
}
