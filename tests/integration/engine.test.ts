import { readdirSync } from "node:fs";
import { join } from "node:path";
import { afterEach, beforeEach, describe, expect, it } from "vitest";
import { mostKeptRuns } from "../../src/engine/service/kept-runs";
import { modes, type Run } from "../../src/shared/contract/models";
import { recordKinds } from "../../src/shared/trace/records";
import { EngineUnderTest } from "./support/engine";

let engine: EngineUnderTest;

beforeEach(() => {
  engine = new EngineUnderTest();
});

afterEach(async () => {
  await engine.close();
  expect(engine.workers).toEqual([]);
});

/** Groups of one row each, between quoted cells that look like rows for longer than anyone looks for the quote's end. */
function writeMisleading(path: (text: string) => string): { readonly path: string; readonly rows: readonly unknown[] } {
  const lines = ["key,amount"];
  const rows: (readonly unknown[])[] = [];
  for (let part = 0; part < 4; part++) {
    for (let row = 0; row < 3_000; row++) {
      const key = `key-${part}-${String(row).padStart(4, "0")}`;
      lines.push(`${key},${row}`);
      rows.push([key, 1, row, row, row, row]);
    }
    const cell = "no-row,1\n".repeat(16_000);
    lines.push(`"${cell}",${part}`);
    rows.push([cell, 1, part, part, part, part]);
  }
  // All four cells are the same.
  const groups = rows.filter(([key]) => !String(key).startsWith("no-row"));
  groups.push([rows[rows.length - 1]![0], 4, 6, 1.5, 0, 3]);
  return { path: path(lines.join("\n")), rows: groups };
}

describe.each(modes)("a run in mode %s", (mode) => {
  it("rests on no guess, whatever its workers had added up by then", async () => {
    const { path, rows } = writeMisleading((text) => engine.write("misleading.csv", text));
    const settings = { mode, workers: 2, chunkSize: 20_000, parameters: { by: "key", of: "amount" } };
    const run = await engine.runOn(path, "group-by", settings);
    expect(run).toMatchObject({ state: "done", problems: [] });
    expect(run.progress.done).toBe(run.progress.total);
    const result = await engine.request("runs.result", { runId: run.id, limit: rows.length });
    expect(result.rows).toEqual(rows);
    const { records } = await engine.trace(run);
    const chunks = records.filter(({ kind, value }) => kind === recordKinds.begin && !Number.isNaN(value));
    const begun = chunks.map(({ value }) => value);
    expect(begun.length).toBeGreaterThan(new Set(begun).size);
  });

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

describe("a result of many rows", () => {
  it("can be had page by page, and all of it at once", async () => {
    const keys = Array.from({ length: 25_000 }, (_, row) => `k${String(row).padStart(5, "0")}`);
    const path = engine.write("keys.csv", `key\n${keys.join("\n")}\n`);
    const { id: runId } = await engine.runOn(path, "group-by", { parameters: { by: "key" } });
    const found: unknown[] = [];
    for (const from of [0, 9_000, 18_000, 27_000]) {
      const { rows, totalRows } = await engine.request("runs.result", { runId, from, limit: 9_000 });
      expect(totalRows).toBe(keys.length);
      for (const [key] of rows) found.push(key);
    }
    expect(found).toEqual(keys);
    const { text } = await engine.request("runs.export", { runId, format: "csv" });
    expect(text).toBe(`key,count\n${keys.map((key) => `${key},1\n`).join("")}`);
  });
});

describe("a session of many runs", () => {
  /** The files of traces that are there. */
  function traceFiles(): readonly string[] {
    const [session] = readdirSync(engine.folder).filter((name) => name.startsWith("lanescope-session-"));
    return readdirSync(join(engine.folder, session!)).filter((name) => name.endsWith(".trace"));
  }

  it("drops what the oldest left, says so of them, and keeps the one that a view looks at", async () => {
    const runs: Run[] = [];
    const finish = async (): Promise<void> => {
      const settings = { mode: "sequential", workers: 1, parameters: { below: 10 } } as const;
      runs.push(await engine.ended(await engine.start("primes", settings)));
    };
    await finish();
    await engine.trace(runs[0]!);
    while (runs.length < mostKeptRuns + 2) await finish();
    const [watched, dropped, kept] = runs as [Run, Run, Run];
    await engine.until(() => !engine.state(dropped).isKept);
    expect(engine.state(dropped)).toMatchObject({ state: "done", hasResult: false, isKept: false });
    for (const name of ["runs.result", "runs.output", "runs.export", "trace.follow"] as const) {
      await expect(engine.request(name, { runId: dropped.id, format: "csv" })).rejects.toMatchObject({
        fault: { code: "run-dropped", message: expect.stringMatching(/run 2 were deleted.*newest 20.*1 GB.*again/) },
      });
    }
    for (const run of [watched, kept]) {
      expect(engine.state(run)).toMatchObject({ hasResult: true, isKept: true });
      const { headline } = await engine.request("runs.result", { runId: run.id });
      expect(headline).toBe("4 primes below 10");
      expect((await engine.trace(run)).lanes.length).toBeGreaterThan(1);
    }
    const { runs: listed } = await engine.request("runs.list", {});
    expect(listed.filter(({ isKept }) => !isKept).map(({ id }) => id)).toEqual([dropped.id]);
    await expect.poll(traceFiles).not.toContain(`${dropped.id}.trace`);
    expect(traceFiles()).toHaveLength(runs.length - 1);
    expect(engine.logged).toEqual([]);
  });
});
