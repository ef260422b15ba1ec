import type { ChunkProblem } from "../../protocol/workload";
import type { Piece } from "./parquet-file";
import { reasonOf } from "./reason-of";

/** Pieces that could not be read, as one problem that names the first. */
export class BrokenPieces {
  #count = 0;
  #line = 0;
  #message = "";

  add({ group, groupStart, groupEnd, from, to }: Piece, line: number, error: unknown): void {
    if (this.#count++ > 0) return;
    this.#line = line;
    const isWhole = to - from === groupEnd - groupStart;
    const rows = isWhole ? "" : `, rows ${(from + 1).toLocaleString("en-US")} to ${to.toLocaleString("en-US")} of it,`;
    this.#message = `{place}: row group ${group + 1}${rows} cannot be read (${reasonOf(error)}). Such rows are left out.`;
  }

  list(): ChunkProblem[] {
    if (this.#count === 0) return [];
    return [
      { code: "parquet-broken", severity: "error", count: this.#count, line: this.#line, message: this.#message },
    ];
  }
}
