import type { LockTrack } from "./lock-track";

/** A waiter's stay at one place of a lock's queue, nanoseconds since the epoch. */
export interface QueueStretch {
  readonly lane: number;
  /** 0 is next. */
  readonly place: number;
  /** When its wait began. */
  readonly requestNs: number;
  readonly fromNs: number;
  readonly toNs: number;
}

interface Wait {
  readonly lane: number;
  readonly fromNs: number;
  readonly toNs: number;
}

/** Who waits at a time, the next one first, and since when. */
export function queueAt(lock: LockTrack, timeNs: number, nowNs: number): readonly Wait[] {
  return waitsWithin(lock, timeNs, timeNs + 1, nowNs).filter(({ fromNs, toNs }) => fromNs <= timeNs && toNs > timeNs);
}

/**
 * Who waited at which place of the queue, in the order of asking. For a range with few holds: the cost grows with their square at worst.
 *
 * @param nowNs Where waits that go on end for now.
 */
export function queueStretches(lock: LockTrack, fromNs: number, toNs: number, nowNs: number): QueueStretch[] {
  const waits = waitsWithin(lock, fromNs, toNs, nowNs);
  const times = new Set<number>();
  for (const wait of waits) times.add(wait.fromNs).add(wait.toNs);
  const edges = [...times].sort((a, b) => a - b);
  const stretches: QueueStretch[] = [];
  /** By lane: the stretch that goes on, at its index. */
  const going = new Map<number, number>();
  for (let edge = 0; edge + 1 < edges.length; edge++) {
    const from = edges[edge]!;
    const to = edges[edge + 1]!;
    const queue = waits.filter((wait) => wait.fromNs <= from && wait.toNs >= to);
    const here = new Set<number>();
    queue.forEach((wait, place) => {
      here.add(wait.lane);
      const index = going.get(wait.lane);
      const before = index === undefined ? undefined : stretches[index];
      if (index !== undefined && before !== undefined && before.place === place && before.toNs === from) {
        stretches[index] = { ...before, toNs: to };
      } else {
        const stretch = { lane: wait.lane, place, requestNs: wait.fromNs, fromNs: from, toNs: to };
        going.set(wait.lane, stretches.push(stretch) - 1);
      }
    });
    for (const lane of going.keys()) if (!here.has(lane)) going.delete(lane);
  }
  return stretches;
}

/** Waits that touch a range, the first to ask first. */
export function waitsWithin(lock: LockTrack, fromNs: number, toNs: number, nowNs: number): Wait[] {
  const { holds } = lock;
  const waits: Wait[] = [];
  let tooLate = 0;
  // Requests are nearly in the order of the holds, so a few dozen too late in a row mean that no more follow.
  for (let row = holds.upperBound("start", fromNs); row < holds.length && tooLate < 64; row++) {
    const request = holds.request(row);
    tooLate = request >= toNs ? tooLate + 1 : 0;
    const start = holds.start(row);
    if (request < toNs && start > request) waits.push({ lane: holds.holder(row), fromNs: request, toNs: start });
  }
  const lost = lock.lostWaits;
  tooLate = 0;
  for (let row = lost.upperBound("end", fromNs); row < lost.length && tooLate < 64; row++) {
    const request = lost.request(row);
    tooLate = request >= toNs ? tooLate + 1 : 0;
    if (request < toNs) waits.push({ lane: lost.lane(row), fromNs: request, toNs: lost.end(row) });
  }
  for (const hold of lock.openHolds()) {
    if (hold.startNs > Math.max(fromNs, hold.requestNs) && hold.requestNs < toNs) {
      waits.push({ lane: hold.lane, fromNs: hold.requestNs, toNs: hold.startNs });
    }
  }
  for (const wait of lock.openWaits()) {
    if (wait.requestNs < toNs && nowNs > wait.requestNs) {
      waits.push({ lane: wait.lane, fromNs: wait.requestNs, toNs: nowNs });
    }
  }
  return waits.sort((a, b) => a.fromNs - b.fromNs);
}
