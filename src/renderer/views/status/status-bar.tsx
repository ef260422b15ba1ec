import { type ReactNode, useEffect, useState } from "react";
import { isActive, type Run } from "../../../shared/contract/models";
import { categoryWords, Swatch } from "../../components/swatch";
import { formatBytes, formatCount, formatMs, formatPercent, progressFraction, stateWords } from "../../format";
import { useAppStore } from "../../stores/app-store";
import { useLayoutStore } from "../../stores/layout-store";
import { activeRun, useRunStore } from "../../stores/run-store";
import { useTraceViewStore } from "../../stores/trace-view-store";
import { legend } from "./legend";
import styles from "./status-bar.module.css";

/** How things stand, in one line. */
export function StatusBar(): ReactNode {
  const page = useLayoutStore((state) => state.page);
  const shownRunId = useLayoutStore((state) => state.shownRunId);
  const { info, connected, ready } = useAppStore();
  const run = useRunStore((state) =>
    page === "run" ? state.runs.find(({ id }) => id === shownRunId) : activeRun(state.runs),
  );
  return (
    <footer className={styles.bar}>
      <State run={run} connected={connected} ready={ready} />
      {run !== undefined && <RunFigures run={run} />}
      {run === undefined && info !== null && (
        <>
          <Figure value={formatCount(info.processors)} unit={info.processors === 1 ? "processor" : "processors"} />
          <span>
            shared memory <strong>{info.sharedMemory}</strong>
          </span>
        </>
      )}
      <span className={styles.space} />
      {page === "run" ? <Legend /> : info !== null && <span>Lanescope {info.version}</span>}
    </footer>
  );
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

function Figure({ value, unit }: { readonly value: string; readonly unit: string }): ReactNode {
  return (
    <span>
      <strong>{value}</strong> {unit}
    </span>
  );
}

/** Milliseconds between looks at a trace that grows all the time. */
const countEveryMs = 250;

function RunFigures({ run }: { readonly run: Run }): ReactNode {
  const counted = useTraceCounts(run);
  return (
    <>
      <Figure value={formatCount(counted.events)} unit="events" />
      <span className={counted.dropped > 0 ? styles.alarm : ""}>
        <strong>{formatCount(counted.dropped)}</strong> dropped{counted.dropped > 0 ? ": waits may be missing" : ""}
      </span>
      <span>
        trace <strong>{formatBytes(run.trace.bytes)}</strong>
      </span>
      {run.parentDelayP99Ms !== null && (
        <span title="The parent's event-loop delay, 99th percentile">
          parent delay p99 <strong>{formatMs(run.parentDelayP99Ms)}</strong>
        </span>
      )}
    </>
  );
}

/** Events and drops of the trace on screen, a few times a second; the engine's own count where it is not there. */
function useTraceCounts(run: Run): { readonly events: number; readonly dropped: number } {
  const mine = useTraceViewStore((state) => state.runId === run.id);
  const [counts, setCounts] = useState({ events: 0, dropped: 0 });
  useEffect(() => {
    if (!mine) return;
    const count = (): void => {
      const { store } = useTraceViewStore.getState();
      const [events, dropped] = [store?.eventCount ?? 0, store?.droppedCount ?? 0];
      setCounts((now) => (now.events === events && now.dropped === dropped ? now : { events, dropped }));
    };
    count();
    const timer = setInterval(count, countEveryMs);
    return () => clearInterval(timer);
  }, [mine]);
  return mine ? counts : run.trace;
}

function Legend(): ReactNode {
  return (
    <ul className={styles.legend} aria-label="Colours and patterns">
      {legend.map((category) => (
        <li key={category} className={styles.legendItem}>
          <Swatch category={category} />
          {categoryWords[category]}
        </li>
      ))}
    </ul>
  );
}
