import type { Picture, ResultTable } from "../../shared/contract/models";
import { WorkloadMistake } from "./mistake";

/** What a cell of a result can hold. */
export type ViewCell = string | number | null;

/** Columns and rows; the form that the result has in a file, too. */
interface ViewTable {
  /** Names of the columns. */
  readonly columns: readonly string[];
  /** As many cells in each row as there are columns. */
  readonly rows: readonly (readonly ViewCell[])[];
}

/**
 * How a result is shown.
 *
 * - `table`: rows and columns alone;
 * - `bars`: the largest values of the second column as bars, named by the first;
 * - `columns`: upright bars in the order of the rows, as in a histogram;
 * - `line`: the second column of numbers over the first;
 * - `picture`: pixels.
 *
 * Charts stand beside the table. Where the columns to draw are not the first two, `x` and `y` name them.
 */
export type WorkloadView =
  | (ViewTable & { readonly show: "table" /** The key figure, in a sentence. */; readonly headline: string })
  | (ViewTable & {
      readonly show: "bars" | "columns" | "line";
      readonly headline: string;
      readonly x?: string | undefined;
      readonly y?: string | undefined;
    })
  | (Partial<ViewTable> & {
      readonly show: "picture";
      readonly headline: string;
      /** In pixels. */
      readonly width: number;
      readonly height: number;
      /** Row by row from the top: red, green, blue, each 0 to 255; or one byte per pixel, which is shown as a shade. */
      readonly pixels: Uint8Array | Uint8ClampedArray;
    });

/** Most pixels that a picture has. */
const mostPixels = 16_000_000;

/**
 * The result of what `view` gave.
 *
 * @throws {WorkloadMistake} Where it is not what it has to be: what, and how it should be.
 */
export function resultOf(given: unknown): ResultTable {
  if (typeof given !== "object" || given === null) {
    throw new WorkloadMistake(
      `\`view\` gave ${describe(given)}; it has to give an object such as { show: "table", headline, columns, rows }.`,
    );
  }
  if (typeof (given as { then?: unknown }).then === "function") {
    throw new WorkloadMistake("`view` gave a promise: it cannot be an async function.");
  }
  const view = given as Readonly<Record<string, unknown>>;
  if (typeof view.headline !== "string") throw new WorkloadMistake("`headline` of what `view` gave has to be a text.");
  const shows = ["table", "bars", "columns", "line", "picture"];
  if (!shows.includes(view.show as string)) {
    throw new WorkloadMistake(
      `\`show\` of what \`view\` gave has to be one of ${shows.map((one) => `"${one}"`).join(", ")}.`,
    );
  }
  const isPicture = view.show === "picture";
  const columns = columnsOf(view.columns ?? (isPicture ? [] : undefined));
  const rows = rowsOf(view.rows ?? (isPicture ? [] : undefined), columns);
  return {
    columns: columns.map((name, index) => ({ name, type: typeOf(rows, index) })),
    rows,
    totalRows: rows.length,
    partial: false,
    chart: chartOf(view, columns),
    ...(isPicture ? { picture: pictureOf(view) } : {}),
    headline: view.headline,
  };
}

function columnsOf(given: unknown): readonly string[] {
  if (!Array.isArray(given) || given.some((name) => typeof name !== "string")) {
    throw new WorkloadMistake("`columns` of what `view` gave has to be a list of names.");
  }
  return given as string[];
}

function rowsOf(given: unknown, columns: readonly string[]): ResultTable["rows"] {
  if (!Array.isArray(given)) throw new WorkloadMistake("`rows` of what `view` gave has to be a list of rows.");
  for (const [index, row] of given.entries()) {
    if (!Array.isArray(row))
      throw new WorkloadMistake(`Row ${index} of what \`view\` gave is ${describe(row)}, not a list of cells.`);
    if (row.length !== columns.length) {
      throw new WorkloadMistake(
        `Row ${index} of what \`view\` gave has ${row.length} cells, but there are ${columns.length} columns.`,
      );
    }
    const at = row.findIndex((cell) => cell !== null && typeof cell !== "string" && typeof cell !== "number");
    if (at >= 0) {
      throw new WorkloadMistake(
        `Row ${index} of what \`view\` gave has ${describe(row[at])} in the column \`${columns[at]}\`; a cell is a text, a number or null.`,
      );
    }
  }
  return given.map((row: readonly ViewCell[]) => row.map(cellOf));
}

/** What is no number has no place in a table of numbers, nor in JSON. */
function cellOf(cell: ViewCell): ViewCell {
  return typeof cell === "number" && !Number.isFinite(cell) ? String(cell) : cell;
}

function typeOf(rows: ResultTable["rows"], column: number): "text" | "integer" | "decimal" {
  let type: "text" | "integer" | "decimal" = rows.length === 0 ? "text" : "integer";
  for (const row of rows) {
    const cell = row[column];
    if (typeof cell === "string") return "text";
    if (typeof cell === "number" && !Number.isSafeInteger(cell)) type = "decimal";
  }
  return type;
}

function chartOf(view: Readonly<Record<string, unknown>>, columns: readonly string[]): ResultTable["chart"] {
  const { show, x = columns[0], y = columns[1] } = view;
  if (show === "table") return null;
  if (show === "picture") return null;
  for (const [key, name] of Object.entries({ x, y })) {
    if (!columns.includes(name as string)) {
      throw new WorkloadMistake(
        `\`${key}\` of what \`view\` gave names no column. The columns: ${columns.join(", ")}.`,
      );
    }
  }
  const kind = show === "bars" ? "bar" : (show as "columns" | "line");
  return { kind, x: x as string, y: y as string };
}

function pictureOf({ width, height, pixels }: Readonly<Record<string, unknown>>): Picture {
  const isSide = (side: unknown): side is number => Number.isSafeInteger(side) && (side as number) > 0;
  if (!isSide(width) || !isSide(height) || width * height > mostPixels) {
    throw new WorkloadMistake(
      "`width` and `height` of a picture are whole numbers above 0, with 16 million pixels at most.",
    );
  }
  if (!(pixels instanceof Uint8Array) && !(pixels instanceof Uint8ClampedArray)) {
    throw new WorkloadMistake(`\`pixels\` of a picture is a Uint8Array; \`view\` gave ${describe(pixels)}.`);
  }
  const count = width * height;
  if (pixels.length !== count && pixels.length !== 3 * count) {
    throw new WorkloadMistake(
      `A picture of ${width} by ${height} has ${count} bytes of shades or ${3 * count} of red, green and blue; \`view\` gave ${pixels.length}.`,
    );
  }
  const bytes = Buffer.from(pixels.buffer, pixels.byteOffset, pixels.byteLength);
  return {
    width,
    height,
    scale: pixels.length === count ? "depth" : "rgb",
    pixels: bytes.toString("base64"),
    tile: null,
  };
}

function describe(value: unknown): string {
  if (value === null || value === undefined) return String(value);
  if (Array.isArray(value)) return "a list";
  if (typeof value === "object") return "an object";
  if (typeof value === "function") return "a function";
  return `the ${typeof value} ${String(value)}`;
}
