import { existsSync, mkdirSync, readdirSync, readFileSync, writeFileSync } from "node:fs";
import { join } from "node:path";
import { afterEach, beforeEach, expect, it } from "vitest";
import type { Run } from "../../src/shared/contract/models";
import { partsFolder } from "../../src/workloads/sort/part-file";
import { EngineUnderTest } from "./support/engine";

let engine: EngineUnderTest;

beforeEach(() => {
  engine = new EngineUnderTest();
});

afterEach(async () => {
  await engine.close();
  expect(engine.workers).toEqual([]);
});

it("a sorted file is whole though a worker is killed, and a stopped run leaves nothing of it", async () => {
  const numbers = Array.from({ length: 60_000 }, (_, row) => (row * 7_919) % 60_013);
  const path = engine.write("numbers.csv", `row,value\n${numbers.map((value, row) => `${row},${value}`).join("\n")}\n`);
  const { id: datasetId } = await engine.request("datasets.open", { path });
  const folder = join(engine.folder, "sorted");
  const output = join(folder, "sorted.csv");
  const settings = { datasetId, workers: 1, chunkSize: 10_000, parameters: { by: "value", output } };
  // Told in the turn in which the only worker gets its first chunk: what is done to it in that turn comes before the chunk's end.
  const begun = (run: Run): Promise<void> => engine.until(() => engine.state(run).state === "running");

  const stopped = await engine.start("sort", settings);
  await begun(stopped);
  process.kill(engine.workers[0]!, "SIGSTOP");
  mkdirSync(partsFolder(output), { recursive: true });
  writeFileSync(join(partsFolder(output), "left"), "half");
  expect((await engine.request("runs.stop", { runId: stopped.id })).state).toBe("stopped");
  expect([existsSync(output), existsSync(folder) ? readdirSync(folder) : []]).toEqual([false, []]);

  const run = await engine.start("sort", settings);
  await begun(run);
  process.kill(engine.workers[0]!, "SIGKILL");
  const ended = await engine.ended(run);
  expect(ended).toMatchObject({ state: "done", fault: null });
  expect(ended.problems.map(({ code }) => code)).toEqual(["worker-lost"]);
  const expected = numbers.map((value, row) => ({ value, row })).sort((a, b) => a.value - b.value);
  const lines = readFileSync(output, "utf8").trimEnd().split("\n");
  expect(lines).toEqual(["row,value", ...expected.map(({ value, row }) => `${row},${value}`)]);
  expect(readdirSync(folder)).toEqual(["sorted.csv"]);
});
