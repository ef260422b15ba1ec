import { Copy, Download, TriangleAlert } from "lucide-react";
import { type ReactNode, useMemo, useState } from "react";
import { isActive, type ResultTable, type Run } from "../../../shared/contract/models";
import { useActions } from "../../actions/context";
import { Button } from "../../components/button";
import { DataTable, decimalsOf, type TableColumn, type TableOrder } from "../../components/data-table";
import { formatCell, formatCount, formatShort } from "../../format";
import { sentence } from "../../notify";
import { useLayoutStore } from "../../stores/layout-store";
import { useRunStore, useShownResult } from "../../stores/run-store";
import styles from "./bottom-panel.module.css";
import { problemsOf } from "./problems-of";
import { ResultChart } from "./result-chart";
import { sortRows } from "./sort-rows";

/** What the run found. */
export function ResultTab({ run }: { readonly run: Run }): ReactNode {
  const result = useShownResult(run.id);
  const fault = useRunStore((state) => state.resultFaults[run.id]);
  if (result !== undefined) return <Result run={run} result={result} />;
  if (fault !== undefined) return <p className={styles.message}>The result could not be read: {sentence(fault)}</p>;
  if (isActive(run.state)) return <p className={styles.message}>The result stands here when the run ends.</p>;
  if (run.hasResult) return <p className={styles.message}>Reading the result…</p>;
  return <p className={styles.message}>This run has no result.</p>;
}

function Result({ run, result }: { readonly run: Run; readonly result: ResultTable }): ReactNode {
  const [order, setOrder] = useState<TableOrder | null>(null);
  const rows = useMemo(() => sortRows(result, order), [result, order]);
  const columns = useMemo(() => columnsOf(result), [result]);
  const complete = result.rows.length === result.totalRows;
  return (
    <div className={styles.split}>
      <ResultSide run={run} result={result} />
      <div className={styles.table}>
        <DataTable
          label="Result"
          testId="result-table"
          columns={columns}
          rowCount={rows.length}
          cell={(row, column) => formatCell(rows[row]?.[column] ?? null, result.columns[column]?.type ?? "text")}
          order={order}
          onOrder={complete && rows.length > 1 ? setOrder : undefined}
        />
      </div>
      <ResultChart result={result} />
    </div>
  );
}

/** Longer fractions have about the same length anyway, and would push whole numbers far to the left. */
const mostAligned = 6;

function columnsOf(result: ResultTable): readonly TableColumn[] {
  return result.columns.map(({ name, type }, index) => {
    if (type !== "decimal") return { name, numeric: type === "integer" };
    const decimals = result.rows.reduce((most, row) => Math.max(most, decimalsOf(String(row[index] ?? ""))), 0);
    return decimals > mostAligned ? { name, numeric: true } : { name, numeric: true, decimals };
  });
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

function ResultSide({ run, result }: { readonly run: Run; readonly result: ResultTable }): ReactNode {
  const { runs } = useActions();
  const shown = result.rows.length;
  return (
    <div className={styles.aside}>
      <h2 className={styles.headline} data-testid="result-headline">
        {result.headline}
      </h2>
      <Figures result={result} />
      {isActive(run.state) && <p className={styles.note}>So far: it grows while the run goes on.</p>}
      {result.partial && !isActive(run.state) && (
        <p className={styles.partial}>
          <TriangleAlert size={16} strokeWidth={1.5} aria-hidden />
          Partial: the run did not finish. This is what it had by then.
        </p>
      )}
      <ProblemsFound run={run} />
      <div className={styles.buttons} hidden={isActive(run.state)}>
        <Button onClick={() => void runs.copyResult(run.id)}>
          <Copy size={14} strokeWidth={1.5} aria-hidden />
          Copy as CSV
        </Button>
        <Button onClick={() => void runs.save(run.id, "csv")}>
          <Download size={14} strokeWidth={1.5} aria-hidden />
          Save as CSV
        </Button>
        <Button onClick={() => void runs.save(run.id, "json")}>
          <Download size={14} strokeWidth={1.5} aria-hidden />
          Save as JSON
        </Button>
      </div>
      <p className={styles.note}>
        {shown === result.totalRows
          ? `${formatCount(shown)} ${shown === 1 ? "row" : "rows"}.`
          : `The first ${formatCount(shown)} of ${formatCount(result.totalRows)} rows. Saving keeps them all.`}
      </p>
    </div>
  );
}
