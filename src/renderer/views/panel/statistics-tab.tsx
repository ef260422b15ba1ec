import { type ReactNode, useMemo, useState } from "react";
import { currentTimeline } from "../../commands/current-timeline";
import { Choice } from "../../components/choice";
import type { TableOrder } from "../../components/data-table";
import { Grid, type GridColumn, type RowRange } from "../../components/grid/grid";
import { Swatch } from "../../components/swatch";
import { type CsvCell, csvLine } from "../../csv";
import { formatCount } from "../../format";
import { useSearchStore } from "../../stores/search-store";
import { useTraceViewStore } from "../../stores/trace-view-store";
import type { GroupFigures, Grouping } from "../../timeline";
import { formatDuration, formatPlace } from "../../timeline/format";
import styles from "./bottom-panel.module.css";
import { CsvButtons } from "./panel-tools";
import { useStatistics, wholeRun } from "./use-statistics";
import { Working } from "./working";

interface Column extends GridColumn {
  /** What stands in a CSV file, durations in nanoseconds, and what the rows are sorted by. */
  readonly csvName: string;
  readonly value: (row: GroupFigures) => number | string;
}

const laneColumn: Column = {
  name: "Lane",
  csvName: "lane",
  numeric: false,
  width: 130,
  value: ({ laneName }) => laneName,
};
const nameColumn: Column = { name: "Name", csvName: "name", numeric: false, width: 220, value: ({ name }) => name };
const figureColumns: readonly Column[] = [
  { name: "Sum", csvName: "sum, ns", numeric: true, width: 92, value: ({ sumNs }) => sumNs },
  { name: "Self", csvName: "self, ns", numeric: true, width: 92, value: ({ selfNs }) => selfNs },
  { name: "Count", csvName: "count", numeric: true, width: 84, value: ({ count }) => count },
  { name: "Mean", csvName: "mean, ns", numeric: true, width: 84, value: ({ meanNs }) => meanNs },
  { name: "p50", csvName: "p50, ns", numeric: true, width: 84, value: ({ p50Ns }) => p50Ns },
  { name: "p95", csvName: "p95, ns", numeric: true, width: 84, value: ({ p95Ns }) => p95Ns },
  { name: "Max", csvName: "max, ns", numeric: true, width: 84, value: ({ maxNs }) => maxNs },
];
const columnsOf: Readonly<Record<Grouping, readonly Column[]>> = {
  name: [nameColumn, ...figureColumns],
  "lane-name": [laneColumn, nameColumn, ...figureColumns],
  lane: [laneColumn, ...figureColumns],
};

const groupings = [
  { value: "name", label: "Name", hint: "over all lanes" },
  { value: "lane-name", label: "Lane and name", hint: "" },
  { value: "lane", label: "Lane", hint: "its outermost slices" },
] as const;

interface StatisticsTabProps {
  /** Of the trace on screen. */
  readonly traceId: string;
  /** What all of it is called. */
  readonly whole: string;
  /** Under which the table is saved, without an ending. */
  readonly fileName: string;
}

/** Figures of the slices in the selected range, of those of the whole run where none is selected. */
export function StatisticsTab({ traceId, fileName, whole }: StatisticsTabProps): ReactNode {
  const store = useTraceViewStore((state) => (state.runId === traceId ? state.store : null));
  const selection = useTraceViewStore((state) => (state.runId === traceId ? state.selection : null));
  const range = selection?.kind === "range" ? selection.range : wholeRun;
  const [grouping, setGrouping] = useState<Grouping>("name");
  const { result, isCurrent, progress, isCancelled, cancel, again } = useStatistics(store, range, grouping);
  const figures = isCurrent ? result : null;
  const words =
    range === wholeRun
      ? whole
      : `${formatDuration(range.toNs - range.fromNs)} selected, from ${formatPlace(range.fromNs, range.toNs - range.fromNs)}`;
  return (
    <div className={styles.stack}>
      <div className={styles.strip}>
        <span className={styles.stripTitle} data-testid="statistics-range">
          {words}
        </span>
        <Choice
          label="Per"
          narrow
          options={groupings}
          value={grouping}
          onChange={(value) => setGrouping(groupings.find((one) => one.value === value)?.value ?? "name")}
          testId="statistics-grouping"
        />
        <Working
          label="Reckoning"
          progress={progress}
          // What is renewed a few seconds later is not worth a word.
          quiet={figures !== null}
          isCancelled={isCancelled}
          onCancel={cancel}
          onAgain={again}
        />
      </div>
      <div className={styles.main}>
        {figures !== null && <FiguresTable fileName={fileName} figures={figures} grouping={grouping} />}
      </div>
    </div>
  );
}

