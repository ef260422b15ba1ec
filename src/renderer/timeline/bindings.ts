import type { TimelineDom } from "./dom";
import { bindDrag } from "./gestures";

/** What happens around the canvas. */
export interface Surroundings {
  /** The thumb was taken or moved to `y`, CSS pixels of the window. */
  dragThumb(y: number, start: boolean): void;
  headerWidth(): number;
  setHeaderWidth(width: number): void;
  /** Whether the canvas has the focus and shows it. */
  focusChanged(visible: boolean): void;
  /** Whether motion is welcome. */
  motionChanged(welcome: boolean): void;
  fontsChanged(): void;
  resized(): void;
}

const splitterStep = 8;

/** Binds keys, splitter, scrollbar, fonts, motion and size. @returns Takes the bindings off again. */
export function bindSurroundings(dom: TimelineDom, window: Window, actions: Surroundings): () => void {
  const { canvas, splitter, thumb, root } = dom;
  const undo: (() => void)[] = [];
  const listen = (target: EventTarget, type: string, listener: (event: Event) => void, capture = false): void => {
    target.addEventListener(type, listener, capture);
    undo.push(() => target.removeEventListener(type, listener, capture));
  };
  undo.push(bindDrag(thumb, (_x, y, start) => actions.dragThumb(y, start)));
  undo.push(bindDrag(splitter, (x) => actions.setHeaderWidth(x - root.getBoundingClientRect().left)));
  listen(splitter, "keydown", (event) => {
    const { key } = event as KeyboardEvent;
    if (key !== "ArrowLeft" && key !== "ArrowRight") return;
    event.preventDefault();
    actions.setHeaderWidth(actions.headerWidth() + (key === "ArrowLeft" ? -splitterStep : splitterStep));
  });
  // The canvas gets the focus by code when a run starts: whether to show it depends on what the user started it with.
  let byKeyboard = false;
  const showFocus = (visible: boolean): void => {
    canvas.toggleAttribute("data-focus-shown", visible);
    actions.focusChanged(visible);
  };
  listen(window, "pointerdown", () => (byKeyboard = false), true);
  listen(window, "keydown", () => (byKeyboard = true), true);
  listen(canvas, "keydown", () => showFocus(true));
  listen(canvas, "focus", () => showFocus(byKeyboard));
  listen(canvas, "blur", () => showFocus(false));
  const stillness = window.matchMedia("(prefers-reduced-motion: reduce)");
  const readStillness = (): void => actions.motionChanged(!stillness.matches);
  readStillness();
  listen(stillness, "change", readStillness);
  listen(root.ownerDocument.fonts, "loadingdone", () => actions.fontsChanged());
  // The device's ratio changes with the window's zoom, which tells as a resize.
  listen(window, "resize", () => actions.resized());
  const observer = new ResizeObserver(() => actions.resized());
  observer.observe(root);
  undo.push(() => observer.disconnect());
  return () => {
    for (const step of undo) step();
  };
}
