import { isNumberLane, type Lane } from "../../shared/trace/lanes";
import { type Arrangement, type EntryId, inOrder } from "./arrangement";
import { type GroupId, type GroupNode, lanesIn, laneTree, matches, type TreeNode } from "./lane-tree";
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
/** Names of values that share a lane stand below each other, CSS pixels. */
export const jointTop = 6;
export const jointRowHeight = 14;

export interface GroupItem {
  readonly kind: "group";
  readonly id: GroupId;
  readonly title: string;
  readonly note: string;
  readonly collapsed: boolean;
  /** 0 for the outermost groups, 1 for those within them. */
  readonly depth: number;
  /** The group that it stands in, empty for the outermost ones. */
  readonly within: GroupId | "";
  /** All lanes in it, shown or not. */
  readonly lanes: readonly Lane[];
  readonly top: number;
  readonly height: number;
}

export interface LaneItem {
  readonly kind: "lane";
  readonly lane: Lane;
  readonly depth: number;
  readonly within: GroupId;
  readonly top: number;
  readonly height: number;
  /** Top of each row within the lane; -1 where a row is not shown. */
  readonly rowTops: readonly number[];
  /** Lanes of numbers: whose lines are drawn here, too. */
  readonly guests: readonly Lane[];
  /** Locks: whether waiters stand as rows in the order of their queue. */
  readonly queueRows: boolean;
}

export type LayoutItem = GroupItem | LaneItem;

export function idOf(item: LayoutItem): EntryId {
  return item.kind === "lane" ? item.lane.id : item.id;
}

/** Everything below the ruler, from the top on, in CSS pixels. */
export interface Layout {
  readonly items: readonly LayoutItem[];
  readonly height: number;
  /** Lanes that are drawn, by their number. */
  readonly laneItems: ReadonlyMap<number, LaneItem>;
  /** The height of the pinned lanes, which stay where they are when the rest scrolls; 0 for none. */
  readonly pinnedHeight: number;
  /** How many lanes were hidden by hand. */
  readonly hiddenCount: number;
  /** How many lanes the filter lets through. */
  readonly matchCount: number;
}

export const emptyLayout: Layout = {
  items: [],
  height: 0,
  laneItems: new Map(),
  pinnedHeight: 0,
  hiddenCount: 0,
  matchCount: 0,
};

/**
 * Puts groups and lanes under each other.
 *
 * @param queueRows Locks that are zoomed in far enough to show who waits.
 */
export function layOut(store: TraceStore, arrangement: Arrangement, queueRows: ReadonlySet<number>): Layout {
  const items: LayoutItem[] = [];
  const laneItems = new Map<number, LaneItem>();
  const { filter, order } = arrangement;
  const lanes = store.lanes();
  const known = new Map(lanes.map((lane) => [lane.id, lane]));
  const hidden = new Set(arrangement.hidden.filter((id) => known.has(id)));
  const matching = new Set(lanes.filter((lane) => matches(lane, filter)));
  // A host that this trace does not have takes nobody in.
  const hosts = Object.entries(arrangement.guests).filter(([host]) => known.has(Number(host)));
  const visiting = new Set(hosts.flatMap(([, guests]) => guests));
  const isWanted = (id: number): boolean => matching.has(known.get(id)!);
  const isShown = ({ id }: Lane): boolean =>
    !hidden.has(id) && !visiting.has(id) && (isWanted(id) || (arrangement.guests[id] ?? []).some(isWanted));
  const pinned = arrangement.pinned.map((id) => known.get(id)).filter((lane) => lane !== undefined && isShown(lane));
  const isPinned = new Set(pinned);
  let top = 0;
  const addLane = (lane: Lane, depth: number, within: GroupId): void => {
    const guests = (arrangement.guests[lane.id] ?? []).flatMap((id) => known.get(id) ?? []);
    const item = laneItem(store, lane, { depth, within, top, guests }, queueRows.has(lane.id));
    items.push(item);
    for (const { id } of [lane, ...guests]) laneItems.set(id, item);
    top += item.height;
  };
  const addGroup = (group: GroupNode, depth: number, within: GroupId | ""): void => {
    const shown = lanesIn(group).filter((lane) => isShown(lane) && !isPinned.has(lane));
    if (shown.length === 0) return;
    // Who looks for a lane wants to see it.
    const collapsed = filter.trim() === "" && (arrangement.collapsed[group.id] ?? group.closed);
    const { id, title, note } = group;
    items.push({ kind: "group", id, title, note, collapsed, depth, within, lanes: shown, top, height: groupHeight });
    top += groupHeight;
    if (collapsed) return;
    for (const child of inOrder(group.children, entryOf, order[group.id])) {
      if (child.kind === "group") addGroup(child, depth + 1, group.id);
      else if (isShown(child.lane) && !isPinned.has(child.lane)) addLane(child.lane, depth, group.id);
    }
  };
  for (const lane of pinned) if (lane !== undefined) addLane(lane, 0, "pinned");
  const pinnedHeight = top;
  for (const group of laneTree(lanes)) addGroup(group, 0, "");
  return { items, height: top, laneItems, pinnedHeight, hiddenCount: hidden.size, matchCount: matching.size };
}

