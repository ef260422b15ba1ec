import { describe, expect, it } from "vitest";
import type { Runs } from "../../../../src/engine/service/runs";
import { SeriesList } from "../../../../src/engine/service/series/series-list";
import type { RunSettings } from "../../../../src/shared/contract/models";
import { isSeriesActive, type Series, sweepPlan } from "../../../../src/shared/contract/series";

const settings: RunSettings = {
  workload: "primes",
  parameters: {},
  datasetId: null,
  mode: "threads",
  workers: 1,
  chunkSize: "auto",
};

/** Runs that say that they took so many milliseconds, one after the other. `gone` are those whose traces were deleted. */
function runsOf(wallsMs: readonly number[], gone: ReadonlySet<string>): Runs {
  let started = 0;
  const usage = { cpuMs: 1, memoryBytes: 1 };
  const runs: Partial<Record<keyof Runs, unknown>> = {
    check: async () => ({
      parameters: {},
      leftOut: [],
      measured: false,
      dataset: null,
      chunkSizeUsed: 1,
      chunkUnit: "items",
    }),
    reserve: () => undefined,
    release: () => undefined,
    drop: () => undefined,
    start: async () => ({ id: `run-${started++}` }),
    whenEnded: async (id: string) => ({ id, state: "done", wallMs: wallsMs[Number(id.slice(4))]!, problems: [] }),
    get: (id: string) => ({ id, isKept: !gone.has(id) }),
    execution: () => ({ usage, result: () => null, spool: { size: 0 } }),
  };
  return runs as Runs;
}

async function ended(list: (onSeries: (series: Series) => void) => SeriesList, repeats: number): Promise<Series> {
  return await new Promise((resolve, reject) => {
    const plan = sweepPlan("Primes", settings, [1, 2, 4], ["auto"], repeats);
    list((series) => {
      if (!isSeriesActive(series)) resolve(series);
    })
      .start(plan)
      .catch(reject);
  });
}

describe("the runs of a series whose traces are needed", () => {
  it("are those of the fastest point and of the one it is compared with", async () => {
    let list: SeriesList | null = null;
    const series = await ended((onSeries) => {
      list = new SeriesList(runsOf([100, 50, 80], new Set()), 2, onSeries);
      return list;
    }, 1);
    expect(series).toMatchObject({ state: "done", base: 0, best: 1 });
    expect(["run-0", "run-1", "run-2"].map((id) => list!.needs(id))).toEqual([true, true, false]);
  });

  it("are replaced where one had to make room before the next run of its point", async () => {
    const walls = [100, 50, 80, 101, 60, 80];
    const series = await ended((onSeries) => new SeriesList(runsOf(walls, new Set(["run-1"])), 2, onSeries), 2);
    expect(series.points[1]!.runId).toBe("run-4");
  });
});
