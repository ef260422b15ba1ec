import { type D3ZoomEvent, scaleLinear, select, zoom, zoomIdentity } from "d3";
import { rulerHeight } from "./layout";
import type { TimeRange } from "./view";

/** What pointers do. Coordinates are CSS pixels within the canvas, the header column included. */
export interface GestureActions {
  headerWidth(): number;
  laneWidth(): number;
  range(): TimeRange;
  zoomAt(x: number, factor: number): void;
  panPx(px: number): void;
  /** Shows a range at once, as fingers and drags ask for. */
  show(range: TimeRange): void;
  scrollBy(px: number): void;
  hover(x: number, y: number): void;
  leave(): void;
  /** @param shift Whether Shift was held. */
  click(x: number, y: number, shift: boolean): void;
  /** A click on the ruler; drags of it are none. */
  clickRuler(x: number): void;
  doubleClick(x: number, y: number): void;
  selectRange(fromX: number, toX: number, done: boolean): void;
  dragHeader: HeaderDrag;
  contextMenu(x: number, y: number): void;
}

/** A header is dragged up or down. */
export type HeaderDrag = (fromY: number, y: number, phase: "start" | "move" | "end" | "cancel") => void;

const dragFromPx = 4;
/** CSS pixels of a wheel's line and page. */
const linePx = 16;
const pagePx = 400;

