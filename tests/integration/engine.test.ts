import { afterEach, beforeEach, describe, expect, it } from "vitest";
import { modes } from "../../src/shared/contract/models";
import { EngineUnderTest } from "./support/engine";

let engine: EngineUnderTest;

beforeEach(() => {
  engine = new EngineUnderTest();
});

afterEach(async () => {
  await engine.close();
  expect(engine.workers).toEqual([]);
});

describe.each(modes)("a run in mode %s", (mode) => {
  it("gives the result and a lane with pid and end for each worker", async () => {
    const run = await engine.ended(await engine.start("primes", { mode, parameters: { below: 100_000 } }));
    expect(run).toMatchObject({ state: "done", hasResult: true, fault: null, problems: [] });
    const result = await engine.request("runs.result", { runId: run.id });
    expect(result.headline).toBe("9,592 primes below 100,000");
    const { lanes } = await engine.trace(run);
    const workers = lanes.filter(({ kind }) => kind === "worker");
    expect(workers).toHaveLength(mode === "sequential" ? 1 : 2);
    for (const lane of workers) {
      expect(lane.pid).toBeGreaterThan(0);
      expect(lane.pid).not.toBe(process.pid);
      expect(lane.endNs).toBeGreaterThan(lane.startNs);
      expect(lane.exit).toEqual({ code: 0, signal: null });
    }
    expect(engine.logged).toEqual([]);
  });

  it("adds exactly up under a lock", async () => {
    const parameters = { tasks: 6, increments: 20, outside: 0, inside: 0 };
    const run = await engine.ended(await engine.start("shared-counter", { mode, parameters }));
    const result = await engine.request("runs.result", { runId: run.id });
    expect(result.rows).toEqual([[120, 120]]);
  });
});
