import type { ReactNode } from "react";
import { Bar } from "../../components/bar";
import { Swatch, type SwatchKind } from "../../components/swatch";
import { formatShare } from "../../format";
import { formatDurationLike } from "../../timeline/format";
import styles from "./bottom-panel.module.css";

interface ShareRow {
  readonly name: string;
  readonly category: SwatchKind;
  /** Nanoseconds. */
  readonly ns: number;
  readonly note: string;
}

interface SharesTableProps {
  readonly title: string;
  readonly noteTitle: string;
  readonly rows: readonly ShareRow[];
  /** What the rows add up to. */
  readonly total: string;
  readonly testId: string;
}

/** How a stretch of time divides, row by row; the rows add up to all of it. */
export function SharesTable({ title, noteTitle, rows, total, testId }: SharesTableProps): ReactNode {
  const sum = rows.reduce((all, { ns }) => all + ns, 0);
  const most = rows.reduce((largest, { ns }) => Math.max(largest, ns), 1);
  return (
    // biome-ignore lint/a11y/noNoninteractiveTabindex: a scrolling stretch must be reachable by keyboard.
    <section className={`${styles.main} ${styles.scroll}`} tabIndex={0} aria-label={title}>
      <table className={styles.grid} data-testid={testId}>
        <thead>
          <tr>
            <th scope="col">{title}</th>
            <th scope="col" className={styles.right}>
              Time
            </th>
            <th scope="col" className={styles.right}>
              Share
            </th>
            <th scope="col" className={styles.bars}>
              <span className="visually-hidden">Bar</span>
            </th>
            <th scope="col" className={styles.wide}>
              {noteTitle}
            </th>
          </tr>
        </thead>
        <tbody>
          {rows.map(({ name, category, ns, note }) => (
            <tr key={name}>
              <td>
                <span className={styles.cellIcon}>
                  <Swatch category={category} />
                  {name}
                </span>
              </td>
              <td className={styles.right}>{formatDurationLike(ns, sum)}</td>
              <td className={styles.right}>{formatShare(ns / sum)}</td>
              <td className={styles.bars}>
                <Bar category={category} share={ns / most} />
              </td>
              <td className={`${styles.wide} ${styles.meaning}`}>{note}</td>
            </tr>
          ))}
        </tbody>
        {sum > 0 && (
          <tfoot>
            <tr>
              <th scope="row">{total}</th>
              <td className={styles.right}>{formatDurationLike(sum, sum)}</td>
              <td className={styles.right}>{formatShare(1)}</td>
              <td className={styles.bars} />
              <td className={styles.wide} />
            </tr>
          </tfoot>
        )}
      </table>
    </section>
  );
}
