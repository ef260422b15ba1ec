import type { ChunkProblem } from "../../engine/protocol/workload";

/** Characters of a cell that a message shows. */
const shownCharacters = 40;

interface Seen {
  count: number;
  readonly line: number;
  readonly message: string;
}

/**
 * Counts what is wrong with a chunk's rows, and keeps the first place of each kind:
 * `not-a-number` (the row is left out, unless it is told otherwise), `ragged-row` (too few cells for a column that is needed: left out) and `uneven-row`
 * (more or fewer cells than columns, but the needed ones are there: used).
 */
export class RowProblems {
  readonly #notNumbersAre: string;
  #notNumbers: Seen | null = null;
  #ragged: Seen | null = null;
  #uneven: Seen | null = null;

  /** @param notNumbersAre What becomes of rows without a number. */
  constructor(notNumbersAre = "are left out") {
    this.#notNumbersAre = notNumbersAre;
  }

  /** @param line Lines since the chunk's first row, from 0, here and below. */
  notANumber(bytes: Uint8Array, start: number, end: number, line: number): void {
    if (this.#notNumbers !== null) {
      this.#notNumbers.count++;
      return;
    }
    const cell = Buffer.from(bytes.buffer, bytes.byteOffset + start, Math.min(end - start, shownCharacters * 4))
      .toString("utf8")
      .replace(/\s+/g, " ")
      .trim();
    const shown = cell.length > shownCharacters ? `${cell.slice(0, shownCharacters)}…` : cell;
    const what = shown === "" ? "an empty cell" : `'${shown}'`;
    const message = `{place}: ${what} is no number. Such rows ${this.#notNumbersAre}.`;
    this.#notNumbers = { count: 1, line, message };
  }

  ragged(cells: number, column: string, line: number): void {
    if (this.#ragged !== null) {
      this.#ragged.count++;
      return;
    }
    const message = `{place}: the row ends after ${cellCount(cells)}, before column ${column}. Such rows are left out.`;
    this.#ragged = { count: 1, line, message };
  }

  uneven(cells: number, columns: number, line: number): void {
    if (this.#uneven !== null) {
      this.#uneven.count++;
      return;
    }
    const message = `{place}: the row has ${cellCount(cells)} for ${columns} columns. Such rows are used as they are.`;
    this.#uneven = { count: 1, line, message };
  }

  list(): ChunkProblem[] {
    const problems: ChunkProblem[] = [];
    if (this.#notNumbers !== null) problems.push({ code: "not-a-number", severity: "warning", ...this.#notNumbers });
    if (this.#ragged !== null) problems.push({ code: "ragged-row", severity: "warning", ...this.#ragged });
    if (this.#uneven !== null) problems.push({ code: "uneven-row", severity: "note", ...this.#uneven });
    return problems;
  }
}

function cellCount(cells: number): string {
  return cells === 1 ? "1 cell" : `${cells} cells`;
}
