import type { ArrangeKey } from "./arranging";
import type { QuestKind } from "./search/quest";

/** What can be done on the timeline without a pointer. */
export interface Performed {
  zoom(factor: number): void;
  pan(fraction: number): void;
  showSelection(): void;
  fit(): void;
  backToLive(): void;
  step(direction: 1 | -1): void;
  moveLane(direction: 1 | -1): void;
  moveRow(direction: 1 | -1): void;
  /** To the slice selected before, and forward again. */
  history(direction: 1 | -1): void;
  /** To the next place found by the search, or the one before. */
  hit(direction: 1 | -1): void;
  scrollPage(direction: 1 | -1): void;
  /** To where the view was before, and forward again. */
  undoView(direction: 1 | -1): void;
  /** To the slice that stands out in view, or in the whole run. */
  seek(kind: QuestKind, everywhere: boolean): void;
  /** Puts the second cursor where the selection begins, else where the pointer or the middle of the view is. */
  placeCursor(): void;
  /** Marks the selection, else the pointer's time, else the middle of the view. */
  mark(): void;
  /** To the mark before or after. */
  goToMark(direction: 1 | -1): void;
  /** Opens or closes the group that has the focus, or that the lane with it is in. */
  toggleGroup(): void;
  /** Does something to the lane or group that has the focus. */
  arrange(key: ArrangeKey): void;
  /** Draws all arrows in view, or only those of a slice. */
  toggleArrows(): void;
  clear(): void;
}

const zoomStep = 1.5;
const panStep = 0.15;

/** By name: keys and menus know no more of it. */
export const timelineActions = {
  zoomIn: (on: Performed) => on.zoom(zoomStep),
  zoomOut: (on: Performed) => on.zoom(1 / zoomStep),
  panLeft: (on: Performed) => on.pan(-panStep),
  panRight: (on: Performed) => on.pan(panStep),
  showSelection: (on: Performed) => on.showSelection(),
  fit: (on: Performed) => on.fit(),
  backToLive: (on: Performed) => on.backToLive(),
  sliceBefore: (on: Performed) => on.step(-1),
  sliceAfter: (on: Performed) => on.step(1),
  laneAbove: (on: Performed) => on.moveLane(-1),
  laneBelow: (on: Performed) => on.moveLane(1),
  outwards: (on: Performed) => on.moveRow(-1),
  inwards: (on: Performed) => on.moveRow(1),
  selectionBack: (on: Performed) => on.history(-1),
  selectionForward: (on: Performed) => on.history(1),
  hitBefore: (on: Performed) => on.hit(-1),
  hitAfter: (on: Performed) => on.hit(1),
  pageUp: (on: Performed) => on.scrollPage(-1),
  pageDown: (on: Performed) => on.scrollPage(1),
  viewBack: (on: Performed) => on.undoView(-1),
  viewForward: (on: Performed) => on.undoView(1),
  longestInView: (on: Performed) => on.seek("longest", false),
  failedInView: (on: Performed) => on.seek("failed", false),
  waitInView: (on: Performed) => on.seek("wait", false),
  longest: (on: Performed) => on.seek("longest", true),
  failed: (on: Performed) => on.seek("failed", true),
  wait: (on: Performed) => on.seek("wait", true),
  placeCursor: (on: Performed) => on.placeCursor(),
  mark: (on: Performed) => on.mark(),
  markBefore: (on: Performed) => on.goToMark(-1),
  markAfter: (on: Performed) => on.goToMark(1),
  toggleGroup: (on: Performed) => on.toggleGroup(),
  moveLaneUp: (on: Performed) => on.arrange("up"),
  moveLaneDown: (on: Performed) => on.arrange("down"),
  pinLane: (on: Performed) => on.arrange("pin"),
  hideLane: (on: Performed) => on.arrange("hide"),
  renameLane: (on: Performed) => on.arrange("rename"),
  laneMenu: (on: Performed) => on.arrange("menu"),
  toggleArrows: (on: Performed) => on.toggleArrows(),
  clear: (on: Performed) => on.clear(),
} as const;
export type TimelineAction = keyof typeof timelineActions;
