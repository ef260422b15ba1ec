import { categories } from "../../../shared/trace/records";
import type { DoneInfo, RootCause, WaiterInfo, WaitStory } from "../types";
import type { LaneTrack, Slices } from "./lane-track";
import {
  categoryNames,
  findWait,
  firstHold,
  firstVisible,
  holdsOf,
  laneTitle,
  type SliceRef,
  sliceLabel,
} from "./queries";
import type { TraceStore } from "./trace-store";
import { waitsWithin } from "./waits";

/** More holders of one wait, and more of one row's slices under a holder, are not looked into: the answer stays quick. */
const mostParts = 256;
const mostSlices = 4_096;
/** A holder that waits for less than this share of its hold is not called blocked. */
const blockedShare = 0.1;

/** A wait by who waits and for what, nanoseconds since the epoch. */
interface Wait {
  readonly laneId: number;
  readonly lockId: number;
  readonly fromNs: number;
  readonly toNs: number;
  readonly ref: SliceRef;
}

/** What of a hold falls into a wait. */
interface HeldPart {
  readonly holder: number;
  readonly fromNs: number;
  readonly toNs: number;
  readonly hold: SliceRef;
}

/**
 * Why a wait took as long as it did.
 *
 * @param nowNs Where a wait that goes on ends for now, nanoseconds since the epoch.
 * @returns Null where the reference is no wait for a lock.
 */
export function waitStory(store: TraceStore, ref: SliceRef, nowNs: number): WaitStory | null {
  const wait = waitOf(store, ref, nowNs);
  if (wait === null) return null;
  const parts = heldParts(store, wait);
  const longest = parts.reduce<HeldPart | null>((a, b) => (a === null || lengthOf(b) > lengthOf(a) ? b : a), null);
  return {
    victim: laneTitle(store, wait.laneId),
    lock: laneTitle(store, wait.lockId),
    holder: longest?.hold ?? null,
    doing: doneMeanwhile(store, parts),
    others: otherWaiters(store, wait, nowNs),
    root: rootCause(store, wait, nowNs),
  };
}

function waitOf(store: TraceStore, ref: SliceRef, nowNs: number): Wait | null {
  const slices = ref.kind === "slice" ? store.track(ref.laneId)?.rows[ref.row] : undefined;
  if (ref.kind !== "slice" || slices === undefined || slices.category(ref.index) !== categories.lockWait) return null;
  const lockId = slices.subject(ref.index);
  if (store.lock(lockId) === undefined) return null;
  const fromNs = slices.start(ref.index);
  const toNs = Math.max(fromNs, Math.min(slices.end(ref.index), nowNs));
  return { laneId: ref.laneId, lockId, fromNs, toNs, ref };
}

function lengthOf({ fromNs, toNs }: { readonly fromNs: number; readonly toNs: number }): number {
  return toNs - fromNs;
}

/** Who held the lock during a wait, the first one first. */
function heldParts(store: TraceStore, { lockId, fromNs, toNs }: Wait): readonly HeldPart[] {
  const lock = store.lock(lockId);
  if (lock === undefined) return [];
  const parts: HeldPart[] = [];
  const holds = holdsOf(lock);
  for (let index = firstHold(lock, fromNs); index < holds.count && parts.length < mostParts; index++) {
    const { holder, startNs, endNs } = holds.at(index);
    if (startNs >= toNs) {
      // No finished one follows that counts; the open ones stand behind them.
      index = Math.max(index, lock.holds.length - 1);
      continue;
    }
    const part = { holder, fromNs: Math.max(startNs, fromNs), toNs: Math.min(endNs, toNs) };
    if (lengthOf(part) > 0) parts.push({ ...part, hold: { kind: "hold", laneId: lockId, holder, startNs } });
  }
  return parts;
}

/** What the holders did while they held the lock, by lane and name, the longest first. */
function doneMeanwhile(store: TraceStore, parts: readonly HeldPart[]): readonly DoneInfo[] {
  const sums = new Map<string, DoneInfo>();
  const add = (laneId: number, name: string, category: number, ns: number, count: number): void => {
    const key = `${laneId} ${name}`;
    const laneName = laneTitle(store, laneId);
    const before = sums.get(key) ?? { laneName, name, category: categoryNames[category]!, ns: 0, count: 0 };
    sums.set(key, { ...before, ns: before.ns + ns, count: before.count + count });
  };
  for (const { holder, fromNs, toNs } of parts) {
    const track = store.track(holder);
    if (track === undefined) continue;
    let bare = toNs - fromNs;
    track.rows.forEach((slices, row) => {
      // Tasks hold phases; what is in none of them stands as such below.
      if (row === 0) return;
      forEachWithin(slices, fromNs, toNs, (index, ns) => {
        const own = ns - insideOf(track, row, index, fromNs, toNs);
        if (row === 1) bare -= ns;
        if (own > 0) add(holder, sliceLabel(store, slices, index).full, slices.category(index), own, 1);
      });
    });
    if (bare > 0) add(holder, "between phases", categories.task, bare, 1);
  }
  return [...sums.values()].sort((a, b) => b.ns - a.ns);
}

