import { isNumberLane } from "../../shared/trace/lanes";
import { type Arrangement, type EntryId, withCollapsed, withHidden, withMoved, withPinned } from "./arrangement";
import type { HeaderDrag } from "./gestures";
import type { GroupId } from "./lane-tree";
import {
  entriesOf,
  heightAt,
  idOf,
  itemAt,
  type Layout,
  type LayoutItem,
  placeOf,
  rulerHeight,
  withUncovered,
} from "./layout";
import type { Painter } from "./painter";
import type { SelectionModel } from "./selection-model";
import type { Stage } from "./stage";
import type { HeaderTarget, TimelineOptions } from "./types";

/** What a key asks for at the lane or group that it is on. */
export type ArrangeKey = "up" | "down" | "pin" | "hide" | "rename" | "menu";

interface Acted {
  readonly stage: Stage;
  readonly painter: Painter;
  readonly chosen: SelectionModel;
  readonly options: Pick<TimelineOptions, "onArrange" | "onHeader" | "onMenu" | "onRename">;
}

/** Turns what is done to lane headers into another arrangement, and asks the app for it. */
export class Arranging {
  readonly #on: Acted;
  #told: EntryId | null = null;
  #toldTop = Number.NaN;

  constructor(on: Acted) {
    this.#on = on;
  }

  toggle(group: GroupId): void {
    const item = this.#itemOf(group);
    if (item?.kind === "group") this.#ask(withCollapsed(this.#arrangement, group, !item.collapsed));
  }

  /** Opens or closes a group; at a lane the one that it is in, whose head then has the keyboard. */
  toggleAt(id: EntryId): void {
    const item = this.#itemOf(id);
    const group = item?.kind === "lane" ? item.within : id;
    if (typeof group !== "string" || group === "pinned") return;
    this.#on.chosen.focused = group;
    const head = this.#itemOf(group);
    if (head !== null) this.#on.stage.reveal(head);
    this.toggle(group);
  }

