import { type ReactNode, useEffect, useRef } from "react";
import { isActive, type Run } from "../../../shared/contract/models";
import { formatCount } from "../../format";
import { useRunStore } from "../../stores/run-store";
import panel from "./bottom-panel.module.css";
import styles from "./output-tab.module.css";

/** More lines than these slow the window down; the newest are shown. */
const shownLines = 1_000;

/** What the workers printed. */
export function OutputTab({ run }: { readonly run: Run }): ReactNode {
  const output = useRunStore((state) => state.outputs[run.id]);
  const scroller = useRef<HTMLDivElement>(null);
  const atEnd = useRef(true);
  const last = output?.lines.at(-1)?.sequence ?? 0;
  // biome-ignore lint/correctness/useExhaustiveDependencies: a new last line is the reason to scroll.
  useEffect(() => {
    const element = scroller.current;
    if (element !== null && atEnd.current) element.scrollTop = element.scrollHeight;
  }, [last]);
  if (output === undefined || output.lines.length === 0) {
    return (
      <p className={panel.message}>
        {isActive(run.state) ? "What the workers print stands here. Nothing so far." : "The workers printed nothing."}
      </p>
    );
  }
  const lines = output.lines.slice(-shownLines);
  const before = output.lost + output.lines.length - lines.length;
  return (
    <div
      ref={scroller}
      className={styles.lines}
      // biome-ignore lint/a11y/noNoninteractiveTabindex: a scrolling stretch must be reachable by keyboard.
      tabIndex={0}
      role="log"
      aria-label="Output"
      aria-live="off"
      onScroll={({ currentTarget }) => {
        atEnd.current = currentTarget.scrollTop + currentTarget.clientHeight >= currentTarget.scrollHeight - 4;
      }}
    >
      {before > 0 && (
        <p className={styles.line}>
          <span />
          <span />
          <span className={styles.lane}>{formatCount(before)} earlier lines are not shown.</span>
        </p>
      )}
      {lines.map((line) => (
        <p key={line.sequence} className={styles.line}>
          <span className={styles.sequence}>{line.sequence}</span>
          <span className={styles.lane} title={line.laneName}>
            {line.laneName}
          </span>
          <span className={line.stream === "stderr" ? `${styles.text} ${styles.stderr}` : styles.text}>
            {line.text}
          </span>
        </p>
      ))}
    </div>
  );
}
