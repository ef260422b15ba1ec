import { scaleLinear } from "d3";
import { type ReactNode, useMemo } from "react";
import type { ResultTable } from "../../../shared/contract/models";
import { formatCell, formatShort } from "../../format";
import styles from "./result-chart.module.css";
import { type ChartLine, LineChart } from "./result-line";

/** More bars than these say nothing: the table has them all. */
const mostBars = 12;

interface ChartRow {
  readonly key: string;
  readonly name: string;
  readonly value: number;
  readonly label: string;
}

/** The largest groups as bars, or the key figure alone. The table beside it says the same in figures. */
export function ResultChart({ result }: { readonly result: ResultTable }): ReactNode {
  const rows = useMemo(() => chartRows(result), [result]);
  const lines = useMemo(() => chartLines(result), [result]);
  const { chart } = result;
  if (chart === null || chart.kind === "figure") return null;
  if (chart.kind !== "bar") {
    if ((lines[0]?.points.length ?? 0) < 2) return null;
    const names = lines.map(({ name }) => name).join(" and ");
    return (
      <LineChart
        title={`${names} by ${chart.x}`}
        lines={lines}
        ends={chartEnds(result, chart.x)}
        isColumns={chart.kind === "columns"}
      />
    );
  }
  if (rows.length < 2) return null;
  const values = rows.map((row) => row.value);
  const scale = scaleLinear()
    .domain([Math.min(0, ...values), Math.max(0, ...values)])
    .range([0, 100]);
  const zero = scale(0);
  const title = `${chart.y} by ${chart.x}${result.totalRows > rows.length ? `, the ${rows.length} largest` : ""}`;
  return (
    <figure className={styles.chart}>
      <figcaption className={styles.title}>{title}</figcaption>
      {/* biome-ignore lint/a11y/noNoninteractiveTabindex: a scrolling stretch must be reachable by keyboard. */}
      <section className={styles.bars} tabIndex={0} aria-label={title}>
        <div className={styles.grid}>
          {rows.map((row) => {
            const end = scale(row.value);
            return (
              <div key={row.key} className={styles.row}>
                <span className={styles.name} title={row.name}>
                  {row.name}
                </span>
                <svg className={styles.track} viewBox="0 0 100 8" preserveAspectRatio="none" aria-hidden="true">
                  <rect
                    x={Math.min(zero, end)}
                    width={Math.max(0.4, Math.abs(end - zero))}
                    height="8"
                    className={styles.bar}
                  />
                </svg>
                <span className={styles.value}>{row.label}</span>
              </div>
            );
          })}
        </div>
      </section>
    </figure>
  );
}

/** Of charts over numbers, in the order of the rows. A column's place is its row where `x` is no number. */
function chartLines({ chart, columns, rows }: ResultTable): readonly ChartLine[] {
  if (chart === null) return [];
  const x = columns.findIndex((column) => column.name === chart.x);
  return [chart.y, ...(chart.also ?? [])].map((name) => {
    const y = columns.findIndex((column) => column.name === name);
    const points = rows.flatMap((row, index): (readonly [number, number])[] => {
      const at = chart.kind === "columns" ? index : Number(row[x] ?? Number.NaN);
      const value = Number(row[y] ?? Number.NaN);
      return Number.isFinite(at) && Number.isFinite(value) ? [[at, value]] : [];
    });
    return { name, points };
  });
}

/** What the first and the last row have for a chart's `x`, where it is a number. */
function chartEnds({ columns, rows }: ResultTable, name: string): readonly string[] {
  const x = columns.findIndex((column) => column.name === name);
  const ends = [rows[0]?.[x], rows[rows.length - 1]?.[x]].map(Number);
  if (columns[x]?.type === "text" || !ends.every(Number.isFinite)) return [];
  return ends.map((value) => (columns[x]?.type === "integer" ? formatCell(value, "integer") : formatShort(value)));
}

function chartRows(result: ResultTable): readonly ChartRow[] {
  const { chart, columns } = result;
  if (chart === null) return [];
  const x = columns.findIndex((column) => column.name === chart.x);
  const y = columns.findIndex((column) => column.name === chart.y);
  if (x < 0 || y < 0) return [];
  return result.rows
    .flatMap((row, index): ChartRow[] => {
      const value = Number(row[y] ?? Number.NaN);
      if (!Number.isFinite(value)) return [];
      const name = String(row[x] ?? "");
      // The table beside it has every digit.
      const label = columns[y]?.type === "integer" ? formatCell(row[y] ?? null, "integer") : formatShort(value);
      return [{ key: String(index), name: name === "" ? "(empty)" : name, value, label }];
    })
    .sort((a, b) => Math.abs(b.value) - Math.abs(a.value))
    .slice(0, mostBars);
}
