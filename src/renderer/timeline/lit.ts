import { timesOf } from "./hit";
import { firstHold, holdsOf, type SliceRef } from "./store/queries";
import type { TraceStore } from "./store/trace-store";
import type { TimeView } from "./view";

/** A part of a lane, CSS pixels of the lanes' area. */
interface LitStretch {
  readonly from: number;
  readonly to: number;
}

/** What stays bright while everything else is dimmed. */
export interface Lit {
  /** Lanes that are bright as a whole: the lock's own. */
  readonly whole: ReadonlySet<number>;
  /** By lane: where it waited for the lock or held it, in order; stretches that touch are one. */
  readonly stretches: ReadonlyMap<number, readonly LitStretch[]>;
}

/**
 * Who waited for a lock or held it in view.
 *
 * @param nowNs Where waits and holds that go on end for now.
 * @returns Null where the lane is no lock.
 */
export function litByLock(store: TraceStore, lockId: number, view: TimeView, nowNs: number): Lit | null {
  const lock = store.lock(lockId);
  if (lock === undefined) return null;
  const found = new Stretches(view);
  const holds = holdsOf(lock);
  for (let index = firstHold(lock, view.fromNs); index < holds.count; index++) {
    const hold = holds.at(index);
    found.add(hold.holder, hold.requestNs, Math.min(hold.endNs, nowNs));
  }
  const lost = lock.lostWaits;
  for (let row = lost.upperBound("end", view.fromNs); row < lost.length; row++) {
    found.add(lost.lane(row), lost.request(row), lost.end(row));
  }
  for (const wait of lock.openWaits()) found.add(wait.lane, wait.requestNs, nowNs);
  return { whole: new Set([lockId]), stretches: found.joined() };
}

/** What some slices light: holds and writes also the lane of their lock or value. */
export function litByRefs(store: TraceStore, refs: readonly SliceRef[], view: TimeView, nowNs: number): Lit {
  const found = new Stretches(view);
  const whole = new Set<number>();
  for (const ref of refs) {
    const times = timesOf(store, ref, nowNs);
    if (times === null) continue;
    if (ref.kind === "hold" || ref.kind === "write") whole.add(ref.laneId);
    const lane = ref.kind === "hold" ? ref.holder : ref.kind === "write" ? ref.writer : ref.laneId;
    found.add(lane, times.fromNs, ref.kind === "write" ? times.fromNs + 1 : times.toNs);
  }
  return { whole, stretches: found.joined() };
}

/** Gathers stretches by lane, cut to a view. */
class Stretches {
  readonly #view: TimeView;
  readonly #found = new Map<number, { from: number; to: number }[]>();

  constructor(view: TimeView) {
    this.#view = view;
  }

  add(lane: number, fromNs: number, toNs: number): void {
    const view = this.#view;
    if (!(toNs > view.fromNs) || fromNs >= view.toNs) return;
    const stretch = { from: Math.max(view.toPx(fromNs), -1), to: Math.min(view.toPx(toNs), view.width + 1) };
    const known = this.#found.get(lane);
    const last = known?.[known.length - 1];
    if (known === undefined || last === undefined) this.#found.set(lane, [stretch]);
    // Most come in order: what joins the last one need not be kept.
    else if (stretch.from >= last.from && stretch.from - last.to < 1) last.to = Math.max(last.to, stretch.to);
    else known.push(stretch);
  }

  /** In order; stretches that touch are one. */
  joined(): ReadonlyMap<number, readonly LitStretch[]> {
    return new Map([...this.#found].map(([lane, stretches]) => [lane, joined(stretches)]));
  }
}

function joined(stretches: readonly LitStretch[]): readonly LitStretch[] {
  const all: { from: number; to: number }[] = [];
  for (const { from, to } of [...stretches].sort((a, b) => a.from - b.from)) {
    const last = all[all.length - 1];
    if (last !== undefined && from - last.to < 1) last.to = Math.max(last.to, to);
    else all.push({ from, to });
  }
  return all;
}
