import { describe, expect, it } from "vitest";
import { Interruption } from "../../../src/cli/ending";
import type { Series, SeriesFigures, SeriesPlan, SeriesPoint } from "../../../src/shared/contract/series";
import { runCommand, runningRun, type Script, scriptedService } from "./support";

function pointOf(plan: SeriesPlan, index: number, wallMs: number | null): SeriesPoint {
  const figures: SeriesFigures | null =
    wallMs === null
      ? null
      : {
          wallMs,
          lowMs: wallMs - 10,
          highMs: wallMs + 10,
          cpuMs: 1_500,
          memoryBytes: 57_300_000,
          speedup: 1_000 / wallMs,
          efficiency: index === 0 ? 1 : 0.5,
          difference: index === 0 ? "base" : "faster",
        };
  const nothing = { times: null, runId: null, limit: "", fault: null, problems: [] } as const;
  const wallsMs = wallMs === null ? [] : [wallMs];
  return { ...plan.points[index]!, chunkSizeUsed: 7, chunkUnit: "items", wallsMs, figures, ...nothing };
}

/** @param wallsMs By point; null where it is not measured. */
function seriesOf(plan: SeriesPlan, wallsMs: readonly (number | null)[], more: Partial<Series> = {}): Series {
  return {
    id: "series-1",
    number: 1,
    kind: plan.kind,
    title: plan.title,
    repeats: plan.repeats,
    dataset: null,
    processors: 2,
    startedMs: Date.now(),
    state: "done",
    fault: null,
    done: 2,
    total: 2,
    current: null,
    points: plan.points.map((_, index) => pointOf(plan, index, wallsMs[index] ?? null)),
    base: 0,
    best: 1,
    conclusions: ["Fastest: Processes, 3 workers, 500 ms."],
    agreement: { state: "same", message: "All runs had the same result, bit for bit." },
    ...more,
  };
}

function scriptOf(
  end: (plan: SeriesPlan) => Series,
  alsoTold: (plan: SeriesPlan) => Series | null = () => null,
): Script {
  return {
    "series.start": (plan, view) => {
      setImmediate(() => {
        const before = alsoTold(plan);
        if (before !== null) view.event({ event: "series", series: before });
        view.event({ event: "run", run: runningRun });
        if (before === null) view.event({ event: "series", series: end(plan) });
      });
      return seriesOf(plan, [], { state: "running" });
    },
  };
}

const compare = ["compare", "primes", "--modes", "sequential,processes", "--repeat", "1"];

