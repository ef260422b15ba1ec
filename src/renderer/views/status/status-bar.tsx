import type { ReactNode } from "react";
import { isActive, type Run } from "../../../shared/contract/models";
import { isSharedLane } from "../../../shared/trace/lanes";
import type { CategoryName } from "../../../shared/trace/records";
import { useActions } from "../../actions/context";
import type { SwatchKind } from "../../components/swatch";
import {
  formatBytes,
  formatCount,
  formatMs,
  formatPercent,
  formatShare,
  progressFraction,
  stateWords,
} from "../../format";
import { useAppStore } from "../../stores/app-store";
import { useDatasetStore } from "../../stores/dataset-store";
import { useLayoutStore } from "../../stores/layout-store";
import { activeRun, useRunStore } from "../../stores/run-store";
import { useTraceFileStore } from "../../stores/trace-file-store";
import { useTraceViewStore } from "../../stores/trace-view-store";
import { describeWhole, type RangeInfo, type TraceStore } from "../../timeline";
import { formatTime } from "../../timeline/format";
import { useTraceSnapshot } from "../run/use-trace-snapshot";
import { ColourLegend } from "./colour-legend";
import styles from "./status-bar.module.css";

/** How things stand, in one line. */
export function StatusBar(): ReactNode {
  const page = useLayoutStore((state) => state.page);
  const shownRunId = useLayoutStore((state) => state.shownRunId);
  const shownSeriesId = useLayoutStore((state) => state.shownSeriesId);
  const shownTraceId = useLayoutStore((state) => state.shownTraceId);
  const { info, connected, ready } = useAppStore();
  const run = useRunStore((state) =>
    page === "run" ? state.runs.find(({ id }) => id === shownRunId) : activeRun(state.runs),
  );
  return (
    <footer className={styles.bar}>
      <State run={run} connected={connected} ready={ready} />
      <Uploads />
      <Openings />
      {page === "trace" && <TraceFigures />}
      {run !== undefined && <RunFigures run={run} />}
      {page === "trace" && shownTraceId !== null && <TraceMemory runId={shownTraceId} />}
      {run === undefined && page !== "trace" && info !== null && (
        <>
          <Figure value={formatCount(info.processors)} unit={info.processors === 1 ? "processor" : "processors"} />
          <span>
            shared memory <strong>{info.sharedMemory}</strong>
          </span>
        </>
      )}
      <span className={styles.space} />
      {page === "run" ? (
        <RunLegend runId={shownRunId} />
      ) : page === "trace" ? (
        <TraceLegend traceId={shownTraceId} />
      ) : page === "series" ? (
        <TraceLegend traceId={shownSeriesId} />
      ) : (
        info !== null && <span>Lanescope {info.version}</span>
      )}
    </footer>
  );
}

/** Of the trace from a file that is on screen. */
function TraceFigures(): ReactNode {
  const id = useLayoutStore((state) => state.shownTraceId);
  const trace = useTraceFileStore(({ traces }) => traces.find((one) => one.id === id));
  if (trace === undefined) return null;
  const { unshown } = trace.remarks;
  return (
    <>
      <Figure value={formatCount(trace.events)} unit={trace.events === 1 ? "event" : "events"} />
      <span>
        <strong>{formatCount(unshown)}</strong> without a place on lanes
      </span>
      <span>
        file <strong>{formatBytes(trace.file.file.size)}</strong>
      </span>
    </>
  );
}

function hasHolds(store: TraceStore): boolean {
  return store.lanes().some(({ id }) => (store.lock(id)?.holds.length ?? 0) > 0);
}

/** What occurs in the run on screen: the rest would be in the way. */
function RunLegend({ runId }: { readonly runId: string | null }): ReactNode {
  const whole = useTraceViewStore((state) => (runId === null ? undefined : state.wholes[runId]));
  const locked = useTraceSnapshot(runId ?? "", hasHolds) ?? false;
  return <ColourLegend traceId={runId} kinds={new Set([...(locked ? ["held" as const] : []), ...kindsIn(whole)])} />;
}

/** The same of a trace that was opened. */
function TraceLegend({ traceId }: { readonly traceId: string | null }): ReactNode {
  const whole = useTraceSnapshot(traceId ?? "", describeWhole);
  return <ColourLegend traceId={traceId} kinds={kindsIn(whole ?? undefined)} />;
}

function kindsIn(whole: RangeInfo | undefined): ReadonlySet<SwatchKind> {
  const kinds = new Set<SwatchKind>();
  for (const { shares } of whole?.lanes ?? []) {
    for (const [category, ns] of Object.entries(shares) as [CategoryName, number][]) {
      if (ns > 0) kinds.add(category === "task" ? "between" : category);
    }
  }
  return kinds;
}

interface StateProps {
  readonly run: Run | undefined;
  readonly connected: boolean;
  readonly ready: boolean;
}

