import { create } from "zustand";
import type { TraceStore } from "../timeline";
import type { TraceRemarks } from "../traces/arrange/trace-index";
import type { TraceFile, TraceProblem } from "../traces/read-trace";

/** A trace of another tool that was opened from a file. It lives in this window alone. */
export interface OpenTrace {
  readonly id: string;
  readonly name: string;
  /** The same whenever this very file is opened: its marks are kept under it. */
  readonly marksKey: string;
  readonly file: TraceFile;
  /** Where it lies on the engine's machine; null where a browser does not tell. */
  readonly path: string | null;
  readonly store: TraceStore;
  readonly state: "reading" | "done" | "cancelled" | "failed";
  /** Whether lanes of it were on screen. */
  readonly isDrawn: boolean;
  /** Bytes read; of a compressed file, of its content. */
  readonly bytes: number;
  readonly events: number;
  /** Milliseconds that reading has taken. */
  readonly tookMs: number;
  /** Where reading stopped before the trace's end, null where it did not. */
  readonly problem: TraceProblem | null;
  readonly remarks: TraceRemarks;
  /** Bytes at which whole events begin, ascending, then the end of all; empty until it is read. */
  readonly borders: readonly number[];
  /** Why it failed, a part of a sentence; empty where it did not. */
  readonly failure: string;
}

interface TraceFileState {
  readonly traces: readonly OpenTrace[];
}

/** The traces that were opened from files, the first one first. */
export const useTraceFileStore = create<TraceFileState>(() => ({ traces: [] }));

export function openTraceById(id: string | null): OpenTrace | undefined {
  return useTraceFileStore.getState().traces.find((trace) => trace.id === id);
}

export function updateOpenTrace(id: string, change: Partial<OpenTrace>): void {
  useTraceFileStore.setState(({ traces }) => ({
    traces: traces.map((trace) => (trace.id === id ? { ...trace, ...change } : trace)),
  }));
}
