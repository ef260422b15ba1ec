import { type ReactNode, useMemo, useState } from "react";
import type { Run } from "../../../shared/contract/models";
import { currentTimeline } from "../../commands/current-timeline";
import type { TableOrder } from "../../components/data-table";
import { Grid, type GridColumn, type RowRange } from "../../components/grid/grid";
import { WorkerBar, WorkerSwatch } from "../../components/worker-bar";
import { csvLine } from "../../csv";
import { formatCount } from "../../format";
import { type LockRow, type LockUse, lockTable, type TraceStore } from "../../timeline";
import { formatDurationLike, formatShare } from "../../timeline/format";
import { useTraceSnapshot } from "../run/use-trace-snapshot";
import styles from "./bottom-panel.module.css";
import { CsvButtons } from "./panel-tools";

interface Column extends GridColumn {
  /** What stands in a CSV file, durations in nanoseconds, and what the rows are sorted by. */
  readonly csvName: string;
  readonly value: (use: LockUse) => number;
  readonly kind: "duration" | "count" | "share";
}

const columns: readonly Column[] = [
  {
    name: "Total wait",
    csvName: "total wait, ns",
    numeric: true,
    width: 88,
    kind: "duration",
    value: ({ waitNs }) => waitNs,
  },
  {
    name: "Taken",
    csvName: "acquisitions",
    numeric: true,
    width: 72,
    kind: "count",
    value: ({ acquisitions }) => acquisitions,
  },
  {
    name: "Contended",
    csvName: "contended share",
    numeric: true,
    width: 84,
    kind: "share",
    value: ({ contendedShare }) => contendedShare ?? Number.NaN,
  },
  {
    name: "Mean wait",
    csvName: "mean wait, ns",
    numeric: true,
    width: 88,
    kind: "duration",
    value: ({ meanWaitNs }) => meanWaitNs,
  },
  {
    name: "Max wait",
    csvName: "max wait, ns",
    numeric: true,
    width: 84,
    kind: "duration",
    value: ({ longestWaitNs }) => longestWaitNs,
  },
  {
    name: "Mean hold",
    csvName: "mean hold, ns",
    numeric: true,
    width: 88,
    kind: "duration",
    value: ({ meanHoldNs }) => meanHoldNs,
  },
  {
    name: "Max hold",
    csvName: "max hold, ns",
    numeric: true,
    width: 84,
    kind: "duration",
    value: ({ longestHoldNs }) => longestHoldNs,
  },
  {
    name: "Total hold",
    csvName: "total hold, ns",
    numeric: true,
    width: 88,
    kind: "duration",
    value: ({ holdNs }) => holdNs,
  },
];
const gridColumns: readonly GridColumn[] = [
  { name: "Lock", numeric: false, width: 190 },
  ...columns,
  { name: "Share of the hold", numeric: false, width: 190 },
];

/** A lock, or one that used it. */
interface Line {
  readonly lock: LockRow;
  /** Null: the lock itself. */
  readonly user: LockUse | null;
}

