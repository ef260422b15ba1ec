import { describe, expect, it } from "vitest";
import { placedFault } from "../../../src/engine/child/own/placed-fault";
import { unsendablePart } from "../../../src/engine/child/own/unsendable";
import { memoryFault, memoryGuard, memoryLimit, runMemoryLimit } from "../../../src/engine/host/memory-limit";
import { lineIn } from "../../../src/renderer/setup/place-in-source";
import { FaultError } from "../../../src/shared/fault";

const module = { modules: { "file:///home/me/my%20work.ts": "file:///cache/0-my.mjs" } };

function thrown(stack: string): Error {
  return Object.assign(new TypeError("x is not a function"), { stack });
}

describe("what a user's code throws", () => {
  it("is told with the innermost place in the user's source", () => {
    const error = thrown(
      "TypeError: x is not a function\n    at Array.map (<anonymous>)\n    at inner (file:///home/me/my%20work.ts:12:9)\n    at Object.task (/home/me/my work.ts:3:1)\n    at run (/app/out/child.cjs:1:1)",
    );
    expect(placedFault(error, module)).toEqual({
      code: "task-threw",
      message: "my work.ts:12:9: TypeError: x is not a function",
      stack:
        "TypeError: x is not a function\n    at inner (file:///home/me/my%20work.ts:12:9)\n    at Object.task (/home/me/my work.ts:3:1)",
    });
  });

  it("is told with the file alone where it has none", () => {
    expect(placedFault({ code: 7 }, module)).toEqual({
      code: "task-threw",
      message: "my work.ts: { code: 7 } was thrown. Throw an Error instead: it tells its place.",
    });
    expect(placedFault(thrown("at x (/other.ts:1:1)"), module).message).toBe(
      "my work.ts: TypeError: x is not a function",
    );
  });

  it("is left as it is where it is an expected failure", () => {
    const fault = { code: "dataset-changed", message: "The file changed." } as const;
    expect(placedFault(new FaultError(fault), module)).toBe(fault);
  });
});

describe("what cannot be sent", () => {
  it.each([
    [() => 1, "result is a function"],
    [{ a: [1, { b: Symbol("s") }] }, "result.a[1].b is a symbol"],
    [{ a: Promise.resolve() }, "result.a is a promise: await it"],
    [new Map([["k", () => 1]]), "result's entry 1[1] is a function"],
  ])("is named by its path", (value, words) => {
    expect(unsendablePart(value, "result")).toBe(words);
  });

  it("is not found in what can be", () => {
    const cyclic: { self?: unknown } = {};
    cyclic.self = cyclic;
    expect(
      unsendablePart({ a: [1, "b", null, new Float64Array(2), new Map([[1, new Set([2])]])], cyclic }, "r"),
    ).toBeNull();
  });
});

describe("memory of a user's own code", () => {
  it("is limited to 2 GB a process, or to its part of what the machine has", () => {
    const gibibyte = 1024 ** 3;
    expect(memoryLimit(2, 64 * gibibyte)).toBe(2 * gibibyte);
    expect(memoryLimit(4, 4 * gibibyte)).toBe(0.75 * gibibyte);
    expect(memoryLimit(64, gibibyte)).toBe(0.25 * gibibyte);
  });

  it("is shared by the workers of a run and the process that combines", () => {
    const gibibyte = 1024 ** 3;
    expect(runMemoryLimit({ mode: "processes", workers: 3 }, 4 * gibibyte)).toBe(0.75 * gibibyte);
    expect(runMemoryLimit({ mode: "threads", workers: 3 }, 4 * gibibyte)).toBe(1.5 * gibibyte);
  });

  it("is looked at for workers, and not for workloads that came with Lanescope", () => {
    const faults: string[] = [];
    const own = { module: { id: "own-x", entry: "/x", modules: {} }, mode: "processes", workers: 1 } as const;
    const guard = memoryGuard(own, ({ message }) => faults.push(message));
    guard?.({ kind: "parent", name: "parent" }, Number.MAX_SAFE_INTEGER);
    guard?.({ kind: "worker", name: "worker 1" }, 1_000);
    expect(faults).toEqual([]);
    guard?.({ kind: "worker", name: "worker 1" }, Number.MAX_SAFE_INTEGER);
    expect(faults).toEqual([memoryFault("worker 1", runMemoryLimit(own)).message]);
    expect(memoryGuard({ ...own, module: undefined }, () => undefined)).toBeUndefined();
  });
});

describe("the place in a message", () => {
  it("is found by the file's name", () => {
    expect(lineIn("my (1).ts:12:9: TypeError: no", "my (1).ts")).toBe(12);
    expect(lineIn('/home/me/a.ts:3:22: Unexpected "=>"', "a.ts")).toBe(3);
    expect(lineIn("The results could not be combined: a.ts:4:1: Error", "a.ts")).toBe(4);
    expect(lineIn("ba.ts:3:22: other", "a.ts")).toBeNull();
    expect(lineIn("a.ts is no program", "a.ts")).toBeNull();
  });
});
