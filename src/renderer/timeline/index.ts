export type { TimelineAction } from "./actions";
export {
  type Arrangement,
  plainArrangement,
  withAllShown,
  withCollapsed,
  withGuest,
  withHidden,
  withName,
  withoutGuests,
  withPinned,
} from "./arrangement";
export {
  type Colouring,
  chunkColour,
  colourings,
  durationColours,
  durationSteps,
  nameColour,
  usualNames,
} from "./draw/colouring";
export { findLandmark, type LandmarkQuery } from "./landmark";
export { rehearsal } from "./rehearsal";
export type { SearchQuery } from "./search/matcher";
export { usualCapBytes } from "./store/memory-cap";
export { describeWhole, laneTitle } from "./store/queries";
export { TraceStore } from "./store/trace-store";
export { type WaiterEdge, type WaiterGraph, waitersAt } from "./store/waiters";
export { type EventOrder, type EventTable, eventTable } from "./tables/event-table";
export {
  durationAt,
  labelAt,
  selfAt,
  sliceCategory,
  sliceCategoryName,
  sliceCategoryWords,
} from "./tables/events";
export { type Completion, completionsOf, type KnownTexts } from "./tables/filter/complete";
export type { FieldName } from "./tables/filter/fields";
export { type Filter, type ParsedFilter, parseFilter } from "./tables/filter/parse";
export { type LockRow, type LockUse, lockTable } from "./tables/lock-table";
export type { Portions } from "./tables/portions";
export { type GroupFigures, type Grouping, rangeStatistics } from "./tables/range-statistics";
export { darkTheme, lightTheme } from "./theme";
export { createTimeline } from "./timeline";
export type {
  HeaderTarget,
  HistoryInfo,
  HoverInfo,
  LanesInfo,
  Mark,
  RangeInfo,
  RunCaption,
  SearchInfo,
  SliceInfo,
  Timeline,
  TimelineSelection,
  WaitStory,
} from "./types";
export { layOutWaiters, nodeHeight, nodeWidth, type WaiterLayout } from "./waiter-layout";
