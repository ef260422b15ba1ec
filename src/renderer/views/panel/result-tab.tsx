import { Copy, Download, TriangleAlert } from "lucide-react";
import { type ReactNode, useMemo, useState } from "react";
import { isActive, type ResultTable, type Run } from "../../../shared/contract/models";
import { useActions } from "../../actions/context";
import { Button } from "../../components/button";
import { DataTable, type TableOrder } from "../../components/data-table";
import { formatCount, formatShort } from "../../format";
import { sentence } from "../../notify";
import { useAppStore } from "../../stores/app-store";
import { useLayoutStore } from "../../stores/layout-store";
import { useRunStore, useShownResult } from "../../stores/run-store";
import styles from "./bottom-panel.module.css";
import { PanelTools } from "./panel-tools";
import { problemsOf } from "./problems-of";
import { ResultChart } from "./result-chart";
import { type ResultColumn, resultCell, resultColumns } from "./result-columns";
import { sortRows } from "./sort-rows";

/** What the run found. */
export function ResultTab({ run }: { readonly run: Run }): ReactNode {
  const result = useShownResult(run.id);
  const fault = useRunStore((state) => state.resultFaults[run.id]);
  const grows = useAppStore(
    ({ workloads }) => workloads.find(({ id }) => id === run.settings?.workload)?.grows === true,
  );
  if (result !== undefined) return <Result run={run} result={result} />;
  if (fault !== undefined) return <p className={styles.message}>The result could not be read: {sentence(fault)}</p>;
  if (isActive(run.state)) return <p className={styles.message}>{awaitedWords(grows)}</p>;
  if (run.hasResult) return <p className={styles.message}>Reading the result…</p>;
  return <p className={styles.message}>This run has no result.</p>;
}

function awaitedWords(grows: boolean): string {
  return grows
    ? "The result grows here from the first chunk on that is done."
    : "The result stands here when the run ends.";
}

function Result({ run, result }: { readonly run: Run; readonly result: ResultTable }): ReactNode {
  const [order, setOrder] = useState<TableOrder | null>(null);
  const rows = useMemo(() => sortRows(result, order), [result, order]);
  const columns = useMemo(() => resultColumns(result), [result]);
  const complete = result.rows.length === result.totalRows;
  return (
    <div className={styles.split}>
      <ResultTools run={run} />
      <ResultSide run={run} result={result} isRounded={columns.some(({ roundedTo }) => roundedTo !== null)} />
      <div className={styles.table}>
        <DataTable
          label="Result"
          testId="result-table"
          columns={columns}
          rowCount={rows.length}
          cell={(row, column) => resultCell(rows[row]?.[column] ?? null, columns[column]!)}
          hint={(row, column) => wholeOf(rows[row]?.[column] ?? null, columns[column]!)}
          order={order}
          onOrder={complete && rows.length > 1 ? setOrder : undefined}
        />
      </div>
      <ResultChart result={result} />
    </div>
  );
}

/** All digits of a decimal that is shown with fewer. */
function wholeOf(value: ResultTable["rows"][number][number], { roundedTo }: ResultColumn): string | undefined {
  return roundedTo === null || value === null ? undefined : String(value);
}

/** Leads from a result to what is wrong with it. */
function ProblemsFound({ run }: { readonly run: Run }): ReactNode {
  const count = problemsOf(run).filter(({ severity }) => severity !== "note").length;
  // A banner tells of a run that failed.
  if (count === 0 || run.state === "failed") return null;
  return (
    <p className={styles.partial}>
      <TriangleAlert size={16} strokeWidth={1.5} aria-hidden />
      <span>
        {count === 1 ? "A problem was found." : `${formatCount(count)} problems were found.`}{" "}
        <button type="button" className={styles.link} onClick={() => useLayoutStore.setState({ tab: "problems" })}>
          See Problems
        </button>
      </span>
    </p>
  );
}

/** What else there is to know at a glance. */
function Figures({ result: { figures } }: { readonly result: ResultTable }): ReactNode {
  if (figures === undefined || figures.length === 0) return null;
  return (
    <dl className={styles.figures}>
      {figures.map(({ name, value }) => (
        <div key={name} className={styles.figure}>
          <dt>{name}</dt>
          <dd>
            {typeof value === "string" ? value : Number.isInteger(value) ? formatCount(value) : formatShort(value)}
          </dd>
        </div>
      ))}
    </dl>
  );
}

/** Beside the tabs, so that figures have the room. */
function ResultTools({ run }: { readonly run: Run }): ReactNode {
  const { runs } = useActions();
  if (isActive(run.state)) return null;
  return (
    <PanelTools>
      <Button look="quiet" onClick={() => void runs.copyResult(run.id)}>
        <Copy size={14} strokeWidth={1.5} aria-hidden />
        Copy as CSV
      </Button>
      <Button look="quiet" onClick={() => void runs.save(run.id, "csv")}>
        <Download size={14} strokeWidth={1.5} aria-hidden />
        Save as CSV
      </Button>
      <Button look="quiet" onClick={() => void runs.save(run.id, "json")}>
        <Download size={14} strokeWidth={1.5} aria-hidden />
        Save as JSON
      </Button>
    </PanelTools>
  );
}

interface ResultSideProps {
  readonly run: Run;
  readonly result: ResultTable;
  /** Whether decimals are shown in fewer digits than they have. */
  readonly isRounded: boolean;
}

function ResultSide({ run, result, isRounded }: ResultSideProps): ReactNode {
  // Until the end's own result is here, the last one that grew stands in its place.
  const isAwaited =
    useRunStore((state) => state.results[run.id] === undefined) && !isActive(run.state) && run.hasResult;
  const shown = result.rows.length;
  return (
    <div className={styles.aside}>
      <h2 className={styles.headline} data-testid="result-headline">
        {result.headline}
      </h2>
      <Figures result={result} />
      {isActive(run.state) && <p className={styles.note}>So far: it grows while the run goes on.</p>}
      {isAwaited && <p className={styles.note}>Reading the result…</p>}
      {result.partial && !isActive(run.state) && !isAwaited && (
        <p className={styles.partial}>
          <TriangleAlert size={16} strokeWidth={1.5} aria-hidden />
          Partial: the run did not finish. This is what it had by then.
        </p>
      )}
      <ProblemsFound run={run} />
      <p className={styles.note}>
        {shown === result.totalRows
          ? `${formatCount(shown)} ${shown === 1 ? "row" : "rows"}.`
          : `The first ${formatCount(shown)} of ${formatCount(result.totalRows)} rows. Saving keeps them all.`}
        {isRounded && " Long decimals are rounded here; what is copied or saved has all digits."}
      </p>
    </div>
  );
}
