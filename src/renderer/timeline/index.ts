export { describeWhole } from "./store/queries";
export { TraceStore } from "./store/trace-store";
export { darkTheme, lightTheme } from "./theme";
export { createTimeline } from "./timeline";
export type {
  HoverInfo,
  RangeInfo,
  SliceInfo,
  Timeline,
  TimelineSelection,
} from "./types";
