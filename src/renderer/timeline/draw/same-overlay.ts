import type { TimeRange } from "../view";
import { type Arrow, nowPlace, type OverlayScene } from "./overlay";
import type { Box } from "./surface";

/** Whether two scenes give the same picture. Scenes in which something is looked for count as different: what is found grows. */
export function sameOverlay(a: OverlayScene, b: OverlayScene): boolean {
  if (a.hits !== null || b.hits !== null) return false;
  if (isEmpty(a) && isEmpty(b)) return true;
  const isNowSeen = nowPlace(a) !== null || nowPlace(b) !== null;
  return (
    sameRange(a.view, b.view) &&
    a.view.width === b.view.width &&
    a.height === b.height &&
    a.live === b.live &&
    (!isNowSeen || a.nowNs === b.nowNs) &&
    a.cursorNs === b.cursorNs &&
    a.anchorNs === b.anchorNs &&
    a.selectedNs === b.selectedNs &&
    sameRange(a.range, b.range) &&
    a.focused === b.focused &&
    a.arrowNote === b.arrowNote &&
    a.marks === b.marks &&
    sameList(a.hovered, b.hovered, sameBox) &&
    sameList(a.selected, b.selected, sameBox) &&
    sameList(a.arrows, b.arrows, sameArrow)
  );
}

/** Whether nothing is drawn, whatever stretch of time is in view. */
function isEmpty(scene: OverlayScene): boolean {
  const { range, cursorNs, anchorNs, hovered, selected, arrows, arrowNote, marks } = scene;
  const isPointed = cursorNs !== null || anchorNs !== null || range !== null || nowPlace(scene) !== null;
  return !isPointed && arrowNote === "" && [hovered, selected, arrows, marks].every(({ length }) => length === 0);
}

function sameRange(a: TimeRange | null, b: TimeRange | null): boolean {
  return a === null || b === null ? a === b : a.fromNs === b.fromNs && a.toNs === b.toNs;
}

function sameBox(a: Box, b: Box): boolean {
  return a.x === b.x && a.y === b.y && a.width === b.width && a.height === b.height;
}

function sameArrow(a: Arrow, b: Arrow): boolean {
  return a.fromX === b.fromX && a.fromY === b.fromY && a.toX === b.toX && a.toY === b.toY;
}

function sameList<Item>(a: readonly Item[], b: readonly Item[], same: (a: Item, b: Item) => boolean): boolean {
  return a.length === b.length && a.every((item, index) => same(item, b[index]!));
}
