import { createColors } from "picocolors";
import stringWidth from "string-width";
import { CommandError, exitCodes } from "./ending";

/** What is asked of an output stream; `process.stdout` and `process.stderr` are such. */
export interface OutputStream {
  readonly isTTY?: boolean | undefined;
  /** Characters in a line of the terminal. */
  readonly columns?: number | undefined;
  write(text: string, done: (error?: Error | null) => void): boolean;
  on(event: "error", listener: (error: NodeJS.ErrnoException) => void): unknown;
}

/** Nobody reads any more: the pipe's other end, or the terminal, is gone. */
const closedCodes: ReadonlySet<string | undefined> = new Set(["EPIPE", "EIO", "ERR_STREAM_DESTROYED"]);

/** Characters that are held back until they are written in one go. */
const writeLength = 64 * 1024;

/**
 * Where the command writes: the result to standard output, everything said to people to standard error. While a status
 * line is shown at the terminal's end, whatever else is said goes above it.
 */
export class Terminal {
  /** Colours for standard output. */
  readonly colours: ReturnType<typeof createColors>;
  readonly showsStatus: boolean;
  readonly #stdout: OutputStream;
  readonly #stderr: OutputStream;
  readonly #errorColours: ReturnType<typeof createColors>;
  #status = "";

  /** @param environment Asked for `NO_COLOR`, `FORCE_COLOR` and `TERM`. */
  constructor(stdout: OutputStream, stderr: OutputStream, environment: NodeJS.ProcessEnv) {
    this.#stdout = stdout;
    this.#stderr = stderr;
    this.colours = createColors(usesColours(stdout, environment));
    this.#errorColours = createColors(usesColours(stderr, environment));
    this.showsStatus = stderr.isTTY === true && environment.TERM !== "dumb";
    // What cannot be written to standard output is told by the write itself. Where people no longer read what is said to
    // them, there is no other place to say so.
    for (const stream of [stdout, stderr]) stream.on("error", () => undefined);
  }

  /** How a heading among what is said to people is shown. */
  readonly errorHeading = (text: string): string => this.#errorColours.bold(text);

  get outputIsTerminal(): boolean {
    return this.#stdout.isTTY === true;
  }

  /** Characters that fit into the status line; a terminal's last place would break the line. */
  get statusWidth(): number {
    // A terminal that does not know its size says 0.
    return (this.#stderr.columns || 80) - 1;
  }

  /**
   * Writes the result, no faster than it is read; ends early and quietly where nobody reads it any more.
   *
   * @param pieces Text in pieces of any size.
   * @throws {CommandError} Where it cannot be written, such as to a full disk.
   */
  async writeResult(pieces: Iterable<string>): Promise<void> {
    let waiting = "";
    for (const piece of pieces) {
      waiting += piece;
      if (waiting.length < writeLength) continue;
      if (!(await this.#writeOut(waiting))) return;
      waiting = "";
    }
    if (waiting !== "") await this.#writeOut(waiting);
  }

  /** Says a sentence to people. */
  say(text: string): void {
    this.#sayAboveStatus(text);
  }

  note(text: string): void {
    this.#sayAboveStatus(`${this.#errorColours.cyan("note:")} ${text}`);
  }

  warn(text: string): void {
    this.#sayAboveStatus(`${this.#errorColours.yellow("warning:")} ${text}`);
  }

  error(text: string): void {
    this.#sayAboveStatus(`${this.#errorColours.red("error:")} ${text}`);
  }

  /** Passes on what a worker printed. */
  output(from: string, text: string): void {
    this.#sayAboveStatus(`${this.#errorColours.dim(`${from} |`)} ${text}`);
  }

  /** Shows a line in place of the status line; an empty one takes it away. Nothing where there is no terminal. */
  status(text: string): void {
    if (!this.showsStatus) return;
    const fitted = cutToWidth(text, this.statusWidth);
    if (fitted === this.#status) return;
    this.#status = fitted;
    this.#writeError(`\r${fitted}\u001b[K`);
  }

  /** Resolves when all that was said has left this process, or cannot. */
  async flush(): Promise<void> {
    await new Promise<void>((resolve) => this.#stderr.write("", () => resolve()));
  }

  #sayAboveStatus(text: string): void {
    this.#writeError(this.#status === "" ? `${text}\n` : `\r\u001b[K${text}\n${this.#status}`);
  }

  #writeError(text: string): void {
    this.#stderr.write(text, () => undefined);
  }

  /** @returns Whether anybody reads on. */
  async #writeOut(text: string): Promise<boolean> {
    const error = await new Promise<NodeJS.ErrnoException | null>((resolve) => {
      this.#stdout.write(text, (failure) => resolve(failure ?? null));
    });
    if (error === null) return true;
    if (closedCodes.has(error.code)) return false;
    throw new CommandError(
      exitCodes.failed,
      `The result could not be written to the standard output: ${error.message}. Free some space there, or send it elsewhere, and run again.`,
    );
  }
}

function usesColours(stream: OutputStream, { NO_COLOR, FORCE_COLOR, TERM }: NodeJS.ProcessEnv): boolean {
  if (NO_COLOR !== undefined && NO_COLOR !== "") return false;
  if (FORCE_COLOR !== undefined && FORCE_COLOR !== "") return FORCE_COLOR !== "0";
  return stream.isTTY === true && TERM !== "dumb";
}

function cutToWidth(text: string, width: number): string {
  if (stringWidth(text) <= width) return text;
  let cut = "";
  let used = 0;
  for (const character of text) {
    used += stringWidth(character);
    if (used > width) break;
    cut += character;
  }
  return cut;
}
