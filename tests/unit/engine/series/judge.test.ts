import { describe, expect, it } from "vitest";
import { judge, type Measured } from "../../../../src/engine/service/series/judge";
import type { RunSettings } from "../../../../src/shared/contract/models";
import { type SeriesTimes, type ShareName, shareNames } from "../../../../src/shared/contract/series";

const settings: RunSettings = {
  workload: "primes",
  parameters: {},
  datasetId: null,
  mode: "processes",
  workers: 1,
  chunkSize: "auto",
};

/** Shares in milliseconds; what is left out is 0. */
function times(shares: Partial<Record<ShareName, number>>, more: Partial<SeriesTimes> = {}): SeriesTimes {
  const all = Object.fromEntries(shareNames.map((name) => [name, shares[name] ?? 0])) as Record<ShareName, number>;
  return { lanes: 1, shares: all, lock: null, tasks: 10, dropped: 0, ...more };
}

function point(
  label: string,
  wallsMs: readonly number[],
  more: Partial<RunSettings> = {},
  spent: SeriesTimes = times({ compute: 1 }),
): Measured {
  return {
    point: {
      label,
      settings: { ...settings, ...more },
      chunkSizeUsed: 10,
      chunkUnit: "items",
      wallsMs,
      figures: null,
      times: spent,
      runId: null,
      limit: "",
      fault: null,
      problems: [],
    },
    measurements: wallsMs.map((wallMs) => ({ wallMs, cpuMs: wallMs / 2, memoryBytes: null })),
  };
}

describe("comparing points", () => {
  it("takes the median, and measures against sequential", () => {
    const { points, base, best } = judge(
      "compare",
      [
        point("Processes", [520, 500, 900], { workers: 2 }),
        point("Sequential", [1_000, 990, 1_010], { mode: "sequential" }),
      ],
      2,
    );
    expect({ base, best }).toEqual({ base: 1, best: 0 });
    expect(points[0]!.figures).toEqual({
      wallMs: 520,
      lowMs: 500,
      highMs: 900,
      cpuMs: 260,
      memoryBytes: null,
      speedup: 1_000 / 520,
      efficiency: 1_000 / 520 / 2,
      difference: "faster",
    });
    expect(points[1]!.figures).toMatchObject({ speedup: 1, efficiency: 1, difference: "base" });
  });

  it("measures against the fastest of the fewest workers where nothing is sequential", () => {
    const all = [point("a", [900]), point("b", [800], { chunkSize: 5 }), point("c", [500], { workers: 2 })];
    expect(judge("sweep", all, 2)).toMatchObject({ base: 1, best: 2 });
  });

  it("calls times that overlap no difference, and one run each unknown", () => {
    const overlapping = [point("One", [100, 120]), point("Two", [90, 110], { workers: 2 })];
    const judged = judge("sweep", overlapping, 2);
    expect(judged.points[1]!.figures!.difference).toBe("none");
    expect(judged.conclusions[0]).toBe("No clear difference: the times of Two and of One overlap.");
    const once = judge("sweep", [point("One", [100]), point("Two", [50], { workers: 2 })], 2);
    expect(once.points[1]!.figures!.difference).toBe("unknown");
    expect(once.conclusions).toContain("Each was run once, so how far times scatter is not known.");
  });

  it("leaves out what is not measured, and knows nothing while nothing is", () => {
    const judged = judge("compare", [point("Sequential", [100], { mode: "sequential" }), point("Threads", [])], 2);
    expect(judged.points[1]!.figures).toBeNull();
    expect(judge("compare", [point("Threads", [])], 2)).toMatchObject({ base: null, best: null, conclusions: [] });
  });

  it("measures twins against the first, whichever is faster, and says of both what their time goes to", () => {
    const hot = times({ compute: 20, lockWait: 80 }, { lock: { name: "total", waitMs: 80, holdMs: 100 } });
    const { base, conclusions } = judge(
      "twins",
      [
        point("One hot lock", [1_000, 1_001], { workers: 4 }, hot),
        point("Own totals", [250, 251], { workers: 4 }, times({ compute: 95, start: 5 })),
      ],
      4,
    );
    expect(base).toBe(0);
    expect(conclusions).toEqual([
      "Fastest: Own totals, 251 ms, 3.99 times as fast as One hot lock.",
      'One hot lock: 80 % of the workers\' time more goes to waiting for the lock "total": one at a time holds it, 100 ms in all.',
      "Own totals: 95 % of the workers' time is computing.",
    ]);
    const waiting = times({ start: 5, dataWait: 4, compute: 1 });
    const others = judge("twins", [point("Compute", [9, 9]), point("Wait", [3, 3], {}, waiting)], 4);
    // What it starts with is no part of the lesson.
    expect(others.points[1]!.limit).toBe("40 % of the workers' time goes to waiting for data.");
  });
});

