import { ChevronRight } from "lucide-react";
import { type KeyboardEvent, type MouseEvent, type ReactNode, useEffect, useId, useRef } from "react";
import type { TableColumn, TableOrder } from "../data-table";
import { HeaderCell } from "../header-cell";
import styles from "./grid.module.css";
import { useGridScroll } from "./use-grid-scroll";

export interface GridColumn extends TableColumn {
  /** CSS pixels; the columns share what is left over in this proportion. */
  readonly width: number;
}

/** Rows below others. */
interface TreeRow {
  /** From 1. */
  readonly level: number;
  /** Null where a row has none below it. */
  readonly open: boolean | null;
}

/** Rows `from`..`to`, both included. */
export interface RowRange {
  readonly from: number;
  readonly to: number;
}

interface GridProps {
  readonly label: string;
  readonly testId: string;
  readonly columns: readonly GridColumn[];
  readonly rowCount: number;
  /** @returns What stands in a cell. */
  readonly cell: (row: number, column: number) => ReactNode;
  /** The row that has the keyboard, -1 for none. */
  readonly active: number;
  /** Another value: the active row was changed from outside, and is to be brought into sight. */
  readonly revealed?: number;
  /** Rows chosen together with it. */
  readonly chosen: RowRange | null;
  /** A row was clicked or gone to by keys. */
  readonly onActive: (row: number, chosen: RowRange) => void;
  /** A row was double-clicked, or Enter pressed on it. */
  readonly onOpen: (row: number) => void;
  readonly order?: TableOrder | null;
  readonly onOrder?: (order: TableOrder | null) => void;
  readonly tree?: (row: number) => TreeRow;
  readonly onTree?: (row: number, open: boolean) => void;
  /** @returns Rows as CSV, null where they are too many: that was told. */
  readonly csv: (rows: RowRange) => string | null;
  /** Whether a view that is at the end stays there when rows come. */
  readonly followsEnd?: boolean;
}

