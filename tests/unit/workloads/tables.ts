import fc from "fast-check";
import type { Dataset } from "../../../src/shared/contract/models";
import { awkward, csvStyle, type WrittenCsv, writeCsv } from "../datasets/csv";
import { exactStatistics, type Term, termOf } from "../datasets/exact";
import { describeCsv, writeFile } from "../datasets/support";

/** Cells of a column that should hold numbers: short and long ones, integers beyond float64, and what is none. */
export const amountCell: fc.Arbitrary<string> = fc.oneof(
  { weight: 4, arbitrary: fc.integer({ min: -99, max: 99 }).map(String) },
  { weight: 4, arbitrary: fc.integer({ min: -9_999, max: 9_999 }).map((cents) => (cents / 100).toFixed(2)) },
  fc.double({ noNaN: true, noDefaultInfinity: true }).map(String),
  fc.bigInt({ min: -(10n ** 20n), max: 10n ** 20n }).map(String),
  fc.constantFrom("1e5", ".5", "5.", "+3", "-0", "-0.0", " 7 ", "1e308", "-1e308", "9007199254740993"),
  fc.constantFrom("0x10", "1_000", "NaN", "Infinity", "1,000", "", "n/a", "1 000", "１", "1e309"),
);

/** Keys: a few that repeat, among them such as look alike or sort by their bytes in another way than by their letters. */
const keyCell: fc.Arbitrary<string> = fc.oneof(
  {
    weight: 5,
    arbitrary: fc.constantFrom("a", "b", "B", "", "ä", "z", "漢", "\uffee", "😀", "a ", "a,b", 'a"', "a\nb"),
  },
  fc.string({ unit: fc.constantFrom(...awkward), maxLength: 4 }),
);

const tableColumns = ["key", "other", "amount"] as const;

/** A table in which some rows are short and some long. */
export const anyTable: fc.Arbitrary<WrittenCsv> = fc
  .tuple(
    fc.array(
      fc
        .tuple(keyCell, keyCell, amountCell, fc.constantFrom(3, 3, 3, 3, 3, 3, 3, 1, 2, 4))
        .map(([key, other, amount, cells]) => [key, other, amount, "more"].slice(0, cells)),
      { maxLength: 25 },
    ),
    csvStyle,
  )
  .map(([rows, style]) => writeCsv(tableColumns, rows, style));

export function datasetOf(csv: WrittenCsv): Dataset {
  return describeCsv(writeFile(csv.bytes), csv);
}

interface Seen {
  readonly count: number;
  /** The first line. */
  readonly line: number;
}

/** What is expected of a table: the numbers of a column by the cells of another, and what was wrong by code. */
export interface Expected {
  readonly groups: readonly (readonly [key: string, terms: readonly Term[]])[];
  readonly problems: Readonly<Record<string, Seen>>;
}

/**
 * Groups rows the simple way.
 *
 * @param of Null to take every row's number for 1.
 */
export function group(csv: WrittenCsv, by: number, of: number | null): Expected {
  const groups = new Map<string, Term[]>();
  const problems: Record<string, Seen> = {};
  for (const [number, row] of csv.rows.entries()) {
    const note = (code: string): void => {
      const seen = problems[code];
      problems[code] = seen === undefined ? { count: 1, line: csv.lines[number]! } : { ...seen, count: seen.count + 1 };
    };
    if (row.length <= Math.max(by, of ?? 0)) {
      note("ragged-row");
      continue;
    }
    if (row.length !== csv.columns.length) note("uneven-row");
    const term = of === null ? 1n : termOf(row[of]!);
    const key = row[by]!;
    const terms = groups.get(key) ?? [];
    groups.set(key, terms);
    if (term === null) note("not-a-number");
    else terms.push(term);
  }
  return { groups: [...groups].sort(([a], [b]) => Buffer.compare(Buffer.from(a), Buffer.from(b))), problems };
}

/** A result's row for a group. */
export function statisticsRow(terms: readonly Term[]): (number | string | null)[] {
  const { count, sum, mean, min, max } = exactStatistics(terms);
  return [count, sum, mean, min, max];
}

/** Chunk sizes from 1 byte to the whole file, closer together where they are small. */
export function chunkSizesOf({ size }: Dataset): number[] {
  const sizes: number[] = [];
  for (let chunkSize = 1; chunkSize < size; chunkSize += Math.ceil(chunkSize / 2)) sizes.push(chunkSize);
  return [...sizes, size, size + 1];
}