describe("what limits a point", () => {
  const one = point("One", [100], { mode: "sequential" }, times({ compute: 100 }));
  const limitOf = (spent: SeriesTimes, more: Partial<RunSettings> = { workers: 2 }, processors = 2): string =>
    judge("sweep", [one, point("More", [80], more, spent)], processors).points[1]!.limit;

  it.each<readonly [string, Partial<Record<ShareName, number>>, RegExp]>([
    ["starting", { compute: 100, start: 50 }, /^33 % of the workers' time more goes to starting the workers/],
    ["imbalance", { compute: 100, skew: 50 }, /smaller chunks would share the work out better\.$/],
    ["the parent", { compute: 100, starved: 15 }, /until the main process hands them a chunk\.$/],
    ["the end", { compute: 100, ending: 50 }, /putting the results together/],
    ["a barrier", { compute: 100, barrier: 50 }, /waiting for the others at the end of a round\.$/],
    ["data", { compute: 100, dataWait: 50 }, /waiting for data\.$/],
  ])("can be %s", (_what, shares, words) => {
    expect(limitOf(times(shares))).toMatch(words);
  });

  it("is the chunks where they are so small that handing them out counts", () => {
    expect(limitOf(times({ compute: 100, starved: 60 }))).toBe(
      "38 % of the workers' time more goes to handing out chunks: one takes 10 ms, and 6.0 ms pass until the next. Larger chunks would cost less.",
    );
  });

  it("is no chunk size where there are as few chunks as workers, such as of a packed file", () => {
    const few = times({ compute: 100, starved: 60 }, { tasks: 1 });
    expect(limitOf(few)).toMatch(/until the main process hands them a chunk\.$/);
    for (const loss of ["starved", "skew"] as const) {
      const idle = times({ compute: 100, [loss]: 60 }, { tasks: 1, lanes: 2 });
      expect(limitOf(idle)).toMatch(/goes to workers without a chunk: there is one chunk for 2 workers\.$/);
    }
  });

  it("is the processors where the same computing takes longer", () => {
    expect(limitOf(times({ compute: 160 }))).toMatch(/^The same work takes each worker longer: 38 %/);
    expect(limitOf(times({ compute: 400 }), { workers: 4 })).toMatch(/^This machine has 2 processors for 4 workers/);
  });

  it("is little where nearly nothing is lost", () => {
    const all = [one, point("Two", [52], { workers: 2 }, times({ compute: 104 }))];
    expect(judge("sweep", all, 2).points[1]!.limit).toMatch(/^Little is lost/);
  });

  it("of tasks that take turns depends on whether they wait", () => {
    const turns = { mode: "concurrent", workers: 2 } as const;
    expect(limitOf(times({ compute: 100 }), turns)).toMatch(/^All tasks share one thread/);
    const waiting = point("One", [100], { mode: "sequential" }, times({ compute: 10, dataWait: 90 }));
    const judged = judge("sweep", [waiting, point("Two", [50], turns)], 2);
    expect(judged.points[1]!.limit).toBe("While one task waits, another one has the thread.");
  });

  it("is not guessed where there is no account", () => {
    const unknown = point("Two", [90], { workers: 2 });
    const all = [one, { ...unknown, point: { ...unknown.point, times: null } }];
    expect(judge("sweep", all, 2).points[1]!.limit).toBe("");
  });
});