/** A table of any length whose rows can be gone to, chosen and copied. It is one stop of the Tab key; arrows move within. */
export function Grid(props: GridProps): ReactNode {
  const { label, testId, columns, rowCount, cell, active, chosen, order = null, onOrder, tree, onTree } = props;
  const { scroller, shown, page, onScroll, reveal } = useGridScroll(rowCount, props.followsEnd ?? false);
  const id = useId();
  const table = useRef<HTMLTableElement>(null);
  const toReveal = useRef(active);
  toReveal.current = active;
  // biome-ignore lint/correctness/useExhaustiveDependencies: `revealed` says when.
  useEffect(() => {
    if (toReveal.current >= 0) reveal(toReveal.current);
  }, [props.revealed, reveal]);

  const go = (row: number, extend: boolean): void => {
    const next = Math.max(0, Math.min(rowCount - 1, row));
    if (rowCount === 0) return;
    // The end of the choice that stays where it is.
    const anchor = chosen === null || active < 0 ? next : chosen.from === active ? chosen.to : chosen.from;
    const range = extend ? { from: Math.min(anchor, next), to: Math.max(anchor, next) } : { from: next, to: next };
    props.onActive(next, range);
    reveal(next);
  };
  const press = (event: KeyboardEvent): void => {
    if (event.target !== table.current || event.altKey) return;
    const command = event.ctrlKey || event.metaKey;
    const here = tree !== undefined && active >= 0 ? tree(active) : null;
    const steps: Readonly<Record<string, number>> = {
      ArrowDown: active + 1,
      ArrowUp: active < 0 ? 0 : active - 1,
      PageDown: active + page,
      PageUp: active - page,
      Home: 0,
      End: rowCount - 1,
    };
    const step = steps[event.key];
    if (step !== undefined) go(step, event.shiftKey);
    else if (command && event.key === "a" && rowCount > 0)
      props.onActive(Math.max(0, active), { from: 0, to: rowCount - 1 });
    else if (event.key === "Enter" && !command && active >= 0) props.onOpen(active);
    else if (event.key === "ArrowRight" && here?.open === false) onTree?.(active, true);
    else if (event.key === "ArrowLeft" && here?.open === true) onTree?.(active, false);
    else return;
    event.preventDefault();
  };
  const rowOf = (event: MouseEvent): number => {
    const element = event.target instanceof Element ? event.target.closest("tr[data-row]") : null;
    return element === null ? -1 : Number(element.getAttribute("data-row"));
  };
  const rows = Array.from({ length: Math.max(0, shown.to - shown.from) }, (_, index) => shown.from + index);
  return (
    <div ref={scroller} className={styles.scroller} onScroll={onScroll}>
      {/* biome-ignore lint/a11y/useAriaPropsSupportedByRole: the role is a grid or a treegrid, which have it. */}
      <table
        ref={table}
        className={styles.table}
        role={tree === undefined ? "grid" : "treegrid"}
        tabIndex={0}
        style={{ minWidth: columns.reduce((sum, { width }) => sum + width, 0) }}
        aria-label={label}
        aria-rowcount={rowCount + 1}
        aria-multiselectable
        aria-activedescendant={active >= shown.from && active < shown.to ? `${id}${active}` : undefined}
        data-testid={testId}
        onKeyDown={press}
        onClick={(event) => {
          const row = rowOf(event);
          if (row >= 0) go(row, event.shiftKey);
        }}
        onDoubleClick={(event) => {
          const row = rowOf(event);
          if (row >= 0) props.onOpen(row);
        }}
        onCopy={(event) => {
          if (rowCount === 0) return;
          const text = props.csv(chosen ?? { from: 0, to: rowCount - 1 });
          if (text !== null) event.clipboardData.setData("text/plain", text);
          event.preventDefault();
        }}
      >
        <colgroup>
          {columns.map((column) => (
            <col key={column.name} style={{ width: column.width }} />
          ))}
        </colgroup>
        <thead>
          <tr aria-rowindex={1}>
            {columns.map((column, index) => (
              <HeaderCell key={column.name} column={column} index={index} order={order} onOrder={onOrder} />
            ))}
          </tr>
        </thead>
        <tbody>
          {shown.above > 0 && <Space height={shown.above} />}
          {rows.map((row) => {
            const place = tree?.(row);
            const isChosen = chosen !== null && row >= chosen.from && row <= chosen.to;
            return (
              <tr
                key={row}
                id={`${id}${row}`}
                data-row={row}
                aria-rowindex={row + 2}
                aria-selected={isChosen}
                aria-level={place?.level}
                aria-expanded={place?.open ?? undefined}
                className={`${styles.row} ${isChosen ? styles.chosen : ""} ${row === active ? styles.active : ""}`}
              >
                {columns.map((column, index) => (
                  <td key={column.name} className={column.numeric ? styles.numeric : styles.words}>
                    {index === 0 && place !== undefined ? (
                      <TreeCell place={place} onToggle={() => onTree?.(row, place.open !== true)}>
                        {cell(row, index)}
                      </TreeCell>
                    ) : (
                      cell(row, index)
                    )}
                  </td>
                ))}
              </tr>
            );
          })}
          {shown.below > 0 && <Space height={shown.below} />}
        </tbody>
      </table>
    </div>
  );
}

interface TreeCellProps {
  readonly place: TreeRow;
  readonly onToggle: () => void;
  readonly children: ReactNode;
}

function TreeCell({ place, onToggle, children }: TreeCellProps): ReactNode {
  return (
    <span className={place.level > 1 ? styles.deeper : styles.branch}>
      {place.open !== null && (
        // The arrow keys do the same: it is no stop of its own.
        <span
          className={place.open ? styles.opened : styles.closed}
          aria-hidden
          onClick={(event) => {
            event.stopPropagation();
            onToggle();
          }}
          data-testid="tree-toggle"
        >
          <ChevronRight size={12} strokeWidth={1.5} />
        </span>
      )}
      {children}
    </span>
  );
}

function Space({ height }: { readonly height: number }): ReactNode {
  return (
    <tr aria-hidden>
      <td style={{ height }} />
    </tr>
  );
}
