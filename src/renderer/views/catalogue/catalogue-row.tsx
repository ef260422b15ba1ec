import { Play } from "lucide-react";
import type { ReactNode } from "react";
import { dataKindsOf, dataWords } from "../../../shared/contract/fit";
import type { WorkloadInfo } from "../../../shared/contract/models";
import { Button } from "../../components/button";
import { activeRun, useRunStore } from "../../stores/run-store";
import { WorkloadIcon } from "../icons";
import styles from "./catalogue-page.module.css";
import { Topics } from "./topics";

interface CatalogueRowProps {
  readonly workload: WorkloadInfo;
  readonly misfit: string | null;
  readonly onChoose: () => void;
  /** Runs it as it is; null where it has to be set up first. */
  readonly onRun: (() => void) | null;
}

/** A workload: what it does, what its timeline teaches, and why it cannot take the chosen data. */
export function CatalogueRow({ workload, misfit, onChoose, onRun }: CatalogueRowProps): ReactNode {
  const { title, summary, lesson, teaches } = workload;
  const busy = useRunStore((state) => activeRun(state.runs) !== undefined);
  const data = dataKindsOf(workload).map((kind) => dataWords[kind]);
  return (
    <li className={misfit === null ? styles.row : `${styles.row} ${styles.unfit}`} data-testid="catalogue-row">
      <span className={styles.icon}>
        <WorkloadIcon workload={workload} />
      </span>
      <div className={styles.about}>
        <h3 className={styles.name}>
          <button type="button" className={styles.choose} onClick={onChoose} data-row="">
            {title}
          </button>
        </h3>
        <p className={styles.summary}>{summary}</p>
        {misfit === null ? <p className={styles.lesson}>{lesson}</p> : <p className={styles.reason}>{misfit}</p>}
      </div>
      <div className={styles.side}>
        <p className={styles.data}>{data.join(", ")}</p>
        <Topics topics={teaches} />
      </div>
      <div className={styles.run}>
        {onRun !== null && (
          <Button look="outline" disabled={busy} onClick={onRun} aria-label={`Run ${title}`}>
            <Play size={12} strokeWidth={1.5} fill="currentColor" aria-hidden />
            Run
          </Button>
        )}
      </div>
    </li>
  );
}
