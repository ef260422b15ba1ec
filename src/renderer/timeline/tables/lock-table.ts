import { LockFigures } from "../../../shared/trace/lock-figures";
import type { LockTrack } from "../store/lock-track";
import { laneTitle } from "../store/queries";
import type { TraceStore } from "../store/trace-store";

/** Figures of a lock, or of one lane's use of it. Times are nanoseconds. */
export interface LockUse {
  /** The lock's lane, or the lane that used it. */
  readonly laneId: number;
  readonly name: string;
  /** Number of the worker, 0 where it is none. */
  readonly number: number;
  readonly acquisitions: number;
  /** Share of the requests that are over, 0 to 1; null before the first is. */
  readonly contendedShare: number | null;
  /** Of all requests, those that did not have to wait included. */
  readonly meanWaitNs: number;
  readonly longestWaitNs: number;
  readonly waitNs: number;
  readonly meanHoldNs: number;
  readonly longestHoldNs: number;
  readonly holdNs: number;
}

export interface LockRow extends LockUse {
  /** Who asked for it, the one that held it longest first. */
  readonly users: readonly LockUse[];
}

/**
 * What became of each lock, the one that was waited for longest first. Waits and holds that go on count up to now.
 *
 * @param nowNs Nanoseconds since the epoch.
 */
export function lockTable(store: TraceStore, nowNs: number): readonly LockRow[] {
  const rows: LockRow[] = [];
  for (const lane of store.lanes()) {
    const lock = lane.kind === "lock" ? store.lock(lane.id) : undefined;
    if (lock === undefined) continue;
    const byLane = figuresNow(lock, nowNs);
    const all = new LockFigures();
    const users: LockUse[] = [];
    for (const [laneId, figures] of byLane) {
      all.add(figures);
      users.push(use(laneId, laneTitle(store, laneId), store.track(laneId)?.lane.number ?? 0, figures));
    }
    users.sort((a, b) => b.holdNs - a.holdNs || a.laneId - b.laneId);
    rows.push({ ...use(lane.id, laneTitle(store, lane.id), 0, all), users });
  }
  return rows.sort((a, b) => b.waitNs - a.waitNs || b.holdNs - a.holdNs || a.laneId - b.laneId);
}

function figuresNow(lock: LockTrack, nowNs: number): ReadonlyMap<number, LockFigures> {
  const now = new Map<number, LockFigures>();
  const of = (lane: number): LockFigures => {
    let figures = now.get(lane);
    if (figures === undefined) {
      figures = new LockFigures();
      now.set(lane, figures);
    }
    return figures;
  };
  for (const [lane, figures] of lock.figures) of(lane).add(figures);
  for (const hold of lock.openHolds())
    of(hold.lane).addHold(hold.requestNs, hold.startNs, Math.max(nowNs, hold.startNs));
  for (const wait of lock.openWaits()) of(wait.lane).addWait(Math.max(0, nowNs - wait.requestNs));
  return now;
}

function use(laneId: number, name: string, number: number, figures: LockFigures): LockUse {
  const { acquisitions, contendedShare, requests, waitNs, longestWaitNs, holdNs, longestHoldNs } = figures;
  return {
    laneId,
    name,
    number,
    acquisitions,
    contendedShare,
    meanWaitNs: requests === 0 ? waitNs : waitNs / requests,
    longestWaitNs,
    waitNs,
    meanHoldNs: acquisitions === 0 ? 0 : holdNs / acquisitions,
    longestHoldNs,
    holdNs,
  };
}