  /** Sees to it that a lane is shown: it may be hidden, filtered out, or in a closed group. */
  uncover(laneId: number): void {
    const { stage } = this.#on;
    if (stage.store === null || stage.layout.laneItems.has(laneId)) return;
    const arrangement = withUncovered(stage.store, this.#arrangement, laneId);
    stage.arrangement = arrangement;
    stage.layOut();
    this.#ask(arrangement);
  }

  /** The pointer is at a place of the canvas, or left it (null): tells the app whose header it is on. */
  hover(x: number | null, y: number): void {
    const { stage, painter, options } = this.#on;
    const over = x !== null && x < painter.headerWidth && y >= rulerHeight;
    const item = over ? itemAt(stage.layout, heightAt(stage.layout, y - rulerHeight, stage.scrollTop)) : null;
    const id = item === null ? null : idOf(item);
    const top = item === null ? Number.NaN : this.#topOf(item);
    if (id === this.#told && (id === null || top === this.#toldTop)) return;
    this.#told = id;
    this.#toldTop = top;
    options.onHeader(item === null ? null : this.#targetOf(item));
  }

  /** Opens the menu of what is at a place of the canvas. */
  menuAt(x: number, y: number): void {
    const { stage, chosen, options } = this.#on;
    const item =
      y < rulerHeight ? null : itemAt(stage.layout, heightAt(stage.layout, y - rulerHeight, stage.scrollTop));
    if (item === null) return;
    chosen.focused = idOf(item);
    options.onMenu({ ...this.#targetOf(item), x, y: y - rulerHeight, width: 0, height: 0 });
  }

  /** @returns What was done, in words; empty where nothing was. */
  key(key: ArrangeKey): string {
    const { chosen, options } = this.#on;
    const item = chosen.focused === null ? null : this.#itemOf(chosen.focused);
    if (item === null) return "";
    const target = this.#targetOf(item);
    switch (key) {
      case "up":
      case "down":
        return this.move(target.id, key === "up" ? -1 : 1);
      case "pin":
        if (item.kind === "group") return "";
        this.#ask(withPinned(this.#arrangement, item.lane.id, !target.pinned));
        return `${target.name} ${target.pinned ? "no longer pinned" : "pinned to the top"}.`;
      case "hide":
        this.#ask(withHidden(this.#arrangement, target.laneIds));
        chosen.focused = null;
        return `${target.name} hidden.`;
      case "rename":
        if (item.kind === "lane") options.onRename(target);
        return "";
      case "menu":
        options.onMenu(target);
        return "";
    }
  }

  /** Moves an entry one place up or down within its group. @returns What was done, in words. */
  move(id: EntryId, direction: 1 | -1): string {
    const item = this.#itemOf(id);
    if (item === null || item.within === "") return "";
    const shown = siblings(this.#on.stage.layout, item).map(idOf);
    const at = shown.indexOf(id) + direction;
    if (at < 0 || at >= shown.length) return `${this.#targetOf(item).name} is the ${direction < 0 ? "first" : "last"}.`;
    const before = direction < 0 ? shown[at]! : (shown[at + 1] ?? null);
    this.#move(item, before, shown[shown.length - 1]!);
    return `${this.#targetOf(item).name} moved ${direction < 0 ? "up" : "down"}, ${at + 1} of ${shown.length}.`;
  }

  /** Drags a lane or a group within a group up and down; a line shows where it would come to stand. */
  drag(): HeaderDrag {
    let item: LayoutItem | null = null;
    return (fromY, y, phase) => {
      const { stage, painter } = this.#on;
      const { layout, scrollTop } = stage;
      if (phase === "start") {
        item = itemAt(layout, heightAt(layout, fromY - rulerHeight, scrollTop));
        if (item?.within === "") item = null;
      }
      if (item === null) return;
      const others = siblings(layout, item);
      const middle = heightAt(layout, y - rulerHeight, scrollTop);
      const at = others.findIndex((one) => middle < one.top + extentOf(layout, one) / 2);
      const next = at < 0 ? null : others[at]!;
      const last = others[others.length - 1]!;
      const lineY =
        placeOf(layout, item, scrollTop) + (next === null ? last.top + extentOf(layout, last) : next.top) - item.top;
      painter.showDrop(phase === "move" || phase === "start" ? rulerHeight + lineY : null);
      if (phase !== "end") return;
      const moved = item;
      item = null;
      this.#move(moved, next === null ? null : idOf(next), idOf(last));
    };
  }

  /** @param last The last one that is shown: what is hidden behind it stays behind. */
  #move(item: LayoutItem, before: EntryId | null, last: EntryId): void {
    if (item.within === "") return;
    const entries = entriesOf(this.#on.stage.store!, this.#arrangement, item.within);
    const behind = entries.filter((id) => id !== idOf(item));
    const end = last === idOf(item) ? null : (behind[behind.indexOf(last) + 1] ?? null);
    this.#ask(withMoved(this.#arrangement, item.within, entries, idOf(item), before ?? end));
  }

  get #arrangement(): Arrangement {
    return this.#on.stage.arrangement;
  }

  #ask(arrangement: Arrangement): void {
    this.#on.options.onArrange(arrangement);
  }

  #itemOf(id: EntryId): LayoutItem | null {
    const { layout } = this.#on.stage;
    if (typeof id === "number") return layout.laneItems.get(id) ?? null;
    return layout.items.find((item) => item.kind === "group" && item.id === id) ?? null;
  }

  #topOf(item: LayoutItem): number {
    return rulerHeight + placeOf(this.#on.stage.layout, item, this.#on.stage.scrollTop);
  }

  #targetOf(item: LayoutItem): HeaderTarget {
    const { stage, painter } = this.#on;
    const shown = siblings(stage.layout, item);
    const place = shown.indexOf(item);
    return {
      id: idOf(item),
      name: item.kind === "lane" ? item.lane.name : item.title,
      laneKind: item.kind === "lane" ? item.lane.kind : null,
      collapsed: item.kind === "group" && item.collapsed,
      pinned: item.kind === "lane" && item.within === "pinned",
      renamed: item.kind === "lane" && this.#arrangement.names[item.lane.id] !== undefined,
      canMoveUp: item.within !== "" && place > 0,
      canMoveDown: item.within !== "" && place < shown.length - 1,
      candidates: candidatesFor(stage.layout, item),
      isShared: item.kind === "lane" && item.guests.length > 0,
      laneIds: item.kind === "lane" ? [item.lane, ...item.guests].map(({ id }) => id) : item.lanes.map(({ id }) => id),
      x: 0,
      y: this.#topOf(item) - rulerHeight,
      width: painter.headerWidth,
      height: item.height,
    };
  }
}

/** Lanes of the same kind that stand for themselves, and could be drawn in an item's lane. */
function candidatesFor(layout: Layout, item: LayoutItem): HeaderTarget["candidates"] {
  if (item.kind === "group" || !isNumberLane(item.lane.kind)) return [];
  return layout.items.flatMap((one) =>
    one.kind === "lane" && one !== item && one.lane.kind === item.lane.kind ? [one.lane] : [],
  );
}

/** The items that stand in the same group, the item itself among them. */
function siblings(layout: Layout, item: LayoutItem): readonly LayoutItem[] {
  return layout.items.filter(({ within }) => within === item.within);
}

/** From the top of an item to its end, what is within a group included. */
function extentOf(layout: Layout, item: LayoutItem): number {
  if (item.kind === "lane") return item.height;
  const within = layout.items.filter((one) => one.within === item.id);
  return within.reduce((height, one) => height + one.height, item.height);
}