/** Binds pointer, wheel and touch to the canvas. @returns Takes the bindings off again. */
export function bindGestures(canvas: HTMLCanvasElement, actions: GestureActions): () => void {
  const place = (event: MouseEvent): { x: number; y: number } => {
    const box = canvas.getBoundingClientRect();
    return { x: event.clientX - box.left, y: event.clientY - box.top };
  };
  const inRuler = (event: MouseEvent): boolean => {
    const { x, y } = place(event);
    return y < rulerHeight && x >= actions.headerWidth();
  };

  // D3 tracks drags of the ruler and fingers; its transform is read relative to the view in which the gesture began.
  let before: TimeRange = actions.range();
  let beforeY = 0;
  const zooming = zoom<HTMLCanvasElement, unknown>()
    .filter((event: Event) => {
      if (event instanceof WheelEvent) return false;
      return event instanceof MouseEvent ? event.button === 0 && inRuler(event) : true;
    })
    .on("start", () => {
      before = actions.range();
      beforeY = 0;
    })
    .on("zoom", (event: D3ZoomEvent<HTMLCanvasElement, unknown>) => {
      if (event.sourceEvent === null || event.sourceEvent === undefined) return;
      const header = actions.headerWidth();
      const scale = scaleLinear([before.fromNs, before.toNs], [header, header + actions.laneWidth()]);
      const [fromNs, toNs] = event.transform.rescaleX(scale).domain() as [number, number];
      actions.show({ fromNs, toNs });
      if (!(event.sourceEvent instanceof MouseEvent) && event.transform.k === 1) {
        actions.scrollBy(beforeY - event.transform.y);
        beforeY = event.transform.y;
      }
    })
    .on("end", () => {
      select<HTMLCanvasElement, unknown>(canvas).property("__zoom", zoomIdentity);
    });
  const selection = select<HTMLCanvasElement, unknown>(canvas);
  selection.call(zooming).on("dblclick.zoom", null).on("wheel.zoom", null);

  const onWheel = (event: WheelEvent): void => {
    const unit = event.deltaMode === 1 ? linePx : event.deltaMode === 2 ? pagePx : 1;
    const dx = event.deltaX * unit;
    const dy = event.deltaY * unit;
    event.preventDefault();
    if (event.ctrlKey || event.metaKey) {
      // Touch pads report a pinch as small steps, wheels as about 100 per notch.
      const speed = Math.abs(dy) < 40 ? 0.01 : 0.0025;
      actions.zoomAt(place(event).x, Math.exp(-dy * speed));
    } else if (event.shiftKey) actions.panPx(Math.abs(dx) > Math.abs(dy) ? dx : dy);
    else if (Math.abs(dx) > Math.abs(dy)) actions.panPx(dx);
    else actions.scrollBy(dy);
  };

  let pressed: { x: number; y: number; touch: boolean } | null = null;
  let dragging = false;
  let moving = false;
  const onDown = (event: PointerEvent): void => {
    if (event.button !== 0 || inRuler(event)) return;
    pressed = { ...place(event), touch: event.pointerType === "touch" };
    dragging = false;
    canvas.setPointerCapture(event.pointerId);
  };
  const onMove = (event: PointerEvent): void => {
    const { x, y } = place(event);
    if (pressed === null) {
      actions.hover(x, y);
      return;
    }
    const inHeaders = pressed.x < actions.headerWidth() && pressed.y >= rulerHeight && !pressed.touch;
    if (inHeaders && (moving || Math.abs(y - pressed.y) >= dragFromPx)) {
      actions.dragHeader(pressed.y, y, moving ? "move" : "start");
      moving = true;
      return;
    }
    const inLanes = pressed.x >= actions.headerWidth() && !pressed.touch;
    if (inLanes && (dragging || Math.abs(x - pressed.x) >= dragFromPx)) {
      dragging = true;
      actions.selectRange(pressed.x, x, false);
    }
  };
  const onUp = (event: PointerEvent): void => {
    if (pressed === null) return;
    const { x, y } = place(event);
    if (moving) actions.dragHeader(pressed.y, y, "end");
    else if (dragging) actions.selectRange(pressed.x, x, true);
    else if (Math.hypot(x - pressed.x, y - pressed.y) < 2 * dragFromPx) actions.click(x, y, event.shiftKey);
    pressed = null;
    dragging = false;
    moving = false;
  };
  const onCancel = (): void => {
    if (pressed !== null && moving) actions.dragHeader(pressed.y, pressed.y, "cancel");
    pressed = null;
    dragging = false;
    moving = false;
  };
  const onMenu = (event: MouseEvent): void => {
    event.preventDefault();
    // The key for it has its own way: here it has no place.
    if (event.button === 2) actions.contextMenu(place(event).x, place(event).y);
  };
  const onLeave = (event: PointerEvent): void => {
    // What floats over a header belongs to it.
    if (event.relatedTarget instanceof Element && event.relatedTarget.closest("[data-lane-controls]") !== null) return;
    actions.leave();
  };
  const onClick = (event: MouseEvent): void => {
    if (inRuler(event)) actions.clickRuler(place(event).x);
  };
  const onDouble = (event: MouseEvent): void => {
    const { x, y } = place(event);
    actions.doubleClick(x, y);
  };
  canvas.addEventListener("wheel", onWheel, { passive: false });
  canvas.addEventListener("pointerdown", onDown);
  canvas.addEventListener("pointermove", onMove);
  canvas.addEventListener("pointerup", onUp);
  canvas.addEventListener("pointercancel", onCancel);
  canvas.addEventListener("pointerleave", onLeave);
  canvas.addEventListener("contextmenu", onMenu);
  canvas.addEventListener("click", onClick);
  canvas.addEventListener("dblclick", onDouble);
  return () => {
    selection.on(".zoom", null);
    canvas.removeEventListener("wheel", onWheel);
    canvas.removeEventListener("pointerdown", onDown);
    canvas.removeEventListener("pointermove", onMove);
    canvas.removeEventListener("pointerup", onUp);
    canvas.removeEventListener("pointercancel", onCancel);
    canvas.removeEventListener("pointerleave", onLeave);
    canvas.removeEventListener("contextmenu", onMenu);
    canvas.removeEventListener("click", onClick);
    canvas.removeEventListener("dblclick", onDouble);
  };
}

/** Drags an element sideways or up and down. @returns Takes the binding off again. */
export function bindDrag(element: HTMLElement, onDrag: (x: number, y: number, start: boolean) => void): () => void {
  let held = false;
  const onDown = (event: PointerEvent): void => {
    if (event.button !== 0) return;
    held = true;
    element.setPointerCapture(event.pointerId);
    onDrag(event.clientX, event.clientY, true);
    event.preventDefault();
  };
  const onMove = (event: PointerEvent): void => {
    if (held) onDrag(event.clientX, event.clientY, false);
  };
  const onUp = (): void => {
    held = false;
  };
  element.addEventListener("pointerdown", onDown);
  element.addEventListener("pointermove", onMove);
  element.addEventListener("pointerup", onUp);
  element.addEventListener("pointercancel", onUp);
  return () => {
    element.removeEventListener("pointerdown", onDown);
    element.removeEventListener("pointermove", onMove);
    element.removeEventListener("pointerup", onUp);
    element.removeEventListener("pointercancel", onUp);
  };
}
