import { GitCompareArrows } from "lucide-react";
import type { ReactNode } from "react";
import { isSeriesActive, type Series } from "../../../shared/contract/series";
import { useActions } from "../../actions/context";
import { useLayoutStore } from "../../stores/layout-store";
import styles from "./side-bar.module.css";

const kindWords = { compare: "All modes", sweep: "Sweep", twins: "Twins" } as const;

/** `All modes, 4 ways`. */
export function seriesText({ kind, points }: Series): string {
  return `${kindWords[kind]}, ${points.length} ways`;
}

/** What stands at the right of it: how far it is, how it ended, or how much faster the best is. */
export function seriesOutcome(series: Series): string {
  const { state, done, total, best, points } = series;
  if (isSeriesActive(series)) return state === "stopping" ? "stopping" : `${done} of ${total}`;
  const speedup = best === null ? undefined : points[best]?.figures?.speedup;
  return state !== "done" || speedup === undefined ? state : `${speedup.toFixed(2)}×`;
}

export function SeriesRow({ series }: { readonly series: Series }): ReactNode {
  const actions = useActions();
  const shown = useLayoutStore((state) => state.page === "series" && state.shownSeriesId === series.id);
  const active = isSeriesActive(series);
  return (
    <li className={styles.row}>
      <button
        type="button"
        className={`${styles.item} ${styles.run}`}
        aria-current={shown ? "page" : undefined}
        onClick={() => actions.series.show(series.id)}
        title={`${series.title}: ${seriesText(series)}, ${seriesOutcome(series)}`}
        data-testid="series-row"
      >
        <span className={styles.number}>
          <GitCompareArrows size={12} strokeWidth={1.5} aria-hidden />
        </span>
        <span className={styles.name}>{series.title}</span>
        <span className={active ? styles.live : series.state === "failed" ? styles.failed : styles.figure}>
          {seriesOutcome(series)}
        </span>
        <span className={styles.below}>{seriesText(series)}</span>
        {active && (
          <span className={styles.track} aria-hidden="true">
            <span className={styles.fill} style={{ width: `${(series.done / series.total) * 100}%` }} />
          </span>
        )}
      </button>
    </li>
  );
}
