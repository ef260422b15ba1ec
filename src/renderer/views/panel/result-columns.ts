import type { ResultTable } from "../../../shared/contract/models";
import { decimalsOf, type TableColumn } from "../../components/data-table";
import { formatCell } from "../../format";

/** How a column of a result is shown. */
export interface ResultColumn extends TableColumn {
  readonly type: ResultTable["columns"][number]["type"];
  /** Digits behind the point that are left of its decimals; null where all of them are shown. */
  readonly roundedTo: number | null;
}

type Value = ResultTable["rows"][number][number];

/** Decimals with more digits behind the point than these are what a computation left: they are rounded. */
const mostExact = 6;
/** Of the column's largest figure, where its decimals are rounded. */
const significantDigits = 7;
const fewestRounded = 2;
const mostRounded = 15;

/** The columns of a result: points of decimals in line, long fractions rounded alike. */
export function resultColumns(result: Pick<ResultTable, "columns" | "rows">): readonly ResultColumn[] {
  return result.columns.map(({ name, type }, index) => {
    if (type !== "decimal") return { name, type, numeric: type === "integer", roundedTo: null };
    let decimals = 0;
    let largest = 0;
    let isLong = false;
    for (const row of result.rows) {
      const value = row[index] ?? null;
      const text = String(value ?? "");
      decimals = Math.max(decimals, decimalsOf(text));
      isLong ||= decimals > mostExact || /e-/.test(text);
      if (typeof value === "number" && Number.isFinite(value)) largest = Math.max(largest, Math.abs(value));
    }
    if (!isLong || largest === 0) return { name, type, numeric: true, decimals, roundedTo: null };
    const before = Math.floor(Math.log10(largest)) + 1;
    const roundedTo = Math.min(mostRounded, Math.max(fewestRounded, significantDigits - before));
    return { name, type, numeric: true, decimals: roundedTo, roundedTo };
  });
}

/** What stands in a cell. */
export function resultCell(value: Value, { type, roundedTo }: ResultColumn): string {
  if (typeof value !== "number" || roundedTo === null) return formatCell(value, type);
  const rounded = value.toFixed(roundedTo);
  // What is there is not shown as nothing.
  if (value !== 0 && Number(rounded) === 0) return value.toPrecision(3);
  return formatCell(rounded, type);
}
