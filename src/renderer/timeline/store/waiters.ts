import { findWait, holdAt, laneTitle, type SliceRef } from "./queries";
import type { TraceStore } from "./trace-store";
import { queueAt } from "./waits";

/** Somebody who waits, holds, or a lock between them. */
interface WaiterNode {
  readonly laneId: number;
  readonly name: string;
  /** Worker number for the colour, 0 for none. */
  readonly number: number;
  readonly isLock: boolean;
}

/** From who waits to the lock, or from the lock to who holds it. */
export interface WaiterEdge {
  readonly from: number;
  readonly to: number;
  readonly isWait: boolean;
  /** Whether it is part of a circle. */
  readonly inCircle: boolean;
  /** When the wait began, nanoseconds since the epoch; of a hold when that began. */
  readonly sinceNs: number;
  /** The wait or the hold, null where its records are not there. */
  readonly ref: SliceRef | null;
}

/** Who waits for whom at a moment. */
export interface WaiterGraph {
  readonly atNs: number;
  readonly nodes: readonly WaiterNode[];
  readonly edges: readonly WaiterEdge[];
  /** Lanes that wait for each other in a circle, locks between them, in the order of waiting. */
  readonly circles: readonly (readonly number[])[];
  /** What is wrong, in one sentence each: of every circle. */
  readonly sentences: readonly string[];
}

/**
 * Who waits for which lock at a time, and who holds it.
 *
 * @param nowNs The newest time: what goes on ends there for now.
 */
export function waitersAt(store: TraceStore, timeNs: number, nowNs: number): WaiterGraph {
  // A wait that goes on ends at the newest time, where it would no longer be one.
  const atNs = Math.max(0, Math.min(timeNs, nowNs - 1));
  const edges: Omit<WaiterEdge, "inCircle">[] = [];
  for (const { id, kind } of store.lanes()) {
    const lock = kind === "lock" ? store.lock(id) : undefined;
    const queue = lock === undefined ? [] : queueAt(lock, atNs, nowNs);
    if (lock === undefined || queue.length === 0) continue;
    for (const { lane, fromNs } of queue) {
      edges.push({ from: lane, to: id, isWait: true, sinceNs: fromNs, ref: findWait(store, lane, id, fromNs) });
    }
    const hold = holdAt(lock, atNs, 0);
    if (hold === null) continue;
    const ref = { kind: "hold", laneId: id, holder: hold.holder, startNs: hold.startNs } as const;
    edges.push({ from: id, to: hold.holder, isWait: false, sinceNs: hold.startNs, ref });
  }
  const circles = circlesOf(edges);
  const steps = new Set(
    circles.flatMap((circle) => circle.map((lane, at) => `${lane}>${circle[(at + 1) % circle.length]}`)),
  );
  const lanes = [...new Set(edges.flatMap(({ from, to }) => [from, to]))].sort((a, b) => a - b);
  return {
    atNs,
    nodes: lanes.map((laneId) => {
      const lane = store.track(laneId)?.lane;
      return { laneId, name: laneTitle(store, laneId), number: lane?.number ?? 0, isLock: lane?.kind === "lock" };
    }),
    edges: edges.map((edge) => ({ ...edge, inCircle: steps.has(`${edge.from}>${edge.to}`) })),
    circles,
    sentences: circles.map((circle) => sentenceOf(store, circle)),
  };
}

/** Each circle once, beginning with its lowest lane. */
function circlesOf(edges: readonly { readonly from: number; readonly to: number }[]): readonly (readonly number[])[] {
  const next = new Map<number, number[]>();
  for (const { from, to } of edges) next.set(from, [...(next.get(from) ?? []), to]);
  const found = new Map<string, readonly number[]>();
  const done = new Set<number>();
  const follow = (lane: number, path: readonly number[]): void => {
    const begin = path.indexOf(lane);
    if (begin >= 0) {
      const circle = path.slice(begin);
      const lowest = circle.indexOf(Math.min(...circle));
      const turned = [...circle.slice(lowest), ...circle.slice(0, lowest)];
      found.set(turned.join(), turned);
      return;
    }
    if (done.has(lane)) return;
    for (const to of next.get(lane) ?? []) follow(to, [...path, lane]);
    done.add(lane);
  };
  for (const lane of next.keys()) follow(lane, []);
  return [...found.values()];
}

/** As the detector told it, where it did; else what is seen. */
function sentenceOf(store: TraceStore, circle: readonly number[]): string {
  const told = store
    .findings()
    .find(({ kind, lanes }) => kind === "deadlock" && circle.every((lane) => lanes.includes(lane)));
  if (told !== undefined) return told.message;
  const isLock = (lane: number): boolean => store.track(lane)?.lane.kind === "lock";
  const first = circle.findIndex((lane) => !isLock(lane));
  const turned = [...circle.slice(first), ...circle.slice(0, first)];
  const steps: string[] = [];
  for (let at = 0; at + 1 < turned.length; at += 2) {
    steps.push(`${laneTitle(store, turned[at]!)} waits for ${laneTitle(store, turned[at + 1]!)}`);
  }
  return `In a circle: ${steps.join(", ")}, which ${laneTitle(store, turned[0]!)} holds.`;
}
