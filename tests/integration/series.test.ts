import { existsSync } from "node:fs";
import { afterEach, beforeEach, describe, expect, it } from "vitest";
import { modes, type RunSettings } from "../../src/shared/contract/models";
import { comparePlan, isSeriesActive, type Series, type SeriesPlan, sweepPlan } from "../../src/shared/contract/series";
import { FaultError } from "../../src/shared/fault";
import { EngineUnderTest } from "./support/engine";

let engine: EngineUnderTest;

beforeEach(() => {
  engine = new EngineUnderTest();
});

afterEach(async () => {
  await engine.close();
  expect(engine.workers).toEqual([]);
});

const settings: RunSettings = {
  workload: "primes",
  parameters: { below: 60_000 },
  datasetId: null,
  mode: "processes",
  workers: 2,
  chunkSize: 10_000,
};

function told(id: string): Series {
  const all = engine.events.filter((event) => event.event === "series" && event.series.id === id);
  const last = all[all.length - 1];
  if (last?.event !== "series") throw new Error("nothing was told of that series");
  return last.series;
}

async function ended(plan: SeriesPlan): Promise<Series> {
  const { id } = await engine.request("series.start", plan);
  await engine.until(() => !isSeriesActive(told(id)));
  return told(id);
}

describe("running all modes", () => {
  it("measures each of them, finds the same result in all, and accounts for all of the workers' time", async () => {
    const series = await ended(comparePlan("Count primes", settings, modes, 2));
    expect(series).toMatchObject({ state: "done", fault: null, done: 8, total: 8, base: 0, current: null });
    expect(series.agreement).toEqual({ state: "same", message: "All runs had the same result, bit for bit." });
    expect(series.points.map(({ settings: { mode, workers } }) => [mode, workers])).toEqual([
      ["sequential", 1],
      ["concurrent", 2],
      ["threads", 2],
      ["processes", 2],
    ]);
    const { runs } = await engine.request("runs.list", {});
    for (const point of series.points) {
      expect(point.wallsMs).toHaveLength(2);
      expect(point.limit).not.toBe("");
      const run = runs.find(({ id }) => id === point.runId)!;
      expect(run).toMatchObject({ isKept: true, seriesId: series.id });
      const { lanes, shares, tasks, dropped } = point.times!;
      expect({ lanes, tasks, dropped }).toEqual({ lanes: point.settings.workers, tasks: 6, dropped: 0 });
      const total = Object.values(shares).reduce((sum, ms) => sum + ms, 0);
      expect(total / lanes).toBeCloseTo(run.wallMs, 3);
      if (process.platform === "linux") {
        expect(point.figures!.cpuMs).toBeGreaterThan(0);
        expect(point.figures!.memoryBytes).toBeGreaterThan(1e6);
      }
    }
    // Of each mode one trace stays.
    expect(runs.filter(({ isKept }) => isKept)).toHaveLength(4);
    expect(series.points[0]!.figures).toMatchObject({ speedup: 1, efficiency: 1, difference: "base" });
    expect(series.conclusions.length).toBeGreaterThan(0);
  });

  it("writes no file, and says so, where a run by itself would write one", async () => {
    const path = engine.write("rows.csv", "name,size\nb,2\na,1\n");
    const { id: datasetId } = await engine.request("datasets.open", { path });
    const parameters = { by: "name", output: `${path}.sorted.csv` };
    const sort = { ...settings, workload: "sort", parameters, datasetId, chunkSize: "auto" as const };
    const series = await ended(comparePlan("Sort", sort, ["sequential", "concurrent"], 1));
    expect(series.points.map(({ fault, settings: { parameters } }) => [fault, parameters.output])).toEqual([
      [null, undefined],
      [null, undefined],
    ]);
    expect(series.conclusions).toContain('"Sorted file" was left out: runs that are compared write no files.');
    expect(existsSync(parameters.output)).toBe(false);
  });

  it("tells of every way that its data is damaged, and that results are those of a part", async () => {
    const path = engine.write("cut.csv", 'name,size\na,1\n"b,2\n');
    const { id: datasetId } = await engine.request("datasets.open", { path });
    const work = {
      ...settings,
      workload: "group-by",
      parameters: { by: "name" },
      datasetId,
      chunkSize: "auto" as const,
    };
    const series = await ended(comparePlan("Group by", work, ["sequential", "concurrent"], 1));
    expect(series).toMatchObject({ state: "done", agreement: { state: "same" } });
    expect(series.points.map(({ problems }) => problems.map(({ code, count }) => [code, count]))).toEqual([
      [["unclosed-quote", 1]],
      [["unclosed-quote", 1]],
    ]);
    expect(series.agreement.message).toBe("All runs had the same result, for the part of the data that they read.");
  });

  it("does not compare results that are measured", async () => {
    const parameters = { messages: 2, perSecond: 1_000, work: 0 };
    const series = await ended(
      comparePlan("Chat", { ...settings, workload: "chat-server", parameters, chunkSize: "auto" }, ["sequential"], 2),
    );
    expect(series.state).toBe("done");
    expect(series.agreement).toEqual({ state: "measured", message: "Results are measurements and not compared." });
  });

  it("goes on with the others where a mode fails", async () => {
    // What is told of a file that goes away in the middle of a series: runs after it fail to start.
    const path = engine.write("numbers.txt", "1\n2\n3\n");
    const { id: datasetId } = await engine.request("datasets.open", { path });
    const sum = { ...settings, workload: "sum", parameters: {}, datasetId, chunkSize: "auto" as const };
    const plan = comparePlan("Sum", sum, ["sequential", "processes"], 1);
    const primes = comparePlan("Count primes", settings, ["threads"], 1);
    const started = await engine.request("series.start", { ...plan, points: [...plan.points, ...primes.points] });
    await engine.request("datasets.remove", { datasetId });
    await engine.until(() => !isSeriesActive(told(started.id)));
    const series = told(started.id);
    expect(series).toMatchObject({ state: "done", done: 4, total: 4 });
    expect(series.points[1]!.fault).toMatchObject({ code: "dataset-unknown" });
    expect(series.points[2]).toMatchObject({ fault: null, figures: { difference: "base" } });
  });

  it("starts nothing where one of the runs could not be run, or another run is at work", async () => {
    const wrong = sweepPlan("Count primes", settings, [1, 1_000], ["auto"], 1);
    await expect(engine.request("series.start", wrong)).rejects.toThrow("1,000 workers are out of range");
    const long = await engine.start("primes", { parameters: { below: 1e9 } });
    await expect(engine.request("series.start", sweepPlan("", settings, [1], ["auto"], 1))).rejects.toThrow(FaultError);
    await expect(engine.request("series.start", sweepPlan("Primes", settings, [1], ["auto"], 1))).rejects.toThrow(
      "Another run is at work",
    );
    await engine.request("runs.stop", { runId: long.id });
    expect((await engine.request("series.list", {})).series).toEqual([]);
  });

  it("stops with the run that is at work, keeps what was measured, and lets others start", async () => {
    const points = [
      ...comparePlan("Count primes", settings, ["threads"], 1).points,
      ...comparePlan("Count primes", { ...settings, parameters: { below: 1e9 } }, ["processes"], 1).points,
    ];
    const { id } = await engine.request("series.start", { kind: "twins", title: "Twins", points, repeats: 1 });
    await engine.until(() => told(id).current?.point === 1);
    await expect(engine.start("primes")).rejects.toThrow("A series of runs is at work");
    const stopped = await engine.request("series.stop", { seriesId: id });
    expect(stopped).toMatchObject({ state: "stopped", current: null, done: 1, total: 2 });
    expect(stopped.points.map(({ wallsMs }) => wallsMs.length)).toEqual([1, 0]);
    expect(engine.workers).toEqual([]);
    const run = await engine.ended(await engine.start("primes", { parameters: { below: 100 } }));
    expect(run).toMatchObject({ state: "done", seriesId: null });
  });
});
