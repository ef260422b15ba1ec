import { ChevronDown, ChevronUp } from "lucide-react";
import type { ReactNode } from "react";
import type { TableColumn, TableOrder } from "./data-table";
import styles from "./data-table.module.css";

interface HeaderCellProps {
  readonly column: TableColumn;
  readonly index: number;
  readonly order: TableOrder | null;
  /** Undefined: rows cannot be sorted. */
  readonly onOrder: ((order: TableOrder | null) => void) | undefined;
  readonly marked?: boolean;
}

/** A column's name, and the button that sorts by it. */
export function HeaderCell({ column, index, order, onOrder, marked = false }: HeaderCellProps): ReactNode {
  const mine = order?.column === index ? order : null;
  const look = `${column.numeric ? styles.numeric : styles.words} ${marked ? styles.marked : ""}`;
  const sort = mine === null ? "none" : mine.descending ? "descending" : "ascending";
  // Figures are asked for from the largest, words from A; the third press gives the result's own order back.
  const next = (): TableOrder | null => {
    if (mine === null) return { column: index, descending: column.numeric };
    return mine.descending === column.numeric ? { column: index, descending: !column.numeric } : null;
  };
  const words = (
    <>
      <span className={styles.name}>{column.name}</span>
      {column.control ?? (column.remark !== undefined && <span className={styles.remark}>{column.remark}</span>)}
    </>
  );
  return (
    <th scope="col" className={look} aria-sort={onOrder === undefined ? undefined : sort} title={column.name}>
      {onOrder === undefined ? (
        words
      ) : (
        <button type="button" className={styles.sort} onClick={() => onOrder(next())}>
          {words}
          {mine !== null &&
            (mine.descending ? <ChevronDown size={12} aria-hidden /> : <ChevronUp size={12} aria-hidden />)}
        </button>
      )}
    </th>
  );
}
