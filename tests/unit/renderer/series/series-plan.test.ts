import { beforeEach, describe, expect, it } from "vitest";
import { laneNote } from "../../../../src/renderer/series/lane-note";
import { letterOf } from "../../../../src/renderer/series/letters";
import { sharedError } from "../../../../src/renderer/series/shared-error";
import { hasChoice, shownPoints, toggled } from "../../../../src/renderer/series/shown-points";
import { speedupLines } from "../../../../src/renderer/series/speedup-lines";
import {
  allModes,
  readChunkSizes,
  readWorkers,
  sweepOf,
  twinsPlan,
  usualWorkers,
} from "../../../../src/renderer/setup/series-plan";
import { useCompareStore } from "../../../../src/renderer/stores/compare-store";
import type { RunSettings } from "../../../../src/shared/contract/models";
import type { SeriesPoint } from "../../../../src/shared/contract/series";
import { twins } from "../../../../src/shared/twins";

const settings: RunSettings = {
  workload: "primes",
  parameters: {},
  datasetId: null,
  mode: "sequential",
  workers: 1,
  chunkSize: 7,
};

beforeEach(() => {
  useCompareStore.setState({ repeats: 2, workers: null, chunkSizes: null });
});

describe("what is compared", () => {
  it("is every mode with the workers that are set up, whichever mode is", () => {
    const read = allModes("Count primes", settings, 4);
    if ("error" in read) throw new Error(read.error);
    expect(read.plan).toMatchObject({ kind: "compare", title: "Count primes", repeats: 2 });
    expect(read.plan.points.map(({ label }) => label)).toEqual([
      "Sequential",
      "Concurrent, 4 tasks",
      "Threads, 4 workers",
      "Processes, 4 workers",
    ]);
    expect(read.plan.points.map(({ settings: { workers } }) => workers)).toEqual([1, 4, 4, 4]);
  });

  it("is each number of workers with each chunk size in a sweep, of processes where sequential is set up", () => {
    useCompareStore.setState({ workers: "1 2", chunkSizes: "auto; 5000" });
    const read = sweepOf("Count primes", settings, 2);
    if ("error" in read) throw new Error(read.error);
    expect(read.plan.points.map(({ label }) => label)).toEqual([
      "1 process, chunk auto",
      "2 processes, chunk auto",
      "1 process, chunk 5,000",
      "2 processes, chunk 5,000",
    ]);
  });

  it("goes beyond the processors where these are few, and doubles up to them", () => {
    expect(usualWorkers(2)).toBe("1, 2, 4");
    expect(usualWorkers(12)).toBe("1, 2, 4, 8, 12");
  });

  it("is told what is wrong with what was typed", () => {
    expect(readWorkers("1, 2, 2")).toEqual({ list: [1, 2] });
    expect(readWorkers("1, 65")).toMatchObject({ error: expect.stringContaining("65 is none") });
    expect(readWorkers(" ")).toMatchObject({ error: expect.stringContaining("none is given") });
    expect(readChunkSizes("auto, 1.5")).toMatchObject({ error: expect.stringContaining("1.5 is none") });
    useCompareStore.setState({ repeats: null });
    expect(allModes("", settings, 1)).toMatchObject({ error: expect.stringContaining("1 to 50") });
    useCompareStore.setState({ repeats: 1, workers: "1,2,3,4,5,6,7,8,9,10,11", chunkSizes: "1,2,3,4,5,6,7,8,9,10" });
    expect(sweepOf("", settings, 1)).toMatchObject({ error: expect.stringContaining("more than 100") });
  });

  it("is each of the pairs that come with Lanescope, the costly one first", () => {
    for (const twin of twins) {
      const read = twinsPlan(twin);
      if ("error" in read) throw new Error(read.error);
      expect(read.plan.points.map(({ settings }) => settings)).toEqual(twin.runs.map(({ settings }) => settings));
    }
  });
});

function point(workers: number, speedup: number | null, more: Partial<SeriesPoint> = {}): SeriesPoint {
  const known = { wallMs: 1, lowMs: 1, highMs: 1, cpuMs: null, memoryBytes: null, efficiency: 1, difference: "none" };
  return {
    label: String(workers),
    settings: { ...settings, workers },
    chunkSizeUsed: 100,
    chunkUnit: "items",
    wallsMs: [],
    figures: speedup === null ? null : { ...known, speedup, difference: "none" },
    times: null,
    runId: speedup === null ? null : `run ${workers}`,
    limit: "",
    fault: null,
    problems: [],
    ...more,
  };
}