interface FiguresTableProps {
  readonly fileName: string;
  readonly figures: readonly GroupFigures[];
  readonly grouping: Grouping;
}

function FiguresTable({ fileName, figures, grouping }: FiguresTableProps): ReactNode {
  const [order, setOrder] = useState<{ readonly name: string; readonly descending: boolean } | null>({
    name: "Sum",
    descending: true,
  });
  const [active, setActive] = useState<string | null>(null);
  const [chosen, setChosen] = useState<RowRange | null>(null);
  const columns = columnsOf[grouping];
  const rows = useMemo(() => sorted(figures, columns, order), [figures, columns, order]);
  // By name: another grouping has other columns, and renewed figures another order.
  const shownOrder = columns.findIndex(({ name }) => name === order?.name);
  const tableOrder: TableOrder | null =
    order === null || shownOrder < 0 ? null : { column: shownOrder, descending: order.descending };
  const activeRow = active === null ? -1 : rows.findIndex((row) => keyOf(row) === active);
  const csv = (from: number, to: number): string =>
    csvLine(columns.map(({ csvName }) => csvName)) +
    rows
      .slice(from, to + 1)
      .map((row) => csvLine(columns.map(({ value }): CsvCell => value(row))))
      .join("");
  if (rows.length === 0) return <p className={styles.message}>No slices here.</p>;
  return (
    <>
      <CsvButtons fileName={fileName} rowCount={rows.length} csv={() => csv(0, rows.length - 1)} />
      <Grid
        label="Statistics"
        testId="statistics-table"
        columns={columns}
        rowCount={rows.length}
        cell={(row, column) => <Cell row={rows[row]!} column={columns[column]!} />}
        active={activeRow}
        chosen={activeRow < 0 || chosen === null ? null : chosen}
        onActive={(row, range) => {
          setActive(keyOf(rows[row]!));
          setChosen(range);
          light(rows[row]!);
        }}
        onOpen={(row) => currentTimeline()?.goTo(rows[row]!.longest)}
        order={tableOrder}
        onOrder={(next) => {
          setChosen(null);
          setOrder(next === null ? null : { name: columns[next.column]!.name, descending: next.descending });
        }}
        csv={({ from, to }) => csv(from, to)}
      />
    </>
  );
}

function keyOf({ laneId, name, category }: GroupFigures): string {
  return `${laneId} ${category} ${name}`;
}

function Cell({ row, column }: { readonly row: GroupFigures; readonly column: Column }): ReactNode {
  const value = column.value(row);
  if (column === nameColumn && row.category !== null) {
    return (
      <span className={styles.cellIcon}>
        <Swatch category={row.category} />
        <span className={styles.cut} title={row.name}>
          {row.name}
        </span>
      </span>
    );
  }
  if (typeof value === "string") return value;
  return column.csvName === "count" ? formatCount(value) : formatDuration(value);
}

const collator = new Intl.Collator("en", { numeric: true });

function sorted(
  figures: readonly GroupFigures[],
  columns: readonly Column[],
  order: { readonly name: string; readonly descending: boolean } | null,
): readonly GroupFigures[] {
  const column = columns.find(({ name }) => name === order?.name);
  if (column === undefined || order === null) return figures;
  const sign = order.descending ? -1 : 1;
  return [...figures].sort((a, b) => {
    const [left, right] = [column.value(a), column.value(b)];
    if (typeof left === "number" && typeof right === "number") return sign * (left - right);
    return sign * collator.compare(String(left), String(right));
  });
}

/** Lights the slices of a group on the timeline. */
function light({ laneId, name, category }: GroupFigures): void {
  if (laneId !== null) currentTimeline()?.showLane(laneId);
  if (category === null) return;
  const isChunk = category === "task" && name === "chunk";
  const text = isChunk ? "^chunk( \\d+)?$" : `^${name.replaceAll(/[\\^$.*+?()[\]{}|/]/g, "\\$&")}$`;
  // The keyboard stays with the table.
  useSearchStore.setState({ open: true, asked: 0, text, regex: true, matchCase: true });
}
