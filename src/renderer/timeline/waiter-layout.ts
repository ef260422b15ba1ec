import type { WaiterGraph } from "./store/waiters";

/** Size of a node and the room between them, CSS pixels. */
export const nodeWidth = 132;
export const nodeHeight = 26;
const columnGap = 56;
const rowGap = 12;
const margin = 16;
/** Between neighbours in a circle, and from its upper row to the lower one. */
const circleGap = 32;
const circleHeight = 84;

/** The middle of a node, CSS pixels. */
interface NodePlace {
  readonly x: number;
  readonly y: number;
}

export interface WaiterLayout {
  readonly width: number;
  readonly height: number;
  readonly places: ReadonlyMap<number, NodePlace>;
}

/**
 * Puts who waits to the left of what it waits for, and circles as loops at the right. The same graph always looks the same, and
 * lanes of a column stand in the order of their numbers: nothing jumps while others come and go.
 */
export function layOutWaiters({ nodes, edges, circles }: WaiterGraph): WaiterLayout {
  const next = new Map<number, number[]>();
  for (const { from, to } of edges) next.set(from, [...(next.get(from) ?? []), to]);
  const ringed = new Set(circles.flat());
  const depths = new Map<number, number>();
  /** How many steps lead from a node to the end of its chain, or to the circle. */
  const depthOf = (lane: number, path: ReadonlySet<number>): number => {
    const known = depths.get(lane);
    if (known !== undefined) return known;
    if (ringed.has(lane) || path.has(lane)) return 0;
    const further = (next.get(lane) ?? []).map((to) => depthOf(to, new Set([...path, lane])) + 1);
    const depth = Math.max(0, ...further);
    depths.set(lane, depth);
    return depth;
  };
  const columns = new Map<number, number[]>();
  for (const { laneId } of nodes) {
    if (ringed.has(laneId)) continue;
    const depth = depthOf(laneId, new Set());
    columns.set(depth, [...(columns.get(depth) ?? []), laneId]);
  }
  const deepest = Math.max(-1, ...columns.keys());
  const leastColumn = circles.length > 0 ? 1 : 0;
  const columnX = (depth: number): number => margin + nodeWidth / 2 + (deepest - depth) * (nodeWidth + columnGap);
  const places = new Map<number, NodePlace>();
  let height = 0;
  for (const [depth, lanes] of columns) {
    lanes.forEach((lane, row) => {
      const y = margin + nodeHeight / 2 + row * (nodeHeight + rowGap);
      places.set(lane, { x: columnX(depth), y });
      height = Math.max(height, y + nodeHeight / 2 + margin);
    });
  }
  let left = deepest < leastColumn ? margin : columnX(leastColumn) + nodeWidth / 2 + columnGap;
  let width = deepest < 0 ? 0 : columnX(0) + nodeWidth / 2 + margin;
  for (const circle of circles) {
    const fresh = circle.filter((lane) => !places.has(lane));
    // A loop of two rows, since the panel is wide and not high: to the right above, back below.
    const above = Math.ceil(fresh.length / 2);
    fresh.forEach((lane, at) => {
      const column = at < above ? at : fresh.length - 1 - at;
      places.set(lane, {
        x: left + nodeWidth / 2 + column * (nodeWidth + circleGap),
        y: margin + nodeHeight / 2 + (at < above ? 0 : circleHeight),
      });
    });
    left += above * (nodeWidth + circleGap) - circleGap + columnGap;
    width = Math.max(width, left - columnGap + margin);
    height = Math.max(height, circleHeight + nodeHeight + 2 * margin);
  }
  return { width, height, places };
}
