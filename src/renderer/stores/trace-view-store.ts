import { create } from "zustand";
import type { HoverInfo, TimelineSelection, TraceStore } from "../timeline";

interface TraceViewState {
  /** The run whose trace this is. */
  readonly runId: string | null;
  readonly store: TraceStore | null;
  /** Grows whenever the trace did. */
  readonly growth: number;
  /** What of the trace was counted last: at most a few times a second, unlike `growth`. */
  readonly counted: { readonly events: number; readonly dropped: number };
  readonly hover: HoverInfo | null;
  readonly selection: TimelineSelection | null;
  readonly following: boolean;
}

const empty = { hover: null, selection: null, following: true, counted: { events: 0, dropped: 0 } } as const;

/** The trace on screen, and what the user points at in it. */
export const useTraceViewStore = create<TraceViewState>(() => ({ runId: null, store: null, growth: 0, ...empty }));

/** Shows another trace. */
export function putTraceStore(runId: string | null, store: TraceStore | null): void {
  useTraceViewStore.setState({ runId, store, growth: 0, ...empty });
}

export function traceGrew(): void {
  useTraceViewStore.setState(({ growth }) => ({ growth: growth + 1 }));
}
