import { firstHold } from "./store/queries";
import type { TraceStore } from "./store/trace-store";
import type { TimeView } from "./view";

const wantedTaskPx = 150;
const tasksPerLane = 8;

/** Which span lets tasks be read while following, nanoseconds: by the newest ones; 0 while there is none. */
export function readableSpan(store: TraceStore, width: number, nowNs: number): number {
  let sum = 0;
  let count = 0;
  for (const lane of store.lanes()) {
    if (lane.kind !== "worker") continue;
    const tasks = store.track(lane.id)!.rows[0]!;
    for (let index = Math.max(tasks.first, tasks.length - tasksPerLane); index < tasks.length; index++) {
      sum += Math.min(tasks.end(index), nowNs) - tasks.start(index);
      count++;
    }
  }
  return count === 0 ? 0 : ((sum / count) * width) / wantedTaskPx;
}

/** CSS pixels of a mean hold from which a lock shows its queue, and below which it no longer does. */
const openFromPx = 80;
const closeBelowPx = 60;

/** Which locks are zoomed in far enough to show who waits; with a margin, so that panning does not toggle them. The very same set where nothing has changed. */
export function locksWithQueues(store: TraceStore, view: TimeView, before: ReadonlySet<number>): ReadonlySet<number> {
  const open = new Set<number>();
  for (const lane of store.lanes()) {
    const lock = lane.kind === "lock" ? store.lock(lane.id) : undefined;
    if (lock === undefined) continue;
    const first = firstHold(lock, view.fromNs);
    const last = lock.holds.upperBound("start", view.toNs);
    const was = before.has(lane.id);
    const count = last - first;
    if (count === 0 ? was : view.width / count > (was ? closeBelowPx : openFromPx)) open.add(lane.id);
  }
  const isSame = open.size === before.size && [...open].every((lane) => before.has(lane));
  return isSame ? before : open;
}
