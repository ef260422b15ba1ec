import { type ChildProcess, spawn } from "node:child_process";
import { once } from "node:events";
import { existsSync, mkdtempSync, readFileSync, rmSync, watch } from "node:fs";
import { tmpdir } from "node:os";
import { join } from "node:path";
import { fileURLToPath } from "node:url";
import { blockBytes } from "../../../src/shared/trace/block-layout";
import { isUsageLane, type Lane } from "../../../src/shared/trace/lanes";
import { type DecodedTrace, decode } from "../../unit/engine/support/traces";

type NamedRecord = DecodedTrace["records"][number];

/** What a program's trace tells so far. */
export class ProgramsTrace {
  readonly output: string;
  readonly #decoded: DecodedTrace;

  constructor(bytes: Uint8Array, output: string) {
    let whole = 0;
    for (let length = -1; length !== 0; whole += length) {
      length = blockBytes(bytes, whole);
      if (whole + length > bytes.byteLength) length = 0;
    }
    this.#decoded = decode(bytes.subarray(0, whole));
    this.output = output;
  }

  get findings(): DecodedTrace["findings"] {
    return this.#decoded.findings;
  }

  get dropped(): DecodedTrace["dropped"] {
    return this.#decoded.dropped;
  }

  /** The one lane of that name, that of a value's own lock aside. */
  lane(name: string): Lane {
    const found = [...this.#decoded.lanes.values()]
      .filter((lane) => lane.name === name && !isUsageLane(lane.kind))
      .at(-1);
    if (found === undefined) throw new Error(`the trace has no lane "${name}"`);
    return found;
  }

  lanes(kind: Lane["kind"]): readonly Lane[] {
    return [...this.#decoded.lanes.values()].filter((lane) => lane.kind === kind);
  }

  records(lane: number): readonly NamedRecord[] {
    return this.#decoded.records.filter((record) => record.lane === lane);
  }
}

/** A program on the library that runs with its trace switched on; disposing of it kills it. */
export class TracedProgram {
  readonly #folder = mkdtempSync(join(tmpdir(), "lanescope-traced-"));
  readonly #file = join(this.#folder, "program.trace");
  readonly #child: ChildProcess;
  readonly #ended: Promise<unknown[]>;
  #output = "";
  #complaints = "";

  constructor(program: URL, scenario: string, environment: Readonly<Record<string, string>> = {}) {
    this.#child = spawn(process.execPath, [fileURLToPath(program), scenario], {
      env: { ...process.env, LANESCOPE_TRACE: this.#file, ...environment },
      stdio: ["ignore", "pipe", "pipe"],
    });
    this.#ended = once(this.#child, "close");
    this.#child.stdout!.setEncoding("utf8").on("data", (text: string) => {
      this.#output += text;
    });
    this.#child.stderr!.setEncoding("utf8").on("data", (text: string) => {
      this.#complaints += text;
    });
  }

  /** Waits until its trace tells something. */
  async until(isSo: (trace: ProgramsTrace) => boolean): Promise<ProgramsTrace> {
    const watcher = watch(this.#folder);
    try {
      for (;;) {
        const trace = this.#read();
        if (isSo(trace)) return trace;
        if (this.#child.exitCode !== null) throw new Error(`it ended without that: ${this.#complaints}`);
        await Promise.race([once(watcher, "change"), this.#ended]);
      }
    } finally {
      watcher.close();
    }
  }

  /** Waits for its end. @throws {Error} When its exit code is not 0. */
  async end(): Promise<ProgramsTrace> {
    const [code] = await this.#ended;
    if (code !== 0) throw new Error(`it ended with ${code}: ${this.#complaints}`);
    return this.#read();
  }

  async [Symbol.asyncDispose](): Promise<void> {
    this.#child.kill("SIGKILL");
    await this.#ended;
    rmSync(this.#folder, { recursive: true, force: true });
  }

  #read(): ProgramsTrace {
    return new ProgramsTrace(existsSync(this.#file) ? readFileSync(this.#file) : new Uint8Array(0), this.#output);
  }
}

/** The whole trace of a program that ends by itself. */
export async function traceOf(
  program: URL,
  scenario: string,
  environment: Readonly<Record<string, string>> = {},
): Promise<ProgramsTrace> {
  await using running = new TracedProgram(program, scenario, environment);
  return await running.end();
}
