import { appendFileSync, rmSync } from "node:fs";
import { join } from "node:path";
import { afterEach, beforeEach, describe, expect, it } from "vitest";
import { EngineUnderTest } from "./support/engine";

let engine: EngineUnderTest;

beforeEach(() => {
  engine = new EngineUnderTest();
});

afterEach(async () => {
  await engine.close();
  expect(engine.workers).toEqual([]);
});

/** A table whose last column has a word among numbers. */
function writeTable(rows: number): string {
  const lines = ["city,amount"];
  for (let row = 0; row < rows; row++) lines.push(`city ${row % 3},${row === 41 || row === 77 ? "n/a" : row}`);
  return engine.write("table.csv", lines.join("\n"));
}

describe("a file that cannot be used", () => {
  it.each([
    ["is not there", "dataset-missing", () => join(engine.folder, "none.csv"), /no file .*none\.csv/],
    ["is a folder of nothing that is data", "dataset-empty", () => engine.folder, /no images .* and no texts/],
    ["is empty", "dataset-empty", () => engine.write("empty.csv", ""), /empty/],
    ["is binary", "dataset-binary", () => engine.write("x.bin", Uint8Array.of(137, 80, 78, 71, 0, 1, 2)), /no text/],
  ] as const)("%s", async (_what, code, path, message) => {
    await expect(engine.request("datasets.open", { path: path() })).rejects.toMatchObject({
      fault: { code, message: expect.stringMatching(message) },
    });
  });
});

describe("a run that cannot start", () => {
  it.each([
    ["an unknown workload", "workload-unknown", { workload: "nope" }, /no workload "nope".*group-by/],
    ["no workers", "bad-parameter", { workers: 0 }, /0 workers.*1 to 64/],
    ["10,000 workers", "bad-parameter", { workers: 10_000 }, /10,000 workers.*1 to 64/],
    ["an unknown parameter", "bad-parameter", { parameters: { below: 5, speed: 2 } }, /speed.*below/],
    ["a parameter out of range", "bad-parameter", { parameters: { below: -5 } }, /below/],
    [
      "too many chunks",
      "bad-parameter",
      { chunkSize: 1, parameters: { below: 900_000_000 } },
      /would be 900,000,000.*900 items/,
    ],
  ] as const)("for %s", async (_what, code, settings, message) => {
    const { workload = "primes", ...more } = settings as { workload?: string };
    await expect(engine.start(workload, more)).rejects.toMatchObject({
      fault: { code, message: expect.stringMatching(message) },
    });
    expect(await engine.request("runs.list", {})).toEqual({ runs: [] });
  });

  it("for a column that is not there, and names those that are", async () => {
    const { id: datasetId } = await engine.request("datasets.open", { path: writeTable(9) });
    await expect(engine.start("group-by", { datasetId, parameters: { by: "town" } })).rejects.toMatchObject({
      fault: { code: "column-missing", message: expect.stringMatching(/no column town.*city, amount/) },
    });
  });

  it("without the file that it needs", async () => {
    await expect(engine.start("group-by", { parameters: { by: "city" } })).rejects.toMatchObject({
      fault: { code: "dataset-unsuitable", message: expect.stringMatching(/needs a dataset/) },
    });
  });

  it("while another one is at work", async () => {
    const first = await engine.start("num", { parameters: { steps: 100 } });
    await expect(engine.start("primes")).rejects.toMatchObject({ fault: { code: "run-active" } });
    await engine.request("runs.stop", { runId: first.id });
  });

  it("for a file that is gone since it was opened", async () => {
    const path = writeTable(9);
    const { id: datasetId } = await engine.request("datasets.open", { path });
    rmSync(path);
    await expect(engine.start("word-count", { datasetId })).rejects.toMatchObject({
      fault: { code: "dataset-missing", message: expect.stringContaining(path) },
    });
  });
});

describe("a file with something wrong in it", () => {
  it("counts rows that hold no number, and names the first one's line", async () => {
    const run = await engine.runOn(writeTable(500), "group-by", {
      chunkSize: 300,
      parameters: { by: "city", of: "amount" },
    });
    expect(run.state).toBe("done");
    expect(run.problems).toEqual([
      expect.objectContaining({
        code: "not-a-number",
        count: 2,
        message: "table.csv, line 43: 'n/a' is no number. Such rows add nothing to their group.",
      }),
    ]);
  });

  it("says where a quote opens that is never closed", async () => {
    const path = engine.write("open.csv", `a,b\n1,2\n3,"four\n5,6\n${"7,8\n".repeat(2_000)}`);
    const run = await engine.runOn(path, "sum", { chunkSize: 500, parameters: { column: "a" } });
    expect(run.problems).toEqual([
      expect.objectContaining({
        code: "unclosed-quote",
        message: expect.stringMatching(/^open\.csv, line 3: .*Close it, and run again\.$/),
      }),
    ]);
    const { rows } = await engine.request("runs.result", { runId: run.id });
    expect(rows[0]![1]).toBe(1);
  });

  it("reads a file again that changed between opening and running", async () => {
    const path = engine.write("grows.csv", "a\n1\n2\n");
    const { id: datasetId } = await engine.request("datasets.open", { path });
    appendFileSync(path, "3\n");
    const run = await engine.ended(await engine.start("sum", { datasetId }));
    const { rows } = await engine.request("runs.result", { runId: run.id });
    expect(rows[0]!.slice(0, 2)).toEqual([3, 6]);
  });

  it("ends a run whose file changes meanwhile, without a result", async () => {
    const path = engine.write("changing.csv", `a,b\n${"1,2\n".repeat(3_000_000)}`);
    const { id: datasetId } = await engine.request("datasets.open", { path });
    const run = await engine.start("sum", { datasetId, workers: 1, chunkSize: 50_000, parameters: { column: "a" } });
    await engine.until(() => engine.state(run).progress.done > 0);
    appendFileSync(path, "1,2\n");
    const ended = await engine.ended(run);
    expect(ended).toMatchObject({ state: "failed", hasResult: false, fault: { code: "dataset-changed" } });
    expect(ended.fault?.message).toContain(path);
  });

  it("ends a run whose file vanishes meanwhile, and keeps what it had read by then", async () => {
    const rows = 3_000_000;
    const path = engine.write("vanishing.csv", `a,b\n${"1,2\n".repeat(rows)}`);
    const { id: datasetId } = await engine.request("datasets.open", { path });
    const run = await engine.start("sum", { datasetId, workers: 1, chunkSize: 50_000, parameters: { column: "a" } });
    await engine.until(() => engine.state(run).progress.done > 0);
    rmSync(path);
    const ended = await engine.ended(run);
    expect(ended).toMatchObject({ state: "failed", hasResult: true, fault: { code: "dataset-missing" } });
    expect(ended.fault?.message).toBe(`${path} is gone. Put it back, or open another file, and run again.`);
    const result = await engine.request("runs.result", { runId: run.id });
    expect(result.partial).toBe(true);
    const sum = result.rows[0]![1];
    expect(sum).toBeGreaterThan(0);
    expect(sum).toBeLessThan(rows);
  });
});
