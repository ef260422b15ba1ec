import { type ReactNode, useDeferredValue, useEffect, useMemo, useRef, useState } from "react";
import { useActions } from "../../actions/context";
import { currentTimeline } from "../../commands/current-timeline";
import type { TableOrder } from "../../components/data-table";
import { Grid, type RowRange } from "../../components/grid/grid";
import { Swatch } from "../../components/swatch";
import { formatCount } from "../../format";
import { notify } from "../../notify";
import { runPortions } from "../../run-portions";
import { useEventsStore } from "../../stores/events-store";
import { useTraceViewStore } from "../../stores/trace-view-store";
import {
  type EventOrder,
  type EventTable,
  type Filter,
  type KnownTexts,
  laneTitle,
  type Portions,
  parseFilter,
  sliceCategoryName,
  sliceCategoryWords,
  type TraceStore,
} from "../../timeline";
import styles from "./bottom-panel.module.css";
import { eventColumns, eventsCsv, eventText } from "./event-columns";
import { FilterField } from "./filter-field";
import { CsvButtons } from "./panel-tools";
import { useEvents } from "./use-events";
import { Working } from "./working";

interface EventsTabProps {
  /** Of the trace on screen. */
  readonly traceId: string;
  /** Whether more may come. */
  readonly live: boolean;
  /** Under which the table is saved, without an ending. */
  readonly fileName: string;
}

/** Every slice of the run in a table, filtered and sorted; the selected one is the same as on the timeline. */
export function EventsTab({ traceId, live, fileName }: EventsTabProps): ReactNode {
  const store = useTraceViewStore((state) => (state.runId === traceId ? state.store : null));
  const { text, order } = useEventsStore();
  const typed = useDeferredValue(text);
  const parsed = useMemo(() => parseFilter(typed), [typed]);
  // While something is wrong with the filter, the one before stays.
  const understood = useRef<Filter | null>(null);
  if (parsed.ok) understood.current = parsed.filter;
  const { result, progress, isCurrent, isCancelled, cancel, again } = useEvents(store, understood.current, order, live);
  const known = useKnownTexts(store);
  return (
    <div className={styles.stack}>
      <div className={styles.strip}>
        <FilterField
          text={text}
          parsed={parsed}
          known={known}
          onChange={(next) => useEventsStore.setState({ text: next })}
        />
        {result !== null && <Count table={result} />}
        <Working
          label="Sorting"
          progress={progress}
          quiet={isCurrent}
          isCancelled={isCancelled}
          onCancel={cancel}
          onAgain={again}
        />
      </div>
      <div className={styles.main}>
        {result !== null && (
          <EventsGrid
            fileName={fileName}
            table={result}
            order={order}
            onOrder={(next) => useEventsStore.setState({ order: next })}
            live={live}
          />
        )}
      </div>
    </div>
  );
}

function Count({ table }: { readonly table: EventTable }): ReactNode {
  const { total, open } = table.events;
  const found =
    table.rowCount === total ? formatCount(total) : `${formatCount(table.rowCount)} of ${formatCount(total)}`;
  return (
    <output className={styles.stripTitle} data-testid="events-count">
      {found} {total === 1 ? "event" : "events"}
      {open > 0 && `, ${formatCount(open)} still open`}
    </output>
  );
}

function useKnownTexts(store: TraceStore | null): KnownTexts {
  const lanes = store?.lanes();
  return useMemo(
    () => ({
      category: sliceCategoryWords,
      lane:
        store === null || lanes === undefined
          ? []
          : lanes
              .filter(({ id }) => (store.track(id)?.rows ?? []).some(({ length }) => length > 0))
              .map(({ id }) => laneTitle(store, id)),
    }),
    [store, lanes],
  );
}

interface EventsGridProps {
  readonly fileName: string;
  readonly table: EventTable;
  readonly order: EventOrder;
  readonly onOrder: (order: EventOrder) => void;
  readonly live: boolean;
}

