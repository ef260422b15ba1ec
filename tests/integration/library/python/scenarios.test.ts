import { spawnSync } from "node:child_process";
import { fileURLToPath } from "node:url";
import { beforeAll, describe, expect, it } from "vitest";

const names = [
  "queue order",
  "queue bounds",
  "queue join",
  "queue pipeline",
  "lock results",
  "rlock results",
  "lock elsewhere",
  "semaphore results",
  "event results",
  "condition counts",
  "condition results",
  "barrier indexes",
  "barrier broken",
  "pipe talk",
  "pipe one way",
  "exit codes",
  "join and kill",
  "shared counter",
  "own memory",
  "shared array",
  "pool results",
];

const hasPython = spawnSync("python3", ["--version"]).status === 0;
if (!hasPython) console.warn("python3 is not installed: programs are not compared with Python's.");

/** Runs a program that prints what each scenario saw. */
function seenBy(command: string, file: string, env: NodeJS.ProcessEnv = {}): Map<string, unknown> {
  const path = fileURLToPath(new URL(file, import.meta.url));
  const result = spawnSync(command, [path], { encoding: "utf8", env: { ...process.env, ...env } });
  const lines = result.stdout.split("\n").filter((line) => line !== "");
  expect(result.status, result.stderr).toBe(0);
  return new Map(lines.map((line) => JSON.parse(line) as [string, unknown]));
}

describe.each([
  { backend: "in shared memory", env: {} },
  { backend: "kept by the main process", env: { LANESCOPE_NATIVE: "off" } },
])("the same program in Python and on the library, $backend", ({ env }) => {
  let [theirs, ours]: [Map<string, unknown>, Map<string, unknown>] = [new Map(), new Map()];
  beforeAll(() => {
    if (!hasPython) return;
    theirs = seenBy("python3", "scenarios.py");
    ours = seenBy(process.execPath, "scenarios.program.mjs", env);
  });

  it.skipIf(!hasPython)("has all scenarios (needs python3)", () => {
    expect([...theirs.keys()]).toEqual(names);
    expect([...ours.keys()]).toEqual(names);
  });

  for (const name of names) {
    it.skipIf(!hasPython)(`sees the same: ${name} (needs python3)`, () => {
      expect(ours.get(name)).toEqual(theirs.get(name));
    });
  }
});
