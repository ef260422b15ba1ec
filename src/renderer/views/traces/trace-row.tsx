import { X } from "lucide-react";
import type { ReactNode } from "react";
import { useActions } from "../../actions/context";
import { formatEvents, formatPercent } from "../../format";
import { useLayoutStore } from "../../stores/layout-store";
import type { OpenTrace } from "../../stores/trace-file-store";
import { TraceIcon } from "../icons";
import styles from "../side/side-bar.module.css";

/** What stands at the right of a trace: how far it is read, or how many events it has. */
export function traceOutcome({ state, bytes, file, events }: OpenTrace): string {
  if (state === "reading" && !file.isPacked) return formatPercent(bytes / Math.max(1, file.file.size));
  return state === "failed" ? "damaged" : formatEvents(events);
}

export function TraceRow({ trace }: { readonly trace: OpenTrace }): ReactNode {
  const actions = useActions();
  const shown = useLayoutStore((state) => state.page === "trace" && state.shownTraceId === trace.id);
  return (
    <li className={styles.row} data-testid="trace-row">
      <button
        type="button"
        className={styles.item}
        aria-current={shown ? "page" : undefined}
        onClick={() => actions.traces.show(trace.id)}
        title={trace.name}
      >
        <TraceIcon />
        <span className={styles.name}>{trace.name}</span>
        <span className={trace.state === "failed" ? styles.failed : styles.figure}>{traceOutcome(trace)}</span>
      </button>
      <button
        type="button"
        className={styles.remove}
        aria-label={`Remove ${trace.name} from the list`}
        title="Remove from the list"
        onClick={() => actions.traces.remove(trace.id)}
      >
        <X size={14} strokeWidth={1.5} aria-hidden />
      </button>
    </li>
  );
}