/** The arrangement in which a lane is shown whatever hid it. */
export function withUncovered(store: TraceStore, arrangement: Arrangement, laneId: number): Arrangement {
  const host = Object.entries(arrangement.guests).find(([, guests]) => guests.includes(laneId))?.[0];
  const shownAs = host === undefined ? laneId : Number(host);
  const lane = store.track(laneId)?.lane;
  const collapsed = { ...arrangement.collapsed };
  const open = (groups: readonly TreeNode[]): void => {
    for (const node of groups) {
      if (node.kind === "lane" || !lanesIn(node).some(({ id }) => id === shownAs)) continue;
      collapsed[node.id] = false;
      open(node.children);
    }
  };
  open(laneTree(store.lanes()));
  return {
    ...arrangement,
    collapsed,
    hidden: arrangement.hidden.filter((id) => id !== laneId && id !== shownAs),
    filter: lane !== undefined && matches(lane, arrangement.filter) ? arrangement.filter : "",
  };
}

/** All that is directly in a group, shown or not, in its present order. */
export function entriesOf(store: TraceStore, arrangement: Arrangement, group: GroupId): readonly EntryId[] {
  if (group === "pinned") return arrangement.pinned;
  const find = (groups: readonly TreeNode[]): GroupNode | null => {
    for (const node of groups) {
      if (node.kind === "lane") continue;
      const found = node.id === group ? node : find(node.children);
      if (found !== null) return found;
    }
    return null;
  };
  const children = find(laneTree(store.lanes()))?.children ?? [];
  return inOrder(children, entryOf, arrangement.order[group]).map(entryOf);
}

function entryOf(node: TreeNode): EntryId {
  return node.kind === "lane" ? node.lane.id : node.id;
}

function laneItem(
  store: TraceStore,
  lane: Lane,
  place: Pick<LaneItem, "depth" | "within" | "top" | "guests">,
  queueRows: boolean,
): LaneItem {
  const plain = { kind: "lane", lane, ...place, rowTops: [], queueRows: false } as const;
  // Locks of several runs look alike, however much is waited for them.
  if (lane.kind === "lock" && lane.run !== undefined) return { ...plain, height: lockHeight };
  if (lane.kind === "lock") return { ...plain, height: queueRows ? openLockHeight : lockHeight, queueRows };
  if (isNumberLane(lane.kind)) {
    const rows = 1 + place.guests.length;
    return { ...plain, height: rows === 1 ? valueHeight : jointTop + rows * jointRowHeight };
  }
  const rows = store.track(lane.id)!.rows;
  // Of several runs only what was done is shown: more of them fit under each other.
  if (lane.run !== undefined) {
    return { ...plain, height: singleHeight, rowTops: rows.map((_slices, row) => (row === 1 ? 4 : -1)) };
  }
  const deeper = Math.max(0, rows.length - 2);
  // A worker of ours gets tasks sooner or later: its lane then does not grow.
  const withTasks = (lane.kind === "worker" && lane.number > 0) || rows[0]!.length > 0;
  const firstPhase = withTasks ? 3 + taskRowHeight + 2 : 4;
  const rowTops = rows.map((_slices, row) => (row === 0 ? (withTasks ? 3 : -1) : firstPhase + (row - 1) * levelHeight));
  const height = (withTasks ? workerHeight : singleHeight) + deeper * levelHeight;
  return { ...plain, height, rowTops };
}

/** The item at a height of the layout; null below the last. Source: bisection, items touch each other. */
export function itemAt({ items }: Layout, y: number): LayoutItem | null {
  const item = items[firstBelow(items, y)];
  return item !== undefined && y >= item.top ? item : null;
}

/** The first item that ends below a height. */
function firstBelow(items: readonly LayoutItem[], y: number): number {
  let low = 0;
  let high = items.length;
  while (low < high) {
    const middle = (low + high) >>> 1;
    const { top, height } = items[middle]!;
    if (top + height <= y) low = middle + 1;
    else high = middle;
  }
  return low;
}

/** The items that reach into a stretch of the layout's height. */
export function itemsBetween({ items }: Layout, from: number, to: number): readonly LayoutItem[] {
  const first = firstBelow(items, from);
  let end = first;
  while (end < items.length && items[end]!.top < to) end++;
  return items.slice(first, end);
}

/** Moments stand as ticks above the phases, CSS pixels. */
export const momentHeight = 4;

/** Where the ticks of moments stand within a lane, CSS pixels. */
export function momentTop({ rowTops }: Pick<LaneItem, "rowTops">): number {
  return (rowTops[1] ?? momentHeight) - 2;
}

/** The height of the layout that stands at `y` below the ruler: pinned lanes do not scroll. */
export function heightAt(layout: Layout, y: number, scrollTop: number): number {
  return y < layout.pinnedHeight ? y : y + scrollTop;
}

/** Where an item stands below the ruler. What scrolled behind the pinned lanes stands above their end. */
export function placeOf(layout: Layout, item: { readonly top: number }, scrollTop: number): number {
  return item.top < layout.pinnedHeight ? item.top : item.top - scrollTop;
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
