import { GitCompareArrows, Play } from "lucide-react";
import type { ReactNode } from "react";
import type { Twin } from "../../../shared/twins";
import { useActions } from "../../actions/context";
import { Button } from "../../components/button";
import { activeRun, useRunStore } from "../../stores/run-store";
import styles from "./catalogue-page.module.css";
import { Topics } from "./topics";

/** Two runs that differ in one thing: one press runs both, and shows them under each other. */
export function TwinRow({ twin }: { readonly twin: Twin }): ReactNode {
  const actions = useActions();
  const busy = useRunStore((state) => activeRun(state.runs) !== undefined);
  const { id, title, teaches, topics, runs } = twin;
  return (
    <li className={styles.row} data-testid="twin-row">
      <span className={styles.icon}>
        <GitCompareArrows size={16} strokeWidth={1.5} aria-hidden />
      </span>
      <div className={styles.about}>
        <h3 className={styles.name}>
          <button
            type="button"
            className={styles.choose}
            disabled={busy}
            title={busy ? "Another run is at work" : "Run both"}
            onClick={() => void actions.series.runTwins(id)}
            data-row=""
          >
            {title}
          </button>
        </h3>
        <p className={styles.lesson}>{teaches}</p>
      </div>
      <div className={styles.side}>
        <p>
          {runs[0].name}, {runs[1].name}
        </p>
        <Topics topics={topics} />
      </div>
      <div className={styles.run}>
        <Button
          look="outline"
          disabled={busy}
          onClick={() => void actions.series.runTwins(id)}
          aria-label={`Run both: ${title}`}
        >
          <Play size={12} strokeWidth={1.5} fill="currentColor" aria-hidden />
          Run both
        </Button>
      </div>
    </li>
  );
}
