import type { ReactNode } from "react";
import { isActive, type Run } from "../../../shared/contract/models";
import type { CategoryName } from "../../../shared/trace/records";
import { useActions } from "../../actions/context";
import swatches from "../../components/swatch.module.css";
import { formatMs, modeWords, progressFraction, stateWords } from "../../format";
import { useLayoutStore } from "../../stores/layout-store";
import { useTraceViewStore } from "../../stores/trace-view-store";
import styles from "./side-bar.module.css";

/** A run's mode and workers, such as `Processes, 6 workers`. */
export function settingsText({ settings }: Pick<Run, "settings">): string {
  if (settings === null) return "Program";
  const mode = modeWords[settings.mode];
  if (settings.mode === "sequential") return mode;
  return `${mode}, ${settings.workers} ${settings.workers === 1 ? "worker" : "workers"}`;
}

/** What stands at the right of a run: its time, or how it ended. */
export function runOutcome(run: Run): string {
  if (isActive(run.state)) return run.state === "running" ? "live" : stateWords[run.state].toLowerCase();
  return run.state === "done" ? formatMs(run.wallMs) : stateWords[run.state].toLowerCase();
}

export function RunRow({ run }: { readonly run: Run }): ReactNode {
  const actions = useActions();
  const shown = useLayoutStore((state) => state.page === "run" && state.shownRunId === run.id);
  const active = isActive(run.state);
  const look = active ? styles.live : run.state === "failed" ? styles.failed : styles.figure;
  const gone = run.isKept ? "" : ", no longer kept";
  const detail = `Run ${run.number}: ${run.title}, ${settingsText(run)}, ${runOutcome(run)}${gone}`;
  return (
    <li className={styles.row}>
      <button
        type="button"
        className={`${styles.item} ${styles.run}`}
        aria-current={shown ? "page" : undefined}
        onClick={() => actions.runs.show(run.id)}
        title={run.dataset === null ? detail : `${detail}, ${run.dataset.name}`}
      >
        <span className={styles.number}>{run.number}</span>
        <span className={styles.name}>{run.title}</span>
        <span className={look}>{runOutcome(run)}</span>
        <span className={styles.below}>{run.isKept ? settingsText(run) : "no longer kept"}</span>
        {active ? (
          <span className={styles.track} aria-hidden="true">
            <span className={styles.fill} style={{ width: `${progressFraction(run) * 100}%` }} />
          </span>
        ) : (
          <RunShares runId={run.id} />
        )}
      </button>
    </li>
  );
}

/** From work to waits; idle time stays empty. */
const shownShares: readonly CategoryName[] = [
  "compute",
  "serialize",
  "deserialize",
  "startStop",
  "failed",
  "dataWait",
  "lockWait",
];

/** Where the time of a run's workers went, as one bar; the panel below the timeline has the figures. */
function RunShares({ runId }: { readonly runId: string }): ReactNode {
  const whole = useTraceViewStore((state) => state.wholes[runId]);
  const workers = whole?.lanes.filter(({ kind }) => kind === "worker") ?? [];
  const nsOf = (category: CategoryName): number => workers.reduce((sum, { shares }) => sum + shares[category], 0);
  const all = workers.reduce((sum, { shares }) => sum + Object.values(shares).reduce((a, b) => a + b, 0), 0);
  if (all === 0) return null;
  return (
    <span className={styles.shares} aria-hidden="true">
      {shownShares.map((category) => (
        <span
          key={category}
          className={`${styles.share} ${swatches[category]}`}
          style={{ width: `${(nsOf(category) / all) * 100}%` }}
        />
      ))}
    </span>
  );
}
