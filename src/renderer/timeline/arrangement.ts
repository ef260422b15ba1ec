import type { GroupId } from "./lane-tree";

/** A lane by its number, a group by its name. */
export type EntryId = number | GroupId;

/**
 * How the user arranged the lanes of one trace. Plain data: it can be kept, and given to somebody else. What is not in it
 * stands as it would by itself, so that lanes that appear later find their place.
 */
export interface Arrangement {
  /** Groups that were opened or closed by hand. */
  readonly collapsed: Readonly<Record<GroupId, boolean>>;
  /** Lanes at the top, in their order. */
  readonly pinned: readonly number[];
  readonly hidden: readonly number[];
  /** By group: the order of what is directly in it. What is not named follows behind in its usual order. */
  readonly order: Readonly<Record<GroupId, readonly EntryId[]>>;
  /** Names given by hand, by lane. */
  readonly names: Readonly<Record<number, string>>;
  /** By lane of a number: the lanes whose lines are drawn in it, too, and that have no lane of their own meanwhile. */
  readonly guests: Readonly<Record<number, readonly number[]>>;
  /** Words that a lane's name or kind has to have, all of them; empty shows all. */
  readonly filter: string;
}

export const plainArrangement: Arrangement = {
  collapsed: {},
  pinned: [],
  hidden: [],
  order: {},
  names: {},
  guests: {},
  filter: "",
};

export function withPinned(arrangement: Arrangement, laneId: number, pinned: boolean): Arrangement {
  const others = arrangement.pinned.filter((id) => id !== laneId);
  return { ...arrangement, pinned: pinned ? [...others, laneId] : others };
}

export function withHidden(arrangement: Arrangement, laneIds: readonly number[]): Arrangement {
  return { ...arrangement, hidden: [...new Set([...arrangement.hidden, ...laneIds])] };
}

/** Shows every lane that was hidden by hand. */
export function withAllShown(arrangement: Arrangement): Arrangement {
  return { ...arrangement, hidden: [] };
}

/** @param name Empty for the name that the lane has by itself. */
export function withName(arrangement: Arrangement, laneId: number, name: string): Arrangement {
  const { [laneId]: _before, ...names } = arrangement.names;
  const text = name.trim();
  return { ...arrangement, names: text === "" ? names : { ...names, [laneId]: text } };
}

/** Draws a lane's number in the lane of another one. What shared a lane with it comes along. */
export function withGuest(arrangement: Arrangement, host: number, guest: number): Arrangement {
  const { [guest]: followers = [], ...others } = arrangement.guests;
  const present = others[host] ?? [];
  return { ...arrangement, guests: { ...others, [host]: [...new Set([...present, guest, ...followers])] } };
}

/** Gives all that share a lane one of their own again. */
export function withoutGuests(arrangement: Arrangement, host: number): Arrangement {
  const { [host]: _guests, ...others } = arrangement.guests;
  return { ...arrangement, guests: others };
}

export function withCollapsed(arrangement: Arrangement, group: GroupId, collapsed: boolean): Arrangement {
  return { ...arrangement, collapsed: { ...arrangement.collapsed, [group]: collapsed } };
}

/**
 * Puts an entry of a group to another place in it.
 *
 * @param entries All that is in the group now, in order.
 * @param before Which of them it comes to stand before, null for the end.
 */
export function withMoved(
  arrangement: Arrangement,
  group: GroupId,
  entries: readonly EntryId[],
  moved: EntryId,
  before: EntryId | null,
): Arrangement {
  if (moved === before) return arrangement;
  const others = entries.filter((id) => id !== moved);
  const at = before === null ? others.length : others.indexOf(before);
  const order = [...others.slice(0, at), moved, ...others.slice(at)];
  if (group === "pinned") {
    return { ...arrangement, pinned: order.filter((id): id is number => typeof id === "number") };
  }
  return { ...arrangement, order: { ...arrangement.order, [group]: order } };
}

/** Sorts by an order given by hand; what it does not name keeps its place behind. */
export function inOrder<Entry>(
  entries: readonly Entry[],
  idOf: (entry: Entry) => EntryId,
  order: readonly EntryId[] | undefined,
): readonly Entry[] {
  if (order === undefined) return entries;
  const places = new Map(order.map((id, place) => [id, place]));
  const placeOf = (entry: Entry): number => places.get(idOf(entry)) ?? order.length;
  return [...entries].sort((a, b) => placeOf(a) - placeOf(b));
}
