import { existsSync, readdirSync, readFileSync } from "node:fs";
import { join } from "node:path";
import { afterEach, beforeEach, expect, it } from "vitest";
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
  const settings = { datasetId, chunkSize: 10_000, parameters: { by: "value", output } };

  const stopped = await engine.start("sort", settings);
  await engine.until(() => engine.state(stopped).progress.done > 0);
  await engine.request("runs.stop", { runId: stopped.id });
  expect([existsSync(output), existsSync(folder) ? readdirSync(folder) : []]).toEqual([false, []]);

  const run = await engine.start("sort", settings);
  await engine.until(() => engine.state(run).progress.done > 0 && engine.workers.length > 0);
  process.kill(engine.workers[0]!, "SIGKILL");
  expect(await engine.ended(run)).toMatchObject({ state: "done", fault: null });
  const expected = numbers.map((value, row) => ({ value, row })).sort((a, b) => a.value - b.value);
  const lines = readFileSync(output, "utf8").trimEnd().split("\n");
  expect(lines).toEqual(["row,value", ...expected.map(({ value, row }) => `${row},${value}`)]);
  expect(readdirSync(folder)).toEqual(["sorted.csv"]);
});
