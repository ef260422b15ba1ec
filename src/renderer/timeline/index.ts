export { describeWhole } from "./store/queries";
export { TraceStore } from "./store/trace-store";
export { darkTheme, lightTheme, type TimelineTheme } from "./theme";
export { createTimeline } from "./timeline";
export type {
  HoverInfo,
  PhaseInfo,
  RangeInfo,
  SliceInfo,
  Timeline,
  TimelineOptions,
  TimelineSelection,
  ViewInfo,
} from "./types";