function State({ run, connected, ready }: StateProps): ReactNode {
  const word = !connected
    ? "Connection lost, trying again"
    : run === undefined
      ? ready
        ? "Ready"
        : "Connecting"
      : stateWords[run.state];
  const look =
    !connected || run?.state === "failed" ? styles.alarm : run !== undefined && isActive(run.state) ? styles.live : "";
  return (
    <>
      <span className={`${styles.state} ${look}`} data-testid="state-text">
        {word}
      </span>
      {run !== undefined && isActive(run.state) && (
        <strong data-testid="progress-text">{formatPercent(progressFraction(run))}</strong>
      )}
    </>
  );
}

/** Files on their way to the host; the side bar, where they can be cancelled too, may be collapsed. */
function Uploads(): ReactNode {
  const uploads = useDatasetStore((state) => state.uploads);
  return uploads.map(({ id, name, size, sent, cancel }) => (
    <span key={id}>
      Copying {name} to the host <strong>{formatPercent(size > 0 ? sent / size : 0)}</strong>{" "}
      <button type="button" className={styles.cancel} onClick={cancel}>
        Cancel
      </button>
    </span>
  ));
}

/** Folders of many files, likewise. */
function Openings(): ReactNode {
  const actions = useActions();
  const openings = useDatasetStore((state) => state.openings);
  return openings.map((opening) => (
    <span key={opening.id}>
      {opening.total === null ? "Looking for" : "Looking at"} files in {opening.name}{" "}
      <strong>{formatCount(opening.files)}</strong>
      {opening.total !== null && <> of {formatCount(opening.total)}</>}{" "}
      <button type="button" className={styles.cancel} onClick={() => void actions.datasets.cancel(opening)}>
        Cancel
      </button>
    </span>
  ));
}

function Figure({ value, unit }: { readonly value: string; readonly unit: string }): ReactNode {
  return (
    <span>
      <strong>{value}</strong> {unit}
    </span>
  );
}

interface Counted {
  readonly events: number;
  readonly dropped: number;
  /** What processes and threads lived so far, all together, nanoseconds; null where that is not known. */
  readonly lifeNs: number | null;
}

function countOf(store: TraceStore): Counted {
  return { events: store.eventCount, dropped: store.droppedCount, lifeNs: lifeOf(store) };
}

function lifeOf(store: TraceStore): number {
  const traced = store.lanes().filter(({ kind }) => !isSharedLane(kind));
  return traced.reduce((sum, { startNs, endNs }) => sum + Math.max(0, (endNs ?? store.endNs) - startNs), 0);
}

/** What recording the events took of the time of those that did. */
function TracingShare({ events, lifeNs }: Counted): ReactNode {
  const costNs = useAppStore((state) => state.info?.recordingCostNs);
  if (costNs === undefined || lifeNs === null || lifeNs === 0) return null;
  return (
    <span
      title={`Reckoned: recording an event takes ${Math.round(costNs)} ns on this computer, of the time of all processes and threads.`}
      data-testid="tracing-share"
    >
      tracing <strong>{formatShare(Math.min(1, (events * costNs) / lifeNs))}</strong>
    </span>
  );
}

/** How much memory the trace takes here, and from when on every event is there. */
function TraceMemory({ runId }: { readonly runId: string }): ReactNode {
  const memory = useTraceSnapshot(runId, ({ memory: { bytes, capBytes, detailFromNs } }) => ({
    bytes,
    capBytes,
    detailFromNs,
  }));
  if (memory === null || memory.bytes === 0) return null;
  const { bytes, capBytes, detailFromNs } = memory;
  return (
    <span
      title="Memory of the timeline. Beyond its limit the oldest single events go, and their sums stay."
      data-testid="trace-memory"
      data-bytes={bytes}
      data-cap-bytes={capBytes}
      data-detail-from-ns={detailFromNs}
    >
      in memory <strong>{formatBytes(bytes)}</strong> of {formatBytes(capBytes)}
      {detailFromNs > 0 && (
        <>
          , every event from <strong>{formatTime(detailFromNs, 1e8)}</strong> on
        </>
      )}
    </span>
  );
}

function RunFigures({ run }: { readonly run: Run }): ReactNode {
  // The engine's own count where the trace on screen is another run's.
  const counted = useTraceSnapshot(run.id, countOf) ?? { ...run.trace, lifeNs: null };
  return (
    <>
      <Figure value={formatCount(counted.events)} unit={counted.events === 1 ? "event" : "events"} />
      <span className={counted.dropped > 0 ? styles.alarm : ""}>
        <strong>{formatCount(counted.dropped)}</strong> dropped{counted.dropped > 0 ? ": waits may be missing" : ""}
      </span>
      <TracingShare {...counted} />
      <span>
        trace <strong>{formatBytes(run.trace.bytes)}</strong>
      </span>
      <TraceMemory runId={run.id} />
      {run.parentDelayP99Ms !== null && (
        <span title="The parent's event-loop delay, 99th percentile">
          parent delay p99 <strong>{formatMs(run.parentDelayP99Ms)}</strong>
        </span>
      )}
    </>
  );
}