/** How long each lock was waited for and held, and by whom. */
export function LocksTab({ run }: { readonly run: Run }): ReactNode {
  const table = useTraceSnapshot(run.id, readTable);
  const [order, setOrder] = useState<TableOrder | null>({ column: 1, descending: true });
  const [open, setOpen] = useState<ReadonlySet<number>>(new Set());
  const [active, setActive] = useState(-1);
  const [chosen, setChosen] = useState<RowRange | null>(null);
  const locks = useMemo(() => sorted(table ?? [], order), [table, order]);
  const lines = useMemo(
    () =>
      locks.flatMap((lock): Line[] => [
        { lock, user: null },
        ...(open.has(lock.laneId) ? lock.users.map((user) => ({ lock, user })) : []),
      ]),
    [locks, open],
  );
  if (table === null) return <p className={styles.message}>Reading the trace…</p>;
  const largest = columns.map(({ value }) => locks.reduce((most, lock) => Math.max(most, value(lock)), 0));
  const csv = (from: number, to: number): string => csvOf(lines.slice(from, to + 1));
  return (
    <>
      <CsvButtons
        fileName={`run-${run.number}-locks`}
        rowCount={lines.length}
        csv={() =>
          csvOf(locks.flatMap((lock) => [{ lock, user: null }, ...lock.users.map((user) => ({ lock, user }))]))
        }
      />
      <Grid
        label="Locks"
        testId="locks-table"
        columns={gridColumns}
        rowCount={lines.length}
        cell={(row, column) => <Cell line={lines[row]!} column={column} largest={largest} />}
        active={active}
        chosen={chosen}
        onActive={(row, range) => {
          setActive(row);
          setChosen(range);
          currentTimeline()?.showLane(lines[row]!.lock.laneId);
        }}
        onOpen={() => currentTimeline()?.focus()}
        order={order}
        onOrder={setOrder}
        tree={(row) => {
          const { lock, user } = lines[row]!;
          return user === null ? { level: 1, open: open.has(lock.laneId) } : { level: 2, open: null };
        }}
        onTree={(row, opened) => {
          const next = new Set(open);
          if (opened) next.add(lines[row]!.lock.laneId);
          else next.delete(lines[row]!.lock.laneId);
          setOpen(next);
        }}
        csv={({ from, to }) => csv(from, to)}
      />
    </>
  );
}

function readTable(store: TraceStore): readonly LockRow[] {
  return lockTable(store, store.endNs);
}

function sorted(locks: readonly LockRow[], order: TableOrder | null): readonly LockRow[] {
  if (order === null) return locks;
  const sign = order.descending ? -1 : 1;
  const column = columns[order.column - 1];
  return [...locks].sort((a, b) => {
    if (column === undefined) return sign * a.name.localeCompare(b.name, "en", { numeric: true });
    const [left, right] = [column.value(a), column.value(b)];
    // What is not known comes last either way.
    if (Number.isNaN(left) || Number.isNaN(right)) return Number(Number.isNaN(left)) - Number(Number.isNaN(right));
    return sign * (left - right);
  });
}

interface CellProps {
  readonly line: Line;
  readonly column: number;
  /** Of each column the largest figure: all stand in its unit. */
  readonly largest: readonly number[];
}

function Cell({ line: { lock, user }, column, largest }: CellProps): ReactNode {
  const use = user ?? lock;
  if (column === 0) {
    return (
      <>
        {user !== null && <WorkerSwatch number={user.number} />}
        <span className={styles.cut} title={use.name}>
          {use.name}
        </span>
      </>
    );
  }
  const figure = columns[column - 1];
  if (figure === undefined) return <HoldShare lock={lock} user={user} />;
  const value = figure.value(use);
  if (figure.kind === "count") return formatCount(value);
  if (figure.kind === "share") return Number.isNaN(value) ? "" : formatShare(value);
  return formatDurationLike(value, largest[column - 1]!);
}

/** More names than these are too many for a hint. */
const mostNamed = 8;

/** How the time for which a lock was held divides among those that held it. */
function HoldShare({ lock, user }: { readonly lock: LockRow; readonly user: LockUse | null }): ReactNode {
  const users = user === null ? lock.users : [user];
  const shares = users
    .map(({ number, name, holdNs }) => ({ number, name, share: lock.holdNs === 0 ? 0 : holdNs / lock.holdNs }))
    .filter(({ share }) => share > 0);
  const named = shares.slice(0, mostNamed).map(({ name, share }) => `${name} ${formatShare(share)}`);
  const words = shares.length > mostNamed ? `${named.join(", ")} …` : named.join(", ");
  return <WorkerBar shares={shares} words={words} shown={user === null ? "" : formatShare(shares[0]?.share ?? 0)} />;
}

function csvOf(lines: readonly Line[]): string {
  const head = ["lock", "held by", ...columns.map(({ csvName }) => csvName), "share of the hold"];
  const rows = lines.map(({ lock, user }) => {
    const use = user ?? lock;
    const figures = columns.map(({ value }) => (Number.isNaN(value(use)) ? null : value(use)));
    const share = lock.holdNs === 0 ? 0 : use.holdNs / lock.holdNs;
    return csvLine([lock.name, user?.name ?? null, ...figures, share]);
  });
  return csvLine(head) + rows.join("");
}
