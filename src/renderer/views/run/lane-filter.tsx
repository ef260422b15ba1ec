import { ListFilter, X } from "lucide-react";
import type { ReactNode } from "react";
import { formatCount } from "../../format";
import { arrangementOf, rearrange, useLaneStore } from "../../stores/lane-store";
import { withAllShown } from "../../timeline";
import styles from "./lane-tools.module.css";

/** Beside the ruler: which lanes to show, and how many there are. Below: that some are hidden. */
export function LaneFilter({ traceId }: { readonly traceId: string }): ReactNode {
  const filter = useLaneStore((state) => arrangementOf(state, traceId).filter);
  const lanes = useLaneStore((state) => state.lanes);
  if (lanes === null) return null;
  const set = (text: string): void => rearrange(traceId, (before) => ({ ...before, filter: text }));
  const active = filter.trim() !== "";
  const count = active ? `${formatCount(lanes.matching)} of ${formatCount(lanes.total)}` : formatCount(lanes.total);
  return (
    <>
      <div className={`${styles.filter} ${active ? styles.active : ""}`} style={{ width: lanes.headerWidth - 1 }}>
        <ListFilter size={14} strokeWidth={1.5} aria-hidden />
        <input
          className={styles.words}
          value={filter}
          placeholder="Filter lanes"
          aria-label="Filter lanes by name or kind"
          spellCheck={false}
          data-testid="lane-filter"
          onChange={(event) => set(event.target.value)}
          onKeyDown={(event) => {
            if (event.key !== "Escape" || filter === "") return;
            event.stopPropagation();
            set("");
          }}
        />
        <span className={styles.count} data-testid="lane-count">
          {count}
        </span>
        {active && (
          <button type="button" className={styles.clear} aria-label="Show all lanes" onClick={() => set("")}>
            <X size={14} strokeWidth={1.5} aria-hidden />
          </button>
        )}
      </div>
      {lanes.hidden > 0 && (
        <div className={styles.hiddenNote} style={{ maxWidth: lanes.headerWidth - 16 }} data-testid="hidden-lanes">
          {formatCount(lanes.hidden)} {lanes.hidden === 1 ? "lane" : "lanes"} hidden
          <button type="button" className={styles.show} onClick={() => rearrange(traceId, withAllShown)}>
            Show
          </button>
        </div>
      )}
    </>
  );
}
