import type { Dataset } from "../../../shared/contract/models";
import type { ChunkProblem } from "../../protocol/workload";
import type { RowSink } from "../row-scanner";
import { RecordRows, shownText } from "./record-rows";

const comma = 44;
const closeBracket = 93;
const digitNine = 57;

/**
 * Scans the elements of a JSON list: its rows lie between commas, on any number of lines. A row begins behind the comma before
 * it.
 */
export class JsonArrayScanner {
  readonly #rows: RecordRows;
  #end: { readonly line: number; readonly message: string } | null = null;
  #isClosed = false;

  constructor(dataset: Dataset, wanted: readonly number[], sink: RowSink) {
    this.#rows = new RecordRows(dataset, wanted, sink);
  }

  /** Lines that ended before the next element. */
  get line(): number {
    return this.#rows.records.lines;
  }

  /** Whether the list was closed and nothing but white space came behind it. */
  get isClosed(): boolean {
    return this.#isClosed && this.#end === null;
  }

  /** Whether there is no further element, whatever bytes follow: it is closed, or a problem tells why not. */
  get isOver(): boolean {
    return this.#isClosed || this.#end !== null;
  }

  /** As `RowScanner.scan`, from byte 0 on; where `isOver` the rest is passed over. */
  scan(bytes: Uint8Array, stop: number, limit: number, final: boolean): number {
    const at = this.#scan(bytes, stop, limit, final);
    this.#rows.flush();
    if (this.isClosed) this.#expectNothing(bytes, at, limit);
    else if (final && at >= limit && !this.isOver) this.#endsTooEarly(bytes, limit, limit, this.line);
    return this.isOver ? limit : at;
  }

  problems(): ChunkProblem[] {
    const problems = this.#rows.problems();
    if (this.#end === null) return problems;
    return [...problems, { code: "json-broken", severity: "error", count: 1, ...this.#end }];
  }

  #scan(bytes: Uint8Array, stop: number, limit: number, final: boolean): number {
    const { records } = this.#rows;
    let at = 0;
    while (at < stop && !this.isOver) {
      const linesBefore = records.lines;
      const start = records.skipSpace(bytes, at, limit);
      if (start < limit && bytes[start] === closeBracket) {
        this.#isClosed = true;
        return start + 1;
      }
      const { lines } = records;
      const end = start < limit ? records.read(bytes, start, limit) : -1;
      // Behind an element stands a comma or bracket: else its last digit may not be here yet.
      const behind = end < 0 ? end : records.skipSpace(bytes, end, limit);
      if ((end === -1 || behind === limit) && !final) {
        // It is scanned again, with what follows.
        records.lines = linesBefore;
        return at;
      }
      // Of a number at the file's very end digits may be missing.
      const isWhole = end >= 0 && (end < limit || bytes[end - 1]! > digitNine);
      if (isWhole) this.#rows.handOn(bytes, start, end, lines);
      if (end === -1 || behind === limit) {
        this.#endsTooEarly(bytes, isWhole ? limit : start, limit, isWhole ? records.lines : lines);
        return limit;
      }
      if (end < 0 || (bytes[behind] !== comma && bytes[behind] !== closeBracket)) {
        const line = end < 0 ? lines : records.lines;
        this.#fail(bytes, end < 0 ? start : behind, limit, line, "what stands here is no JSON");
        return limit;
      }
      at = bytes[behind] === comma ? behind + 1 : behind;
    }
    return at;
  }

  #expectNothing(bytes: Uint8Array, from: number, limit: number): void {
    const { records } = this.#rows;
    const at = records.skipSpace(bytes, from, limit);
    if (at < limit) this.#fail(bytes, at, limit, records.lines, "something follows the list, which was closed");
  }

  #endsTooEarly(bytes: Uint8Array, start: number, limit: number, line: number): void {
    this.#fail(bytes, start, limit, line, "the file ends before the list is closed, so it may be cut off");
  }

  #fail(bytes: Uint8Array, start: number, limit: number, line: number, reason: string): void {
    const text = shownText(bytes, start, limit);
    const where = text === "" ? "" : ` ('${text}')`;
    this.#end = { line, message: `{place}: ${reason}${where}. What is read up to there counts, the rest is left out.` };
  }
}
