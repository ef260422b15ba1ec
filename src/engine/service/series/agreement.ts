import { createHash } from "node:crypto";
import { setImmediate as nextTurn } from "node:timers/promises";
import type { ResultTable } from "../../../shared/contract/models";

/** Gives rows of a result; null where there is none. */
export type ReadResult = (limit: number, from: number) => ResultTable | null;

/** Rows that are looked at in one go: some milliseconds. */
const pageRows = 5_000;

async function* pages(read: ReadResult): AsyncGenerator<ResultTable> {
  for (let from = 0; ; from += pageRows) {
    const page = read(pageRows, from);
    if (page === null) return;
    yield page;
    if (page.rows.length === 0 || from + page.rows.length >= page.totalRows) return;
    await nextTurn();
  }
}

/** Two results have the same digest where every cell and every pixel is the same, to the last bit. */
export async function digestOf(read: ReadResult): Promise<string> {
  const hash = createHash("sha256");
  for await (const { columns, rows, picture } of pages(read)) {
    hash.update(JSON.stringify([columns, rows.map((cells) => cells.map(exactText)), picture ?? null]));
  }
  return hash.digest("hex");
}

/** JSON has no minus zero, no infinity and no NaN. */
function exactText(cell: ResultTable["rows"][number][number]): string | number | null {
  if (typeof cell !== "number" || (Number.isFinite(cell) && !Object.is(cell, -0))) return cell;
  return `number ${Object.is(cell, -0) ? "-0" : cell}`;
}

/** Where two results differ first, in words; null where their rows are the same. */
export async function differenceIn(first: ReadResult, other: ReadResult): Promise<string | null> {
  const others = pages(other);
  let before = 0;
  for await (const a of pages(first)) {
    const next = await others.next();
    if (next.done === true) return "one of them has no result";
    const b = next.value;
    if (a.totalRows !== b.totalRows) return `${a.totalRows} and ${b.totalRows} rows`;
    for (const [row, cells] of a.rows.entries()) {
      const column = cells.findIndex((cell, index) => !Object.is(cell, b.rows[row]?.[index] ?? null));
      if (column < 0) continue;
      const name = a.columns[column]?.name ?? "";
      return `row ${before + row + 1}, ${name}: ${String(cells[column])} and ${String(b.rows[row]?.[column])}`;
    }
    before += a.rows.length;
  }
  return null;
}
