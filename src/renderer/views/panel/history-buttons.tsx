import { ArrowLeft, ArrowRight } from "lucide-react";
import type { ReactNode } from "react";
import { IconButton } from "../../components/button";
import { useTraceViewStore } from "../../stores/trace-view-store";
import { currentTimeline } from "../run/timeline-commands";
import styles from "./wait-story.module.css";

/** Back to the slice that was selected before, and forward again. */
export function HistoryButtons(): ReactNode {
  const { back, forward } = useTraceViewStore((state) => state.history);
  return (
    <div className={styles.history}>
      <IconButton
        label="Back to the slice before"
        keys="["
        disabled={!back}
        onClick={() => currentTimeline()?.goThroughHistory(-1)}
      >
        <ArrowLeft size={14} strokeWidth={1.5} aria-hidden />
      </IconButton>
      <IconButton
        label="Forward again"
        keys="]"
        disabled={!forward}
        onClick={() => currentTimeline()?.goThroughHistory(1)}
      >
        <ArrowRight size={14} strokeWidth={1.5} aria-hidden />
      </IconButton>
    </div>
  );
}
