import { useVirtualizer } from "@tanstack/react-virtual";
import { type ReactNode, useRef } from "react";
import styles from "./data-table.module.css";
import { HeaderCell } from "./header-cell";

export interface TableColumn {
  readonly name: string;
  readonly numeric: boolean;
  /** Digits behind the decimal point of the figure that has most of them; the points then stand in a line. */
  readonly decimals?: number;
  /** Stands beside the name, such as a column's type. */
  readonly remark?: string;
  /** Stands in the remark's place. */
  readonly control?: ReactNode;
}

export interface TableOrder {
  readonly column: number;
  readonly descending: boolean;
}

interface DataTableProps {
  readonly label: string;
  readonly columns: readonly TableColumn[];
  readonly rowCount: number;
  /** @returns What stands in a cell, as text. */
  readonly cell: (row: number, column: number) => string;
  /** @returns What is said of a cell under the pointer; undefined for its text where that is long. */
  readonly hint?: (row: number, column: number) => string | undefined;
  readonly order?: TableOrder | null;
  /** Absent: rows cannot be sorted. */
  readonly onOrder?: ((order: TableOrder | null) => void) | undefined;
  readonly testId?: string;
  /** Columns set off from the others. */
  readonly marked?: ReadonlySet<number>;
}

/** CSS pixels; the style sheet says the same. */
const rowHeight = 20;

/** A table of any length: only the rows in sight are in the document, all are counted for a screen reader. */
export function DataTable(props: DataTableProps): ReactNode {
  const { label, columns, rowCount, cell, hint, order = null, onOrder, testId, marked } = props;
  const scroller = useRef<HTMLDivElement>(null);
  const rows = useVirtualizer({
    count: rowCount,
    getScrollElement: () => scroller.current,
    estimateSize: () => rowHeight,
    overscan: 12,
    // Before the first measurement, and where nothing is laid out.
    initialRect: { width: 0, height: 60 * rowHeight },
  });
  const items = rows.getVirtualItems();
  const above = items[0]?.start ?? 0;
  const below = rows.getTotalSize() - (items.at(-1)?.end ?? 0);
  return (
    // biome-ignore lint/a11y/noNoninteractiveTabindex: a scrolling stretch must be reachable by keyboard.
    <section ref={scroller} className={styles.scroller} tabIndex={0} aria-label={label}>
      <table className={styles.table} aria-rowcount={rowCount + 1} data-testid={testId}>
        <caption className="visually-hidden">{label}</caption>
        <thead>
          <tr aria-rowindex={1}>
            {columns.map((column, index) => (
              <HeaderCell
                // biome-ignore lint/suspicious/noArrayIndexKey: names may repeat, columns do not move.
                key={index}
                column={column}
                index={index}
                order={order}
                onOrder={onOrder}
                marked={marked?.has(index) === true}
              />
            ))}
            <td className={styles.rest} />
          </tr>
        </thead>
        <tbody>
          {above > 0 && <Space height={above} />}
          {items.map(({ index: row }) => (
            <tr key={row} aria-rowindex={row + 2} className={styles.row}>
              {columns.map((column, index) => {
                const text = cell(row, index);
                const look = `${column.numeric ? styles.numeric : styles.words} ${marked?.has(index) === true ? styles.marked : ""}`;
                return (
                  <td
                    // biome-ignore lint/suspicious/noArrayIndexKey: columns do not move.
                    key={index}
                    className={look}
                    title={hint?.(row, index) ?? (text.length > 24 ? text : undefined)}
                    data-lacks={lackingDigits(text, column.decimals ?? 0)}
                  >
                    {text}
                  </td>
                );
              })}
              <td className={styles.rest} />
            </tr>
          ))}
          {below > 0 && <Space height={below} />}
        </tbody>
      </table>
    </section>
  );
}

/** What to add unseen behind a figure so that its decimal point stands in line; undefined for nothing. */
function lackingDigits(text: string, decimals: number): string | undefined {
  const lacking = decimals - decimalsOf(text);
  if (decimals === 0 || lacking <= 0 || text === "") return undefined;
  return `${text.includes(".") ? "" : "."}${"0".repeat(lacking)}`;
}

/** Digits behind a figure's decimal point; 0 where it has an exponent. */
export function decimalsOf(text: string): number {
  return /\.(\d+)$/.exec(text)?.[1]?.length ?? 0;
}

function Space({ height }: { readonly height: number }): ReactNode {
  return (
    <tr>
      <td style={{ height }} />
    </tr>
  );
}
