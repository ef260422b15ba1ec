import type { Dataset } from "../../../shared/contract/models";
import type { ChunkProblem } from "../../protocol/workload";
import type { RowSink } from "../row-scanner";
import { JsonRecords } from "./json-records";

/** Characters of a record that a message shows. */
const shownCharacters = 60;

/** The JSON records of a dataset, made rows for a sink. */
export class RecordRows {
  readonly records: JsonRecords;
  readonly #sink: RowSink;
  readonly #columns: number;
  readonly #isObjects: boolean;
  readonly #misfits = new FirstSeen();

  constructor({ columns, hasHeader }: Dataset, wanted: readonly number[], sink: RowSink) {
    this.records = new JsonRecords(hasHeader ? columns.map(({ name }) => name) : null, wanted);
    this.#columns = columns.length;
    this.#isObjects = hasHeader;
    this.#sink = sink;
  }

  /** Hands on the record that was just read from bytes [start, end). */
  handOn(bytes: Uint8Array, start: number, end: number, line: number): void {
    const { records } = this;
    if (records.isMisfit) {
      this.#misfits.add(bytes, start, end, line);
      return;
    }
    records.unescape(bytes);
    this.#sink.row(bytes, records.bounds, this.#columns, line);
  }

  flush(): void {
    this.#sink.flush?.();
  }

  problems(): ChunkProblem[] {
    const what = this.#isObjects ? "no object" : "an object";
    const others = this.#isObjects ? "objects" : "lists or values";
    return this.#misfits.problems(
      "json-misfit",
      (text) => `'${text}' is ${what}, while the first records are ${others}. Such records are left out.`,
    );
  }
}

/** How often something was wrong, and where first. */
export class FirstSeen {
  #count = 0;
  #line = 0;
  #text = "";

  /** @param line Lines since the chunk's first row, from 0. */
  add(bytes: Uint8Array, start: number, end: number, line: number): void {
    if (this.#count++ > 0) return;
    this.#line = line;
    this.#text = shownText(bytes, start, end);
  }

  /** @returns None or one. @param sentence What is wrong, by the first text for which it was. */
  problems(code: string, sentence: (text: string) => string): ChunkProblem[] {
    if (this.#count === 0) return [];
    const message = `{place}: ${sentence(this.#text)}`;
    return [{ code, severity: "warning", count: this.#count, line: this.#line, message }];
  }
}

/** The beginning of bytes [start, end) as a message shows it. */
export function shownText(bytes: Uint8Array, start: number, end: number): string {
  const text = Buffer.from(bytes.subarray(start, Math.min(end, start + shownCharacters * 4)))
    .toString("utf8")
    .replace(/\s+/g, " ")
    .trim();
  return text.length > shownCharacters ? `${text.slice(0, shownCharacters)}…` : text;
}
