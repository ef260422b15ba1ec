import type { EntryId } from "./arrangement";
import { exitWords } from "./lane-tree";
import type { Layout } from "./layout";
import { laneTitle } from "./store/queries";
import type { TraceStore } from "./store/trace-store";

/** A lane or a group, as a screen reader reads it. */
export interface OutlineEntry {
  readonly id: EntryId;
  /** 1 for the outermost ones. */
  readonly level: number;
  readonly text: string;
  /** Whether a group is open; null for lanes. */
  readonly expanded: boolean | null;
}

/** The lanes in their order, as they are drawn: what closed groups hold is left out. */
export function outlineOf(layout: Layout, store: TraceStore | null): readonly OutlineEntry[] {
  if (store === null) return [];
  return layout.items.map((item) => {
    if (item.kind === "group") {
      const text = [item.title, item.note].filter((part) => part !== "").join(", ");
      return { id: item.id, level: item.depth + 1, text, expanded: !item.collapsed };
    }
    // A lane lies in the group above it, but for those that were pinned.
    const level = item.top < layout.pinnedHeight ? 1 : item.depth + 2;
    const { lane, guests } = item;
    const facts = [
      laneTitle(store, lane.id),
      ...guests.map(({ id }) => `with ${laneTitle(store, id)}`),
      lane.endNs === null ? "" : exitWords(lane),
      lane.remark,
    ];
    return { id: lane.id, level, text: facts.filter((part) => part !== "").join(", "), expanded: null };
  });
}

/** Milliseconds between looks at whether lanes have changed. */
const lookEveryMs = 500;
let made = 0;

/**
 * The lanes as a tree that only screen readers see; they can walk it, and the one with the keyboard is the canvas's active
 * descendant.
 */
export class Outline {
  readonly #tree: HTMLElement;
  readonly #canvas: HTMLElement;
  readonly #prefix: string;
  readonly #elements = new Map<EntryId, HTMLElement>();
  #layout: Layout | null = null;
  #focused: EntryId | null = null;
  #lookedMs = Number.NEGATIVE_INFINITY;

  /** @param onChoose The user went to a lane or a group in the tree. */
  constructor(tree: HTMLElement, canvas: HTMLElement, onChoose: (id: EntryId) => void) {
    made++;
    this.#prefix = `timeline-outline-${made}`;
    this.#tree = tree;
    this.#canvas = canvas;
    tree.addEventListener("click", ({ target }) => {
      for (const [id, element] of this.#elements) if (element === target) onChoose(id);
    });
  }

  /** @returns Whether it is up to date; else it wants to be shown again later. */
  show(layout: Layout, store: TraceStore | null, focused: EntryId | null, nowMs: number): boolean {
    if (layout !== this.#layout) {
      // Lanes come by the hundred while a trace is read.
      if (nowMs - this.#lookedMs < lookEveryMs) return false;
      this.#lookedMs = nowMs;
      this.#layout = layout;
      this.#write(outlineOf(layout, store));
    }
    if (focused === this.#focused) return true;
    this.#select(this.#focused, false);
    this.#focused = focused;
    this.#select(focused, true);
    return true;
  }

  #write(entries: readonly OutlineEntry[]): void {
    const wanted = new Set(entries.map(({ id }) => id));
    for (const [id, element] of this.#elements) {
      if (wanted.has(id)) continue;
      element.remove();
      this.#elements.delete(id);
    }
    let before: Element | null = null;
    for (const { id, level, text, expanded } of entries) {
      const element = this.#elements.get(id) ?? this.#make(id);
      if (element.textContent !== text) element.textContent = text;
      setAttribute(element, "aria-level", String(level));
      if (expanded !== null) setAttribute(element, "aria-expanded", String(expanded));
      const next: Element | null = before === null ? this.#tree.firstElementChild : before.nextElementSibling;
      if (next !== element) this.#tree.insertBefore(element, next);
      before = element;
    }
  }

  #make(id: EntryId): HTMLElement {
    const element = this.#tree.ownerDocument.createElement("div");
    element.id = `${this.#prefix}-${id}`.replaceAll(" ", "-");
    element.setAttribute("role", "treeitem");
    element.setAttribute("aria-selected", String(id === this.#focused));
    this.#elements.set(id, element);
    return element;
  }

  #select(id: EntryId | null, selected: boolean): void {
    const element = id === null ? undefined : this.#elements.get(id);
    element?.setAttribute("aria-selected", String(selected));
    if (selected && element !== undefined) this.#canvas.setAttribute("aria-activedescendant", element.id);
    else this.#canvas.removeAttribute("aria-activedescendant");
  }
}

function setAttribute(element: Element, name: string, value: string): void {
  if (element.getAttribute(name) !== value) element.setAttribute(name, value);
}
