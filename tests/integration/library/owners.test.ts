import { spawnSync } from "node:child_process";
import { fileURLToPath } from "node:url";
import { describe, expect, it } from "vitest";

const program = fileURLToPath(new URL("owners.program.mjs", import.meta.url));

describe.each([
  { backend: "in shared memory", env: {} },
  { backend: "kept by the main process", env: { LANESCOPE_NATIVE: "off" } },
])("locks $backend whose owner's task is over", ({ env }) => {
  it("are told of, and taken back when the worker ends", () => {
    const { stdout, stderr, status } = spawnSync(process.execPath, [program], {
      env: { ...process.env, ...env },
      encoding: "utf8",
    });
    const left = ["Process", "Thread"].flatMap((runner) => [
      { runner, exitCode: 0, free: true, abandoned: true },
      { runner, exitCode: 0, free: true, abandoned: true },
      { runner, foreign: 1 },
    ]);
    // A pool's worker goes on: as in Python, the lock stays locked until somebody releases it.
    const expected = [...left, { pool: false }, { pool: true }];
    expect(
      stdout
        .trim()
        .split("\n")
        .map((line) => JSON.parse(line)),
    ).toEqual(expected);
    for (const runner of ["Process", "Thread"]) {
      expect(stderr).toMatch(`${runner}: a task ended while it held "door".`);
      expect(stderr).toMatch(`${runner}: a task ended while it held "gate".`);
    }
    expect(stderr).toMatch(/a task ended while it held "till"\. .*\[lock-not-released\]/);
    expect(stderr).toContain('main process: a task ended while it held "bell".');
    // Another one released it.
    expect(stderr).not.toContain('"lent"');
    expect(stderr.match(/belongs to another program.*\[handle-foreign\]/g)).toHaveLength(2);
    expect(status).toBe(0);
  });
});
