export { TraceStore } from "./store/trace-store";
export { darkTheme, lightTheme, type TimelineTheme } from "./theme";
export { createTimeline } from "./timeline";
export type {
  HoverInfo,
  RangeInfo,
  SliceInfo,
  Timeline,
  TimelineOptions,
  TimelineSelection,
  ViewInfo,
} from "./types";
