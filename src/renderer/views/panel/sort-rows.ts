import type { ResultTable } from "../../../shared/contract/models";
import type { TableOrder } from "../../components/data-table";

type Row = ResultTable["rows"][number];
type Cell = Row[number];

/** A result's rows in the order asked for; equal ones keep their own. Nothing comes last either way. */
export function sortRows(result: ResultTable, order: TableOrder | null): readonly Row[] {
  if (order === null) return result.rows;
  const type = result.columns[order.column]?.type ?? "text";
  const direction = order.descending ? -1 : 1;
  const compare = type === "text" ? compareTexts : compareNumbers;
  return [...result.rows].sort((a, b) => {
    const [left, right] = [a[order.column] ?? null, b[order.column] ?? null];
    if (left === null || right === null) return left === right ? 0 : left === null ? 1 : -1;
    return direction * compare(left, right);
  });
}

const collator = new Intl.Collator("en", { numeric: true });

function compareTexts(a: NonNullable<Cell>, b: NonNullable<Cell>): number {
  return collator.compare(String(a), String(b));
}

/** Integers beyond 2^53 are strings of their digits: those are compared exactly. */
function compareNumbers(a: NonNullable<Cell>, b: NonNullable<Cell>): number {
  if (typeof a === "number" && typeof b === "number") return a - b;
  if (/^-?\d+$/.test(String(a)) && /^-?\d+$/.test(String(b))) {
    const [left, right] = [BigInt(a), BigInt(b)];
    return left < right ? -1 : left > right ? 1 : 0;
  }
  return Number(a) - Number(b);
}
