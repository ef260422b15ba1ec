import { categories } from "../../../shared/trace/records";
import { formatDuration, formatValue } from "../format";
import type { LaneTrack } from "./lane-track";
import { firstVisible, laneTitle } from "./queries";
import type { TraceStore } from "./trace-store";

interface Fact {
  readonly label: string;
  readonly value: string;
}

/** Looking at more slices or arrows than these would be felt at the pointer: then only their number is told. */
const mostLookedAt = 20_000;
const mostNamed = 3;

/** What lies within a slice: how long it waited there. @param to Where it ends, for now if it is open. */
export function waitsInside(track: LaneTrack, row: number, from: number, to: number): readonly Fact[] {
  let [count, waits, ns] = [0, 0, 0];
  for (const slices of track.rows.slice(row + 1)) {
    const first = firstVisible(slices, from);
    const last = slices.upperBound("start", to - 0.5);
    count += Math.max(0, last - first);
    if (count > mostLookedAt) continue;
    for (let index = first; index < last; index++) {
      const category = slices.category(index);
      if (category !== categories.lockWait && category !== categories.dataWait) continue;
      waits++;
      ns += Math.max(0, Math.min(slices.end(index), to) - Math.max(slices.start(index), from));
    }
  }
  if (count > mostLookedAt) return [{ label: "Inside", value: `${formatValue(count)} slices` }];
  return waits === 0
    ? []
    : [
        {
          label: "Waits inside",
          value: `${formatDuration(ns)} in ${formatValue(waits)} ${waits === 1 ? "wait" : "waits"}`,
        },
      ];
}

/** The arrows that arrive at a slice and leave from it: how many, and from and to where. */
export function flowFacts(store: TraceStore, track: LaneTrack, from: number, to: number): readonly Fact[] {
  const facts: Fact[] = [];
  for (const isIn of [true, false]) {
    const ends = isIn ? track.flowsIn : track.flowsOut;
    // The first one that is not before the slice; times are whole nanoseconds.
    const first = ends.upperBound("time", from - 0.5);
    const last = ends.upperBound("time", to);
    if (last <= first) continue;
    const lanes = new Map<number, number>();
    for (let index = first; index < Math.min(last, first + mostLookedAt); index++) {
      const flow = store.flow(ends.flow(index));
      const lane = flow === null ? 0 : isIn ? flow.fromLane : flow.toLane;
      if (lane !== 0) lanes.set(lane, (lanes.get(lane) ?? 0) + 1);
    }
    const named = [...lanes]
      .sort(([, a], [, b]) => b - a)
      .slice(0, mostNamed)
      .map(([lane]) => laneTitle(store, lane));
    const words = lanes.size > mostNamed ? `${named.join(", ")} …` : named.join(", ");
    const value = [formatValue(last - first), words === "" ? "" : `${isIn ? "from" : "to"} ${words}`];
    facts.push({ label: isIn ? "Arrows in" : "Arrows out", value: value.filter((part) => part !== "").join(", ") });
  }
  return facts;
}
