import type { Run } from "../../shared/contract/models";
import { useLayoutStore } from "./layout-store";
import { traceKey } from "./mark-store";
import { runById, useRunStore } from "./run-store";
import { seriesById } from "./series-store";
import { type OpenTrace, openTraceById, useTraceFileStore } from "./trace-file-store";

/** A run or a trace whose timeline is on screen. */
export interface ShownTrace {
  readonly id: string;
  /** Under what its marks are kept. */
  readonly key: string;
  readonly title: string;
  /** What its files are called, without their ending. */
  readonly fileName: string;
  /** Where its file lies on the engine's machine; null where that is not known, or there is none. */
  readonly path: string | null;
  /** Whether a file was read to its end. What a run has to tell may still be on its way. */
  readonly isRead: boolean;
}

/** Null where no timeline is on screen. */
export function shownTrace(): ShownTrace | null {
  const { page, shownRunId, shownSeriesId, shownTraceId } = useLayoutStore.getState();
  if (page === "run") {
    const run = runById(shownRunId);
    return run === undefined ? null : { ...ofRun(run), isRead: false };
  }
  if (page === "series") {
    const series = seriesById(shownSeriesId);
    if (series === undefined) return null;
    const { id, title, number } = series;
    return { id, key: id, title, fileName: `series-${number}`, path: null, isRead: false };
  }
  const trace = page === "trace" ? openTraceById(shownTraceId) : undefined;
  if (trace === undefined) return null;
  const { id, marksKey, name, path, state } = trace;
  return { id, key: marksKey, title: name, fileName: name, path, isRead: state !== "reading" };
}

function ofRun(run: Run): Omit<ShownTrace, "isRead"> {
  return { id: run.id, key: traceKey(run), title: run.title, fileName: `run-${run.number}`, path: null };
}

export function openTraceWithKey(key: string): OpenTrace | undefined {
  return useTraceFileStore.getState().traces.find(({ marksKey }) => marksKey === key);
}

export function runWithKey(key: string): Run | undefined {
  return useRunStore.getState().runs.find((run) => traceKey(run) === key);
}
