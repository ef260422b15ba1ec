import type { OutputLine } from "../../shared/contract/models";

/** Lines that are kept; older ones are counted. */
const mostLines = 10_000;

/** Characters of a line; a longer one is broken. */
const longestLine = 4_000;

/** What a run's workers printed, line by line. */
export class OutputLog {
  readonly #laneName: (lane: number) => string;
  readonly #onLines: (lines: readonly OutputLine[]) => void;
  readonly #lines: OutputLine[] = [];
  /** What came of a line that is not over, by lane and stream. */
  readonly #open = new Map<string, string>();
  #sequence = 0;

  /** @param onLines Called with whole lines as they come. */
  constructor(laneName: (lane: number) => string, onLines: (lines: readonly OutputLine[]) => void) {
    this.#laneName = laneName;
    this.#onLines = onLines;
  }

  /** Of the lines that are kept. */
  get characters(): number {
    return this.#lines.reduce((sum, { text }) => sum + text.length, 0);
  }

  /** @param text A piece, not cut at lines. */
  add(lane: number, stream: "stdout" | "stderr", text: string): void {
    const key = `${stream} ${lane}`;
    const parts = `${this.#open.get(key) ?? ""}${text}`.split(/\r?\n/);
    const rest = parts.pop() ?? "";
    const lines = parts.flatMap(broken);
    // The first half of a line end, if its other half comes with the next piece.
    const half = rest.endsWith("\r") ? "\r" : "";
    const pieces = broken(rest.slice(0, rest.length - half.length));
    this.#open.set(key, `${pieces.pop() ?? ""}${half}`);
    this.#put(lane, stream, lines.concat(pieces));
  }

  /** A worker's output is over: what is left is a line. */
  end(lane: number): void {
    for (const stream of ["stdout", "stderr"] as const) {
      const key = `${stream} ${lane}`;
      const rest = this.#open.get(key) ?? "";
      this.#open.delete(key);
      if (rest !== "") this.#put(lane, stream, [rest]);
    }
  }

  /** Lines from number `from` on, and how many of those are no longer kept. */
  since(from: number): { readonly lines: readonly OutputLine[]; readonly lost: number } {
    const first = this.#lines[0]?.sequence ?? this.#sequence + 1;
    return { lines: this.#lines.filter(({ sequence }) => sequence >= from), lost: Math.max(0, first - from) };
  }

  #put(lane: number, stream: "stdout" | "stderr", texts: readonly string[]): void {
    if (texts.length === 0) return;
    const laneName = this.#laneName(lane);
    const lines = texts.map((text): OutputLine => ({ sequence: ++this.#sequence, lane, laneName, stream, text }));
    // Not spread into arguments, of which there may be too many.
    for (const line of lines) this.#lines.push(line);
    if (this.#lines.length > mostLines) this.#lines.splice(0, this.#lines.length - mostLines);
    this.#onLines(lines);
  }
}

/** A line in pieces that are not too long; at least one. */
function broken(line: string): string[] {
  const pieces = [line.slice(0, longestLine)];
  for (let at = longestLine; at < line.length; at += longestLine) pieces.push(line.slice(at, at + longestLine));
  return pieces;
}