describe("comparing modes", () => {
  it("writes a table to the standard output and what it means to the standard error", async () => {
    const service = scriptedService(scriptOf((plan) => seriesOf(plan, [1_000, 500])));
    const { code, out, error } = await runCommand(compare, { service });
    expect(code).toBe(0);
    expect(out.split("\n")).toEqual([
      "mode                     wall   lowest  highest  speedup  efficiency      cpu   memory  ",
      "--------------------  -------  -------  -------  -------  ----------  -------  -------  ------------------",
      "Sequential            1.000 s  0.990 s  1.010 s    1.00x       100 %  1.500 s  57.3 MB  compared with this",
      "Processes, 3 workers  0.500 s  0.490 s  0.510 s    2.00x        50 %  1.500 s  57.3 MB  fastest",
      "",
    ]);
    expect(error.split("\n").slice(1)).toEqual([
      "Fastest: Processes, 3 workers, 500 ms.",
      "All runs had the same result, bit for bit.",
      "",
    ]);
    expect(service.shutdowns).toBe(1);
    expect(service.asked.find(([name]) => name === "series.start")?.[1]).toMatchObject({
      kind: "compare",
      title: "Count primes",
      repeats: 1,
      points: [
        { label: "Sequential", settings: { mode: "sequential", workers: 1, datasetId: null } },
        { label: "Processes, 3 workers", settings: { mode: "processes", workers: 3 } },
      ],
    });
  });

  it("writes every figure as JSON, and nothing else to the standard output then", async () => {
    const service = scriptedService(scriptOf((plan) => seriesOf(plan, [1_000, 500])));
    const { out } = await runCommand([...compare, "--json", "-"], { service });
    expect(JSON.parse(out)).toMatchObject({
      kind: "compare",
      comparedWith: "Sequential",
      fastest: "Processes, 3 workers",
      results: { state: "same" },
      points: [{ mode: "sequential", workers: 1, chunkSize: 7, wallsMs: [1_000], speedup: 1 }, { speedup: 2 }],
    });
  });

  it("ends with 1 where a mode failed or results differ, and says which and why", async () => {
    const fault = { code: "task-threw", message: "chunk 3 failed." } as const;
    const failed = scriptedService(
      scriptOf((plan) => {
        const series = seriesOf(plan, [1_000, null], { best: 0 });
        return { ...series, points: [series.points[0]!, { ...series.points[1]!, fault }] };
      }),
    );
    const one = await runCommand(compare, { service: failed });
    expect(one.code).toBe(1);
    expect(one.error).toContain("error: Processes, 3 workers: chunk 3 failed.");
    expect(one.out).toMatch(/^Processes, 3 workers +failed$/m);
    const agreement = { state: "different", message: "The results of a and b differ." } as const;
    const different = scriptedService(scriptOf((plan) => seriesOf(plan, [1_000, 500], { agreement })));
    const other = await runCommand(compare, { service: different });
    expect(other.code).toBe(1);
    expect(other.error).toContain("error: The results of a and b differ.");
  });

  it("ends with 1 where the data is damaged, tells it once, and says of whom the figures are of a part", async () => {
    const message = "a.csv, line 4: the quote that opens here is not closed.";
    const problems = [{ code: "unclosed-quote", severity: "error", message, count: 1 }] as const;
    const both = scriptedService(
      scriptOf((plan) => {
        const series = seriesOf(plan, [1_000, 500]);
        return { ...series, points: series.points.map((point) => ({ ...point, problems })) };
      }),
    );
    const all = await runCommand(compare, { service: both });
    expect(all.code).toBe(1);
    expect(all.error.split("\n").filter((line) => line.startsWith("error"))).toEqual([`error: ${message}`]);
    expect(all.out).toMatch(/a part of the data, compared with this$/m);
    const one = scriptedService(
      scriptOf((plan) => {
        const series = seriesOf(plan, [1_000, 500]);
        return { ...series, points: [series.points[0]!, { ...series.points[1]!, problems }] };
      }),
    );
    const { code, out, error } = await runCommand([...compare, "--json", "-"], { service: one });
    expect(code).toBe(1);
    expect(error).toContain(`error: Processes, 3 workers: ${message}`);
    expect(JSON.parse(out).points).toMatchObject([{ problems: [] }, { problems: [{ code: "unclosed-quote" }] }]);
  });

  it("ends well where results are measurements, and says that they are not compared", async () => {
    const agreement = { state: "measured", message: "Results are measurements and not compared." } as const;
    const service = scriptedService(scriptOf((plan) => seriesOf(plan, [1_000, 500], { agreement })));
    const { code, error } = await runCommand(compare, { service });
    expect(code).toBe(0);
    expect(error).toContain("Results are measurements and not compared.");
  });

  it("stops the series when it is interrupted, and tells what was measured", async () => {
    const interruption = new Interruption();
    const service = scriptedService({
      ...scriptOf(
        (plan) => seriesOf(plan, []),
        (plan) => {
          setImmediate(() => interruption.ask("SIGINT"));
          return seriesOf(plan, [], { state: "running", current: { point: 0, repeat: 1, runId: "run-1" } });
        },
      ),
      "series.stop": () => {
        const plan = service.asked.find(([name]) => name === "series.start")![1] as SeriesPlan;
        return seriesOf(plan, [1_000, null], { state: "stopped", done: 1, best: 0 });
      },
    });
    const { code, out, error } = await runCommand(compare, { service, interruption });
    expect(code).toBe(130);
    expect(error).toContain("Stopped after 1 of 2 runs.");
    expect(out).toMatch(/^Processes, 3 workers +not run$/m);
    expect(service.shutdowns).toBe(1);
  });
});