describe("what is shown of a series", () => {
  it("are lanes of six runs at most, the base and the best among them", () => {
    const points = [1, 2, 3, 4, 5, 6, 7, 8].map((workers) => point(workers, workers === 2 ? null : 1));
    expect(shownPoints({ points, base: 0, best: 7 })).toEqual([0, 2, 3, 4, 5, 7]);
    expect(shownPoints({ points: [point(1, null)], base: null, best: null })).toEqual([]);
  });

  it("are the lanes that the user asked for, where there are more", () => {
    const series = { points: [1, 2, 3, 4, 5, 6, 7, 8].map((workers) => point(workers, 1)), base: 0, best: 7 };
    expect(hasChoice(series)).toBe(true);
    expect(hasChoice({ points: series.points.slice(0, 6) })).toBe(false);
    const usual = shownPoints(series);
    expect(usual).toEqual([0, 1, 2, 3, 4, 7]);
    // One more: what was asked for longest ago goes, the base and the best last of all.
    const more = toggled(series, undefined, 6);
    expect(shownPoints(series, more)).toEqual([0, 1, 2, 3, 6, 7]);
    const less = toggled(series, more, 0);
    expect(shownPoints(series, less)).toEqual([1, 2, 3, 6, 7]);
    expect(toggled(series, [3], 3)).toEqual([3]);
  });

  it("says above the lanes how long the run took, and how that compares", () => {
    const figures = (wallMs: number, speedup: number, lowMs = wallMs) => ({
      ...point(1, speedup).figures!,
      wallMs,
      lowMs,
      highMs: wallMs,
      speedup,
    });
    const points = [
      point(1, 1, { figures: figures(1_600, 1, 1_500) }),
      point(2, 1, { figures: figures(800, 2, 700) }),
      point(4, 1, { figures: figures(2_540, 0.63) }),
    ];
    const note = (index: number, wallMs: number) => laneNote({ points, base: 0 }, index, wallMs);
    expect(note(0, 1_600)).toBe("1.60 s (median)   the others are compared with this");
    expect(note(1, 720)).toBe("0.80 s (median, this run 0.72 s)   2.00× as fast as A, 0.80 s less");
    expect(note(2, 2_540)).toBe("2.54 s   0.63× as fast as A, 0.94 s more");
  });

  it("tells once what was wrong with the data of all runs alike", () => {
    const cut = { problems: [{ code: "cut", severity: "error", message: "cut off.", count: 1 }] } as const;
    const other = { problems: [{ ...cut.problems[0], message: "torn." }] };
    expect(sharedError({ points: [point(1, 1, cut), point(2, 1, cut), point(4, null)] })).toBe("cut off.");
    expect(sharedError({ points: [point(1, 1, cut), point(2, 1)] })).toBeNull();
    expect(sharedError({ points: [point(1, 1, cut), point(2, 1, other)] })).toBeNull();
    expect(sharedError({ points: [] })).toBeNull();
  });

  it("is a line for each chunk size over the workers, or one over the chunk sizes", () => {
    const other = { ...settings, chunkSize: "auto" } as const;
    const points = [point(2, 1.8), point(1, 1), point(1, 0.9, { settings: { ...other, workers: 1 } }), point(4, null)];
    const { along, lines } = speedupLines({ points });
    expect(along).toBe("workers");
    expect(lines.map(({ name, points }) => [name, points.map(({ x }) => x)])).toEqual([
      ["chunk 7 items", [1, 2]],
      ["chunk auto", [1]],
    ]);
    const sizes = [point(2, 1, { chunkSizeUsed: 500 }), point(2, 1.2, { chunkSizeUsed: 50 })];
    expect(speedupLines({ points: sizes })).toMatchObject({ along: "chunkSize", lines: [{ points: [{ x: 50 }, {}] }] });
  });

  it("goes by letters", () => {
    expect([0, 25, 26, 52].map(letterOf)).toEqual(["A", "Z", "AA", "BA"]);
  });
});
