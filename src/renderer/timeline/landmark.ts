import { isUsageLane } from "../../shared/trace/lanes";
import { type CategoryName, categories } from "../../shared/trace/records";
import { holdsOf, laneTitle, type SliceRef } from "./store/queries";
import type { TraceStore } from "./store/trace-store";

/** Something on the timeline by what it is rather than by where it lies. */
export interface LandmarkQuery {
  /** Name of the lane; all that begin alike where it ends in `*`. */
  readonly lane: string;
  /** Slices of a category, or a lock's holds; left out for the lane as a whole. */
  readonly what?: CategoryName | "held";
  readonly which?: "first" | "last" | "longest";
  /** Milliseconds that it lasts at least. */
  readonly atLeastMs?: number;
}

/** Where it is. */
export interface Landmark {
  readonly laneId: number;
  /** Null where it is the lane as a whole. */
  readonly slice: SliceRef | null;
  /** Nanoseconds since the epoch. */
  readonly fromNs: number;
  readonly toNs: number;
}

/** @returns Null where the trace has nothing like that. */
export function findLandmark(store: TraceStore, query: LandmarkQuery): Landmark | null {
  const { lane: name, what, which = "longest", atLeastMs = 0 } = query;
  const isMeant = (text: string): boolean => (name.endsWith("*") ? text.startsWith(name.slice(0, -1)) : text === name);
  const lanes = store
    .lanes()
    .filter((lane) => !isUsageLane(lane.kind) && (isMeant(lane.name) || isMeant(laneTitle(store, lane.id))));
  const places = lanes.flatMap(({ id, startNs, endNs }): Landmark[] => {
    if (what === undefined) return [{ laneId: id, slice: null, fromNs: startNs, toNs: endNs ?? store.endNs }];
    return what === "held" ? heldPlaces(store, id) : slicePlaces(store, id, what);
  });
  return choose(
    places.filter(({ fromNs, toNs }) => toNs - fromNs >= atLeastMs * 1e6),
    which,
  );
}

function heldPlaces(store: TraceStore, laneId: number): Landmark[] {
  const lock = store.lock(laneId);
  if (lock === undefined) return [];
  const holds = holdsOf(lock);
  return Array.from({ length: holds.count }, (_, index) => {
    const { startNs, endNs, holder } = holds.at(index);
    const toNs = Number.isFinite(endNs) ? endNs : store.endNs;
    return { laneId, slice: { kind: "hold", laneId, holder, startNs }, fromNs: startNs, toNs };
  });
}

function slicePlaces(store: TraceStore, laneId: number, category: CategoryName): Landmark[] {
  const places: Landmark[] = [];
  (store.track(laneId)?.rows ?? []).forEach((slices, row) => {
    for (let index = slices.first; index < slices.length; index++) {
      if (slices.category(index) !== categories[category]) continue;
      const end = slices.end(index);
      const toNs = Number.isFinite(end) ? end : store.endNs;
      places.push({ laneId, slice: { kind: "slice", laneId, row, index }, fromNs: slices.start(index), toNs });
    }
  });
  return places;
}

function choose(places: readonly Landmark[], which: "first" | "last" | "longest"): Landmark | null {
  const rank = ({ fromNs, toNs }: Landmark): number =>
    which === "first" ? -fromNs : which === "last" ? fromNs : toNs - fromNs;
  return places.reduce<Landmark | null>(
    (best, place) => (best === null || rank(place) > rank(best) ? place : best),
    null,
  );
}
