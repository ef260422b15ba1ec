import { readFileSync } from "node:fs";
import { createRequire } from "node:module";
import * as library from "lanescope";
import { Pool } from "lanescope";
import { describe, expect, it } from "vitest";
import { tasks } from "./facade.tasks.mjs";

const require = createRequire(import.meta.url);
const common: { readonly tasks: { readonly look: Pick<typeof tasks, "look">["look"] } } = require("./facade.tasks.cjs");

/** What a program gets, whichever way it asks; that TypeScript knows each is checked by compiling this. */
const names: readonly (keyof typeof library)[] = [
  "Barrier",
  "BoundedSemaphore",
  "Condition",
  "Event",
  "Lock",
  "Pipe",
  "Pool",
  "Process",
  "Queue",
  "RLock",
  "Semaphore",
  "SharedArray",
  "SimpleQueue",
  "Thread",
  "Value",
  "defineTasks",
  "isMainProcess",
];

/** What only stands in a file that starts processes. */
const hostSide = /\b(MainContext|HandleBroker) = class\b/;

const isOfBuild = (file: string): boolean => /[\\/]out[\\/]/.test(file);

describe("the library", () => {
  it("has all its names, the same things for ES modules and for CommonJS", () => {
    expect(Object.keys(library)).toEqual(expect.arrayContaining([...names]));
    const required = require("lanescope");
    expect(Object.keys(required).sort()).toEqual(Object.keys(library).sort());
    for (const [name, value] of Object.entries(library)) expect(required[name]).toBe(value);
    expect(library.isMainProcess).toBe(true);
  });

  it("loads in the main process what starts others", () => {
    const files = Object.keys(require.cache).filter(isOfBuild);
    expect(files.some((file) => hostSide.test(readFileSync(file, "utf8")))).toBe(true);
  });
});

describe.each(["processes", "threads"] as const)("a worker among %s", (mode) => {
  it("has the same names by both module systems, and loads nothing that starts others", async () => {
    await using pool = new Pool({ workers: 1, mode });
    const expected = Object.keys(library).sort();
    const seen = await pool.apply(tasks.look, []);
    expect(seen).toMatchObject({ names: expected, required: expected, isSame: true, isMainProcess: false });
    const seenByCommon = await pool.apply(common.tasks.look, []);
    expect(seenByCommon).toMatchObject({ names: expected, isMainProcess: false });
    for (const files of [seen.files, seenByCommon.files]) {
      const built = files.filter(isOfBuild);
      expect(built.length).toBeGreaterThan(0);
      expect(built.filter((file) => hostSide.test(readFileSync(file, "utf8")))).toEqual([]);
    }
  });

  it("is told that it cannot start others itself", async () => {
    await using pool = new Pool({ workers: 1, mode });
    for (const name of ["Process", "Thread", "Pool"] as const) {
      await expect(pool.apply(tasks.misuse, [name])).rejects.toMatchObject({
        code: "host-only",
        message: expect.stringContaining(`${name} cannot be used in a worker`),
      });
    }
  });
});
