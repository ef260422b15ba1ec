/** A file's first bytes, unpacked. */
export interface Head {
  /** One byte longer than `limit`, for the scanner. */
  readonly bytes: Uint8Array;
  /** Behind a byte-order mark. */
  readonly start: number;
  readonly limit: number;
  /** Whether that is the whole file. */
  readonly final: boolean;
  /** Lower case, without the dot; of a packed file that of what is in it. */
  readonly extension: string;
}

/** Rows that a preview shows at most. */
export const previewRows = 50;
/** Cells that a preview holds at most: files of thousands of columns show fewer rows. */
const previewCells = 20_000;
/** Characters of a cell that a preview shows. */
const previewCharacters = 400;

/** Rows by whose cells the columns' types are told. */
export const typedRows = 2_000;

/** As much of the first rows as a preview shows. */
export function cutPreview(rows: readonly (readonly string[])[]): string[][] {
  const widest = rows.slice(0, previewRows).reduce((most, row) => Math.max(most, row.length), 1);
  return rows
    .slice(0, Math.max(1, Math.min(previewRows, Math.floor(previewCells / widest))))
    .map((row) => row.map((cell) => (cell.length > previewCharacters ? `${cell.slice(0, previewCharacters)}…` : cell)));
}
