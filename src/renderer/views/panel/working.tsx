import type { ReactNode } from "react";
import { Button } from "../../components/button";
import { formatPercent } from "../../format";
import styles from "./working.module.css";

interface WorkingProps {
  /** What is done, such as `Sorting`. */
  readonly label: string;
  /** 0 to 1, null while nothing is done. */
  readonly progress: number | null;
  /** Whether to say nothing while it goes on: what is shown meanwhile is good enough. */
  readonly quiet?: boolean;
  readonly isCancelled: boolean;
  readonly onCancel: () => void;
  readonly onAgain: () => void;
}

/** How far a long question is; it can be given up, and asked again. */
export function Working({ label, progress, quiet = false, isCancelled, onCancel, onAgain }: WorkingProps): ReactNode {
  if (isCancelled) {
    return (
      <span className={styles.working}>
        Given up.
        <Button look="quiet" onClick={onAgain}>
          Start again
        </Button>
      </span>
    );
  }
  if (progress === null || quiet) return null;
  return (
    <span className={styles.working}>
      <progress className={styles.bar} max={1} value={progress} aria-label={label} />
      {label}, {formatPercent(progress)}
      <Button look="quiet" onClick={onCancel}>
        Cancel
      </Button>
    </span>
  );
}
