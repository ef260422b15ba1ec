import { create } from "zustand";
import type { HistoryInfo, HoverInfo, RangeInfo, TimelineSelection, TraceStore } from "../timeline";

interface TraceViewState {
  /** The run whose trace this is. */
  readonly runId: string | null;
  readonly store: TraceStore | null;
  /** Grows whenever the trace did. */
  readonly growth: number;
  /** Bytes of the run's trace that the store has. */
  readonly takenBytes: number;
  readonly hover: HoverInfo | null;
  readonly selection: TimelineSelection | null;
  readonly history: HistoryInfo;
  readonly following: boolean;
  /** By run: what its lanes did over the whole of it, as far as this window has seen it. */
  readonly wholes: Readonly<Record<string, RangeInfo>>;
}

const empty = {
  hover: null,
  selection: null,
  history: { back: false, forward: false },
  following: true,
} as const;

/** The trace on screen, and what the user points at in it. */
export const useTraceViewStore = create<TraceViewState>(() => ({
  runId: null,
  store: null,
  growth: 0,
  takenBytes: 0,
  wholes: {},
  ...empty,
}));

/** Shows another trace. */
export function putTraceStore(runId: string | null, store: TraceStore | null): void {
  useTraceViewStore.setState({ runId, store, growth: 0, takenBytes: 0, ...empty });
}

/** @param takenBytes Bytes of a run's trace that are in the store now. */
export function traceGrew(takenBytes = 0): void {
  useTraceViewStore.setState(({ growth }) => ({ growth: growth + 1, takenBytes }));
}

export function putWhole(runId: string, whole: RangeInfo): void {
  useTraceViewStore.setState(({ wholes }) => ({ wholes: { ...wholes, [runId]: whole } }));
}
