import { deepStrictEqual, strictEqual } from "node:assert/strict";
import { mkdtempSync, rmSync } from "node:fs";
import { tmpdir } from "node:os";
import { join } from "node:path";
import { ProgramExecution } from "../../../src/engine/host/program-execution";
import type { WorkerPort } from "../../../src/engine/ports/worker-port";

/** What runs programs differs between Node and Electron; the rest is the same. */
interface ProgramStage {
  readonly port: WorkerPort;
  /** The project's folder, built. */
  readonly root: string;
}

export interface ProgramCase {
  readonly name: string;
  /** @throws {Error} When something else happens. */
  run(stage: ProgramStage): Promise<void>;
}

/** A run of `counting.program.mjs`, and how to wait for what it does. */
class Run {
  readonly execution: ProgramExecution;
  #look = (): void => undefined;

  constructor({ port, root }: ProgramStage, folder: string, parameter: string) {
    const program = join(root, "tests/integration/library/counting.program.mjs");
    this.execution = new ProgramExecution({
      name: "counting",
      entry: program,
      file: program,
      parameters: [parameter],
      modules: {},
      processes: port,
      entriesFolder: join(root, "out"),
      spoolPath: join(folder, "run.trace"),
      onChange: () => this.#look(),
      onOutput: () => this.#look(),
    });
    this.execution.start();
  }

  texts(): string[] {
    return this.execution.output.since(1).lines.map(({ text }) => text);
  }

  until(condition: () => boolean): Promise<void> {
    return new Promise((resolve) => {
      this.#look = () => {
        if (condition()) resolve();
      };
      this.#look();
    });
  }

  ended(): Promise<void> {
    return this.until(() => ["done", "failed", "stopped"].includes(this.execution.state));
  }
}

async function withRun(stage: ProgramStage, parameter: string, check: (run: Run) => Promise<void>): Promise<void> {
  const folder = mkdtempSync(join(tmpdir(), "lanescope-program-"));
  try {
    await check(new Run(stage, folder, parameter));
  } finally {
    rmSync(folder, { recursive: true, force: true });
  }
}

export const programCases: readonly ProgramCase[] = [
  {
    name: "runs to its end, with the output of all its processes and threads",
    run: (stage) =>
      withRun(stage, "count", async (run) => {
        await run.ended();
        deepStrictEqual(run.texts().sort(), ["Final shared value: 3", "one more", "one more", "one more", "started"]);
        strictEqual(run.execution.state, "done");
        strictEqual(run.execution.snapshot().fault, null);
      }),
  },
  {
    name: "fails with the exit code that it sets",
    run: (stage) =>
      withRun(stage, "code", async (run) => {
        await run.ended();
        const { state, fault } = run.execution.snapshot();
        deepStrictEqual([state, fault?.code, fault?.exit], ["failed", "program-failed", { code: 3, signal: null }]);
      }),
  },
  {
    name: "fails with an error that nothing caught, which it prints",
    run: (stage) =>
      withRun(stage, "fail", async (run) => {
        await run.ended();
        const { state, fault } = run.execution.snapshot();
        deepStrictEqual([state, fault?.code, fault?.exit], ["failed", "program-failed", { code: 1, signal: null }]);
        strictEqual(run.texts()[0], "TypeError: the program failed");
      }),
  },
  {
    name: "sends messages of all sizes to a worker and back",
    run: (stage) =>
      withRun(stage, "messages", async (run) => {
        await run.ended();
        deepStrictEqual(run.texts(), ["all came back"]);
      }),
  },
  {
    name: "is stopped with all its processes",
    run: (stage) =>
      withRun(stage, "forever", async (run) => {
        await run.until(() => run.texts().includes("started"));
        await run.execution.stop();
        strictEqual(run.execution.state, "stopped");
      }),
  },
];
