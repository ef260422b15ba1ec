import type { ReactNode } from "react";
import type { Series } from "../../../shared/contract/series";
import { progressFraction, progressText } from "../../format";
import { useRunStore } from "../../stores/run-store";
import styles from "./series-progress.module.css";

/** How far a series is that is at work. */
export function SeriesProgress({ series }: { readonly series: Series }): ReactNode {
  const { current, done, total, points, repeats, state } = series;
  const run = useRunStore(({ runs }) => runs.find(({ id }) => id === current?.runId));
  const share = (done + (run === undefined ? 0 : progressFraction(run))) / total;
  const what =
    state === "stopping"
      ? "Stopping"
      : current === null
        ? "Starting"
        : current.repeat === 0
          ? "A first run that is not measured, so that the file is in memory"
          : `${points[current.point]!.label}${repeats === 1 ? "" : `, run ${current.repeat} of ${repeats}`}`;
  return (
    <div className={styles.progress}>
      <p className={styles.key} data-testid="series-progress">
        {done} of {total} runs
      </p>
      <div
        className={styles.track}
        role="progressbar"
        aria-label={`Progress of ${series.title}`}
        aria-valuemin={0}
        aria-valuemax={100}
        aria-valuenow={Math.floor(share * 100)}
      >
        <span className={styles.fill} style={{ width: `${share * 100}%` }} />
      </div>
      <p className={styles.now}>{what}</p>
      <p className={styles.detail}>{run === undefined ? "" : progressText(run)}</p>
      <p className={styles.detail}>
        The lanes come when all runs are over: drawing them now would disturb what is measured.
      </p>
    </div>
  );
}
