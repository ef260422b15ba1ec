import { isNumberLane, isSharedLane, type Lane } from "../../shared/trace/lanes";
import type { TraceStore } from "./store/trace-store";

/** Heights in CSS pixels. */
export const rulerHeight = 24;
export const groupHeight = 22;
export const taskRowHeight = 15;
export const phaseRowHeight = 16;
const workerHeight = 40;
const singleHeight = 26;
const levelHeight = 17;
const lockHeight = 42;
const openLockHeight = 68;
const valueHeight = 34;

export type GroupId = "processes" | "shared";

export interface GroupItem {
  readonly kind: "group";
  readonly id: GroupId;
  readonly title: string;
  readonly note: string;
  readonly collapsed: boolean;
  readonly top: number;
  readonly height: number;
}

export interface LaneItem {
  readonly kind: "lane";
  readonly lane: Lane;
  readonly top: number;
  readonly height: number;
  /** Top of each row within the lane; -1 where a row is not shown. */
  readonly rowTops: readonly number[];
  /** Locks: whether waiters stand as rows in the order of their queue. */
  readonly queueRows: boolean;
}

export type LayoutItem = GroupItem | LaneItem;

/** Everything below the ruler, from the top on, in CSS pixels. */
export interface Layout {
  readonly items: readonly LayoutItem[];
  readonly height: number;
}

/**
 * Puts groups and lanes under each other.
 *
 * @param collapsed Groups whose lanes are hidden.
 * @param queueRows Locks that are zoomed in far enough to show who waits.
 */
export function layOut(store: TraceStore, collapsed: ReadonlySet<GroupId>, queueRows: ReadonlySet<number>): Layout {
  const items: LayoutItem[] = [];
  let top = 0;
  const add = (id: GroupId, title: string, note: string, lanes: readonly Lane[]): void => {
    if (lanes.length === 0) return;
    items.push({ kind: "group", id, title, note, collapsed: collapsed.has(id), top, height: groupHeight });
    top += groupHeight;
    if (collapsed.has(id)) return;
    for (const lane of lanes) {
      const item = laneItem(store, lane, top, queueRows.has(lane.id));
      items.push(item);
      top += item.height;
    }
  };
  const lanes = store.lanes();
  const running = lanes.filter((lane) => !isSharedLane(lane.kind));
  const shared = lanes.filter((lane) => isSharedLane(lane.kind));
  add("processes", titleOf(running), lifeNote(running), running);
  add("shared", "Shared", shared.length === 1 ? "1 lane" : `${shared.length} lanes`, shared);
  return { items, height: top };
}

/** What the lanes are: processes, or the threads or slots within one. */
function titleOf(lanes: readonly Lane[]): string {
  const parts = lanes.filter((lane) => lane.kind === "worker").map((lane) => lane.part);
  if (parts.some((part) => part.startsWith("thread"))) return "Threads";
  return parts.some((part) => part !== "") ? "Tasks of one thread" : "Processes";
}

/** Whether a lane's process was lost. One that was killed because its run was stopped or failed is not: nobody remarks on it. */
export function isLost(lane: Lane): boolean {
  return lane.remark !== "" && exitWords(lane) !== "";
}

/** How a process ended otherwise than by finishing, `SIGKILL` or `exit code 3`; else empty. */
export function exitWords({ endNs, exit }: Lane): string {
  if (endNs === null || exit === null) return "";
  return exit.signal ?? ((exit.code ?? 0) === 0 ? "" : `exit code ${exit.code}`);
}

/** `7 alive, 1 lost`; threads of the parent itself, such as the combiner, do not count. */
function lifeNote(lanes: readonly Lane[]): string {
  let alive = 0;
  let lost = 0;
  let ended = 0;
  for (const lane of lanes) {
    if (lane.kind === "combiner") continue;
    if (lane.endNs === null) alive++;
    else if (isLost(lane)) lost++;
    else ended++;
  }
  const parts = [
    [alive, "alive"],
    [ended, "ended"],
    [lost, "lost"],
  ] as const;
  return parts
    .filter(([count]) => count > 0)
    .map(([count, word]) => `${count} ${word}`)
    .join(", ");
}

function laneItem(store: TraceStore, lane: Lane, top: number, queueRows: boolean): LaneItem {
  if (lane.kind === "lock") {
    return { kind: "lane", lane, top, height: queueRows ? openLockHeight : lockHeight, rowTops: [], queueRows };
  }
  if (isNumberLane(lane.kind)) return { kind: "lane", lane, top, height: valueHeight, rowTops: [], queueRows: false };
  const rows = store.track(lane.id)!.rows;
  const deeper = Math.max(0, rows.length - 2);
  const withTasks = lane.kind === "worker" || rows[0]!.length > 0;
  const firstPhase = withTasks ? 3 + taskRowHeight + 2 : 4;
  const rowTops = rows.map((_slices, row) => (row === 0 ? (withTasks ? 3 : -1) : firstPhase + (row - 1) * levelHeight));
  const height = (withTasks ? workerHeight : singleHeight) + deeper * levelHeight;
  return { kind: "lane", lane, top, height, rowTops, queueRows: false };
}

/** The item at a height below the ruler, scrolling included; null below the last. */
export function itemAt(layout: Layout, y: number): LayoutItem | null {
  return layout.items.find((item) => y >= item.top && y < item.top + item.height) ?? null;
}

/** The row of a lane at a height within it, -1 where it has none there. */
export function rowAt(item: LaneItem, y: number): number {
  for (let row = item.rowTops.length - 1; row >= 0; row--) {
    const rowTop = item.rowTops[row]!;
    const height = row === 0 ? taskRowHeight : phaseRowHeight;
    // The gap around a row belongs to it: easier to hit.
    if (rowTop >= 0 && y >= rowTop - 1 && y <= rowTop + height) return row;
  }
  return -1;
}
