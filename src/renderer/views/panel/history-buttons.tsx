import { ArrowLeft, ArrowRight } from "lucide-react";
import type { ReactNode } from "react";
import { currentTimeline } from "../../commands/current-timeline";
import { useKeyOf } from "../../commands/registry";
import { IconButton } from "../../components/button";
import { useTraceViewStore } from "../../stores/trace-view-store";
import styles from "./wait-story.module.css";

/** Back to the slice that was selected before, and forward again. */
export function HistoryButtons(): ReactNode {
  const { back, forward } = useTraceViewStore((state) => state.history);
  const backKeys = useKeyOf("timeline.selectionBack");
  const forwardKeys = useKeyOf("timeline.selectionForward");
  return (
    <div className={styles.history}>
      <IconButton
        label="Back to the slice before"
        keys={backKeys}
        disabled={!back}
        onClick={() => currentTimeline()?.perform("selectionBack")}
      >
        <ArrowLeft size={14} strokeWidth={1.5} aria-hidden />
      </IconButton>
      <IconButton
        label="Forward again"
        keys={forwardKeys}
        disabled={!forward}
        onClick={() => currentTimeline()?.perform("selectionForward")}
      >
        <ArrowRight size={14} strokeWidth={1.5} aria-hidden />
      </IconButton>
    </div>
  );
}
