import { afterEach, beforeEach, expect, it } from "vitest";
import { builtinWorkloads } from "../../src/workloads";
import { workloadCases } from "../support/workload-cases";
import { runWorkload } from "../unit/workloads/run-workload";
import { EngineUnderTest } from "./support/engine";

// The engine looks for the addon when it is first used; workers get the environment.
process.env.LANESCOPE_NATIVE = "off";

let engine: EngineUnderTest;

beforeEach(() => {
  engine = new EngineUnderTest();
});

afterEach(async () => {
  await engine.close();
  expect(engine.workers).toEqual([]);
});

it.each([
  ["heat", {}],
  ["tally", { lock: "each chunk" }],
])("without the addon %s finds its shared arrays with the main process", async (id, more) => {
  const parameters = { ...workloadCases[id]!.parameters, ...more };
  const run = await engine.ended(await engine.start(id, { parameters, chunkSize: 5 }));
  expect(run).toMatchObject({ state: "done", fault: null, problems: [] });
  const found = await engine.request("runs.result", { runId: run.id });
  // In this thread alone, without any engine.
  const workload = builtinWorkloads.find((one) => one.id === id)!;
  expect(found).toEqual((await runWorkload(workload, parameters, null)).result);
});

it("gives arrays of several megabytes to who asks, whole", async () => {
  const parameters = { size: 600, phases: 2, steps: 1, least: 0 };
  const run = await engine.ended(await engine.start("heat", { parameters, chunkSize: 300 }));
  expect(run).toMatchObject({ state: "done", fault: null, problems: [] });
  const { picture } = await engine.request("runs.result", { runId: run.id });
  const pixels = Buffer.from(picture!.pixels, "base64");
  expect(pixels.length).toBe(600 * 600);
  // The side that is held, and what it warmed in two steps: a quarter of it in the second row, a sixteenth below.
  expect([pixels[300], pixels[600 + 300]! > pixels[1_200 + 300]!, pixels[1_200 + 300]]).toEqual([255, true, 16]);
});
