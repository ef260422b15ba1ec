import { afterEach, beforeEach, describe, expect, it } from "vitest";
import type { Mode } from "../../src/shared/contract/models";
import { categories, recordKinds } from "../../src/shared/trace/records";
import { builtinWorkloads } from "../../src/workloads";
import { workloadCases } from "../support/workload-cases";
import { EngineUnderTest } from "./support/engine";

let engine: EngineUnderTest;

beforeEach(() => {
  engine = new EngineUnderTest();
});

afterEach(async () => {
  await engine.close();
  expect(engine.workers).toEqual([]);
});

/** Those whose tasks meet in shared memory; of the others unit tests prove as much. */
const workloads = builtinWorkloads.flatMap(({ id, shared }) => (shared === undefined ? [] : [{ id }]));

const settings: readonly { readonly mode: Mode; readonly workers: number; readonly chunkSize: number | "auto" }[] = [
  { mode: "sequential", workers: 1, chunkSize: "auto" },
  { mode: "concurrent", workers: 3, chunkSize: 2 },
  { mode: "processes", workers: 2, chunkSize: 1 },
  { mode: "threads", workers: 3, chunkSize: 7 },
];

describe.each(workloads)("$id", ({ id }) => {
  it("gives the same result in every mode, with every number of workers and chunk size", async () => {
    const found = new Set<string>();
    for (const one of settings) {
      const { parameters, text, same = (whole) => whole } = workloadCases[id]!;
      const path = text === undefined ? null : engine.write("table.csv", text);
      // Chunks of a few bytes would only be read over and over.
      const chunkSize = path === null || one.chunkSize === "auto" ? one.chunkSize : one.chunkSize * 400;
      const datasetId = path === null ? null : (await engine.request("datasets.open", { path })).id;
      const run = await engine.ended(await engine.start(id, { ...one, chunkSize, parameters, datasetId }));
      expect(run).toMatchObject({ state: "done", fault: null });
      expect(run.progress.done).toBe(run.progress.total);
      found.add(JSON.stringify(same(await engine.request("runs.result", { runId: run.id }))));
    }
    expect(found.size).toBe(1);
  });
});

describe("a run whose result grows", () => {
  it("gives what it has so far, says who did it, and stops at once", async () => {
    // Far more than can be done while this test looks.
    const parameters = { tiles: 60, depth: 100_000 };
    const run = await engine.start("mandelbrot", { parameters, chunkSize: 1 });
    await engine.until(() => engine.state(run).hasResult);
    const soFar = await engine.request("runs.result", { runId: run.id });
    expect(soFar.partial).toBe(true);
    expect(soFar.picture).toMatchObject({ width: 1_200, height: 1_200, tile: { width: 20, height: 20 } });
    const { workers } = await engine.request("runs.doers", { runId: run.id });
    expect(workers.length).toBeGreaterThan(0);
    expect(workers.every((number) => number >= 0 && number <= 2)).toBe(true);
    const stopped = await engine.request("runs.stop", { runId: run.id });
    expect(stopped).toMatchObject({ state: "stopped", hasResult: true });
  });
});

describe("a workload with rounds", () => {
  it("shows its rounds and the waits at the barrier on the timeline", async () => {
    const parameters = { size: 40, phases: 5, steps: 2, least: 0 };
    // Two tasks of one process: neither can begin before the other is there.
    const run = await engine.ended(await engine.start("heat", { parameters, mode: "concurrent", chunkSize: 40 }));
    const { lanes, records } = await engine.trace(run);
    const round = lanes.find(({ kind, name }) => kind === "value" && name === "round")!;
    const told = records.filter(({ kind, subject }) => kind === recordKinds.valueUpdate && subject === round.id);
    expect(told.map(({ value }) => value)).toEqual([1, 2, 3, 4, 5]);
    // One chunk for two: in every round but the last, somebody has nothing to do and waits for the other.
    const begun = records.filter(
      ({ kind, category }) => kind === recordKinds.begin && category === categories.dataWait,
    );
    expect(begun.length).toBeGreaterThanOrEqual(4);
    for (const { lane } of begun) expect(lanes.find(({ id }) => id === lane)!.kind).toBe("worker");
  });

  it("begins no chunk of a round before all of the one before have ended", async () => {
    const parameters = { size: 40, phases: 6, steps: 2, least: 0 };
    const run = await engine.ended(await engine.start("heat", { parameters, chunkSize: 5 }));
    const { lanes, records } = await engine.trace(run);
    const workers = new Set(lanes.filter(({ kind }) => kind === "worker").map(({ id }) => id));
    // A task's arrows are its first and its last record, and wear its number.
    const tasks = [recordKinds.flowIn, recordKinds.flowOut].map((wanted) =>
      records
        .filter(({ kind, lane }) => kind === wanted && workers.has(lane))
        .map(({ time }) => time)
        .sort((a, b) => a - b),
    );
    const [begins, ends] = tasks as [number[], number[]];
    const chunks = 8;
    expect([begins.length, ends.length]).toEqual([6 * chunks, 6 * chunks]);
    for (let round = 1; round < 6; round++) {
      expect(begins[round * chunks]!).toBeGreaterThan(ends[round * chunks - 1]!);
    }
  });
});