/** How much of a slice its inner slices take within a stretch, nanoseconds. */
function insideOf(track: LaneTrack, row: number, index: number, fromNs: number, toNs: number): number {
  const inner = track.rows[row + 1];
  if (inner === undefined) return 0;
  const outer = track.rows[row]!;
  let sum = 0;
  forEachWithin(inner, Math.max(fromNs, outer.start(index)), Math.min(toNs, outer.end(index)), (at, ns) => {
    if (inner.parent(at) === index) sum += ns;
  });
  return sum;
}

/** Calls `visit` for the slices of a row that overlap a stretch, with the nanoseconds of it. */
function forEachWithin(slices: Slices, fromNs: number, toNs: number, visit: (index: number, ns: number) => void): void {
  const first = firstVisible(slices, fromNs);
  const last = Math.min(slices.length, first + mostSlices);
  for (let index = first; index < last && slices.start(index) < toNs; index++) {
    visit(index, Math.min(slices.end(index), toNs) - Math.max(slices.start(index), fromNs));
  }
}

/** Who else waited for the same lock meanwhile, the longest first. */
function otherWaiters(store: TraceStore, wait: Wait, nowNs: number): readonly WaiterInfo[] {
  const lock = store.lock(wait.lockId);
  if (lock === undefined) return [];
  const sums = new Map<number, WaiterInfo>();
  for (const { lane, fromNs, toNs } of waitsWithin(lock, wait.fromNs, wait.toNs, nowNs)) {
    const ns = Math.min(toNs, wait.toNs) - Math.max(fromNs, wait.fromNs);
    if (lane === wait.laneId || !(ns > 0)) continue;
    const ref = findWait(store, lane, wait.lockId, fromNs);
    const before = sums.get(lane) ?? { laneName: laneTitle(store, lane), ns: 0, wait: ref };
    sums.set(lane, { ...before, ns: before.ns + ns });
  }
  return [...sums.values()].sort((a, b) => b.ns - a.ns);
}

/** Follows who held a lock to what that one waited for, and so on; null where no holder was blocked itself. */
function rootCause(store: TraceStore, first: Wait, nowNs: number): RootCause | null {
  const waits = [first];
  for (;;) {
    const wait = waits[waits.length - 1]!;
    const blocked = blockedHolder(store, wait, nowNs);
    if (blocked === null) break;
    waits.push(blocked);
    const begin = waits.findIndex(({ laneId }) => laneId === blocked.laneId);
    if (begin < waits.length - 1) return circle(store, waits.slice(begin, -1));
  }
  if (waits.length === 1) return null;
  const last = waits[waits.length - 1]!;
  const part = heldParts(store, last).reduce<HeldPart | null>(
    (a, b) => (a === null || lengthOf(b) > lengthOf(a) ? b : a),
    null,
  );
  const steps = waits.map(({ laneId, lockId }) => `${laneTitle(store, laneId)} waits for ${laneTitle(store, lockId)}`);
  if (part === null) return { sentence: `${steps.join(", ")}, which nobody held.`, isCircle: false, place: last.ref };
  const does = longestSlice(store, part);
  const what = does === null ? "" : `: ${does.name}`;
  return {
    sentence: `${steps.join(", ")}, which ${laneTitle(store, part.holder)} held${what}.`,
    isCircle: false,
    place: does?.ref ?? part.hold,
  };
}

function circle(store: TraceStore, waits: readonly Wait[]): RootCause {
  const steps = waits.map(({ laneId, lockId }) => `${laneTitle(store, laneId)} waits for ${laneTitle(store, lockId)}`);
  const back = laneTitle(store, waits[0]!.laneId);
  return {
    sentence: `${steps.join(", ")}, which ${back} holds: none of them can go on.`,
    isCircle: true,
    place: waits[1]!.ref,
  };
}

/** The longest wait of those who held the lock while they held it; null where none of them was blocked. */
function blockedHolder(store: TraceStore, wait: Wait, nowNs: number): Wait | null {
  let longest: Wait | null = null;
  let most = 0;
  for (const part of heldParts(store, wait)) {
    const track = store.track(part.holder);
    track?.rows.forEach((slices, row) => {
      forEachWithin(slices, part.fromNs, part.toNs, (index, ns) => {
        if (slices.category(index) !== categories.lockWait || slices.subject(index) === wait.lockId) return;
        if (ns <= most || ns < lengthOf(part) * blockedShare) return;
        const found = waitOf(store, { kind: "slice", laneId: part.holder, row, index }, nowNs);
        if (found === null) return;
        most = ns;
        // Only what made the first one wait counts.
        longest = { ...found, fromNs: Math.max(found.fromNs, part.fromNs), toNs: Math.min(found.toNs, part.toNs) };
      });
    });
  }
  return longest;
}

/** What a holder did for longest while it held a lock. */
function longestSlice(
  store: TraceStore,
  { holder, fromNs, toNs }: HeldPart,
): { readonly ref: SliceRef; readonly name: string } | null {
  let longest: { ref: SliceRef; name: string } | null = null;
  let most = 0;
  store.track(holder)?.rows.forEach((slices, row) => {
    if (row === 0) return;
    forEachWithin(slices, fromNs, toNs, (index, ns) => {
      // An inner slice that takes all of an outer one says more.
      if (ns < most || ns === 0) return;
      most = ns;
      longest = { ref: { kind: "slice", laneId: holder, row, index }, name: sliceLabel(store, slices, index).full };
    });
  });
  return longest;
}