function EventsGrid({ fileName, table, order, onOrder, live }: EventsGridProps): ReactNode {
  const { runs } = useActions();
  const selection = useTraceViewStore((state) => state.selection);
  const ref = selection?.kind === "slice" ? selection.ref : null;
  const active = useMemo(() => (ref === null ? -1 : table.rowOf(ref)), [table, ref]);
  const [chosen, setChosen] = useState<RowRange | null>(null);
  // What was selected elsewhere is brought into sight; what was chosen here is there already.
  const own = useRef(-1);
  const [revealed, setRevealed] = useState(0);
  useEffect(() => {
    if (active < 0 || active === own.current) return;
    own.current = active;
    setChosen({ from: active, to: active });
    setRevealed((count) => count + 1);
  }, [active]);
  // Other rows stand at other places.
  // biome-ignore lint/correctness/useExhaustiveDependencies: another table is the reason.
  useEffect(() => setChosen(null), [order, table.events.store]);
  const column = eventColumns.findIndex(({ field }) => field === order.field);
  const last = table.rowCount - 1;
  return (
    <>
      <CsvButtons
        fileName={fileName}
        rowCount={table.rowCount}
        csv={(purpose) => {
          if (isTooMuch(table.rowCount, purpose)) return null;
          if (purpose === "copy") return atOnce(eventsCsv(table, 0, last));
          runPortions(eventsCsv(table, 0, last), {
            onProgress: () => undefined,
            onDone: (csv) => {
              void runs.saveText({ name: `${fileName}.csv`, mediaType: "text/csv", text: csv }, "The table");
            },
          });
          return null;
        }}
      />
      <Grid
        label="Events"
        testId="events-table"
        columns={eventColumns}
        rowCount={table.rowCount}
        cell={(row, index) => <Cell table={table} row={row} column={index} />}
        active={active}
        revealed={revealed}
        chosen={chosen ?? (active < 0 ? null : { from: active, to: active })}
        onActive={(row, range) => {
          own.current = row;
          setChosen(range);
          currentTimeline()?.goTo(table.refAt(row));
        }}
        onOpen={() => {
          currentTimeline()?.perform("showSelection");
        }}
        order={{ column, descending: order.descending }}
        onOrder={(next: TableOrder | null) => {
          const field = next === null ? null : eventColumns[next.column];
          onOrder(
            next === null || field === null || field === undefined
              ? { field: "time", descending: false }
              : { field: field.field, descending: next.descending },
          );
        }}
        followsEnd={live && order.field === "time" && !order.descending}
        csv={({ from, to }) => (isTooMuch(to - from + 1, "copy") ? null : atOnce(eventsCsv(table, from, to)))}
      />
    </>
  );
}

function Cell({
  table,
  row,
  column,
}: {
  readonly table: EventTable;
  readonly row: number;
  readonly column: number;
}): ReactNode {
  const { field } = eventColumns[column]!;
  const text = eventText(table, row, field);
  if (field !== "name") return text;
  const { segment, index } = table.at(row);
  return (
    <span className={styles.cellIcon}>
      <Swatch category={sliceCategoryName(segment.slices, index)} />
      <span className={styles.cut} title={text}>
        {text}
      </span>
    </span>
  );
}

/** More rows than these would block the window while they are copied, or take more memory than there is. */
const mostRows = { copy: 100_000, save: 2_000_000 } as const;

/** Whether rows are too many; then says so. */
function isTooMuch(count: number, purpose: "copy" | "save"): boolean {
  const most = mostRows[purpose];
  if (count <= most) return false;
  const instead = purpose === "copy" ? "Save them as CSV, or filter them first." : "Filter them first.";
  notify(`${formatCount(count)} events are too many to ${purpose}`, `At most ${formatCount(most)} at once. ${instead}`);
  return true;
}

function atOnce<Result>(portions: Portions<Result>): Result {
  for (;;) {
    const step = portions.next();
    if (step.done === true) return step.value;
  }
}
