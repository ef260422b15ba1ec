import { mkdtempSync, rmSync } from "node:fs";
import { tmpdir } from "node:os";
import { join } from "node:path";
import { fileURLToPath } from "node:url";
import { afterAll, beforeAll, describe, expect, it } from "vitest";
import { inProject } from "../../scripts/support/paths.mjs";
import { ProgramExecution } from "../../src/engine/host/program-execution";
import { childProcessPort } from "../../src/engine/ports/child-process-adapter";

const program = fileURLToPath(new URL("./library/counting.program.mjs", import.meta.url));
let folder: string;

beforeAll(() => {
  folder = mkdtempSync(join(tmpdir(), "lanescope-program-"));
});

afterAll(() => rmSync(folder, { recursive: true, force: true }));

/** A run of the program, and how to wait for what it does. */
function run(parameter: string) {
  let look = (): void => undefined;
  const execution = new ProgramExecution({
    name: "counting",
    entry: program,
    file: program,
    parameters: [parameter],
    modules: {},
    processes: childProcessPort(),
    entriesFolder: inProject("out"),
    spoolPath: join(folder, `${parameter}.trace`),
    onChange: () => look(),
    onOutput: () => look(),
  });
  const until = (condition: () => boolean): Promise<void> =>
    new Promise((resolve) => {
      look = () => {
        if (condition()) resolve();
      };
      look();
    });
  const texts = (): string[] => execution.output.since(1).lines.map(({ text }) => text);
  const ended = (): Promise<void> => until(() => ["done", "failed", "stopped"].includes(execution.state));
  execution.start();
  return { execution, until, texts, ended };
}

describe("a user's program, run by the engine", () => {
  it("runs to its end, with the output of all its processes and threads", async () => {
    const { execution, ended, texts } = run("count");
    await ended();
    expect(texts().sort()).toEqual(["Final shared value: 3", "one more", "one more", "one more", "started"]);
    expect(execution).toMatchObject({ state: "done" });
    expect(execution.snapshot().fault).toBeNull();
  });

  it("fails with its exit code, and with an error that nothing caught", async () => {
    for (const [parameter, code] of [
      ["code", 3],
      ["fail", 1],
    ] as const) {
      const { execution, ended } = run(parameter);
      await ended();
      expect(execution.snapshot()).toMatchObject({
        state: "failed",
        fault: { code: "program-failed", exit: { code, signal: null } },
      });
    }
  });

  it("is stopped with all its processes", async () => {
    const { execution, until, texts } = run("forever");
    await until(() => texts().includes("started"));
    await execution.stop();
    expect(execution.state).toBe("stopped");
  });
});
