import { mkdirSync, writeFileSync } from "node:fs";
import { join } from "node:path";
import { setImmediate as nextTurn, setTimeout as wait } from "node:timers/promises";
import { afterAll, afterEach, beforeAll, describe, expect, it, vi } from "vitest";
import type { AnyWorkload } from "../../src/engine/protocol/workload";
import type { Dataset, Parameters, ResultTable, Run } from "../../src/shared/contract/models";
import { builtinWorkloads } from "../../src/workloads";
import { encoded } from "../support/pictures";
import { workloadCases } from "../support/workload-cases";
import { runWorkload } from "../unit/workloads/run-workload";
import { EngineUnderTest } from "./support/engine";

/** What is enough work that a worker can be killed, or stopped, in the middle of it: about ten chunks of some milliseconds. */
interface LongCase {
  /** What is another than in the workload's usual case; all of them where it has none. */
  readonly parameters?: Parameters;
  readonly chunkSize: number;
}

/** A workload, and what it gets to do. */
interface Work {
  readonly workload: AnyWorkload;
  readonly dataset: Dataset | null;
  readonly parameters: Parameters;
}

const longCases: Readonly<Record<string, LongCase>> = {
  "group-by": { chunkSize: 20_000 },
  sum: { chunkSize: 20_000 },
  histogram: { chunkSize: 20_000 },
  sort: { chunkSize: 20_000 },
  join: { chunkSize: 20_000 },
  "word-count": { chunkSize: 20_000 },
  "k-means": { chunkSize: 20_000 },
  "logistic-regression": { parameters: { most: 20_000 }, chunkSize: 100_000 },
  primes: { parameters: { below: 150_000 }, chunkSize: 15_000 },
  pi: { parameters: { points: 40 }, chunkSize: 4 },
  "image-filter": { parameters: { filter: "blur" }, chunkSize: 2 },
  "image-colours": { parameters: {}, chunkSize: 2 },
  "nearest-neighbours": { parameters: { neighbours: 3, known: 300, asked: 200 }, chunkSize: 20 },
  mandelbrot: { parameters: { tiles: 8, depth: 200 }, chunkSize: 2 },
  heat: { parameters: { size: 60, phases: 5, steps: 20 }, chunkSize: 20 },
  queueing: { parameters: { seeds: 40, customers: 5 }, chunkSize: 4 },
  num: { parameters: { steps: 30 }, chunkSize: 2 },
  "chat-server": { parameters: { messages: 60, work: 2 }, chunkSize: 6 },
  errands: { parameters: { errands: 40 }, chunkSize: 4 },
  "shared-counter": { parameters: { tasks: 40, increments: 50, outside: 0.1 }, chunkSize: 2 },
  tally: { parameters: { packs: 60 }, chunkSize: 5 },
};

/** Tables of the usual cases are too small: their rows are repeated. */
const tableRepeats = 70;

let engine: EngineUnderTest;

beforeAll(() => {
  engine = new EngineUnderTest();
});

afterAll(async () => {
  await engine.close();
  expect(engine.workers).toEqual([]);
});

/** What a workload gets to do. */
async function prepared(workload: AnyWorkload): Promise<Work> {
  const { parameters = {}, text, table } = workloadCases[workload.id] ?? {};
  const own = { ...parameters, ...longCases[workload.id]!.parameters };
  const path = pathFor(workload.input, text);
  return {
    workload,
    dataset: path === null ? null : await engine.request("datasets.open", { path }),
    parameters: table === undefined ? own : { ...own, table: engine.write("other-table.csv", table) },
  };
}

function pathFor(input: string, text: string | undefined): string | null {
  if (input === "idx") return join(process.cwd(), "resources/samples/digits-images.idx3-ubyte.gz");
  if (input !== "images") {
    if (text === undefined) return null;
    const [head, ...rows] = text.split("\n");
    return engine.write("long-table.csv", `${head}\n${`${rows.join("\n")}\n`.repeat(tableRepeats)}`);
  }
  const folder = join(engine.folder, "pictures");
  mkdirSync(folder, { recursive: true });
  const picture = encoded("jpeg", 200, 150);
  for (let image = 0; image < 20; image++) writeFileSync(join(folder, `${image}.jpg`), picture);
  return folder;
}

afterEach(async () => {
  const { runs } = await engine.request("runs.list", {});
  for (const { id } of runs) await engine.request("runs.stop", { runId: id });
});

function start({ workload: { id }, dataset, parameters }: Work): Promise<Run> {
  const { chunkSize } = longCases[id]!;
  return engine.start(id, { datasetId: dataset?.id ?? null, parameters, workers: 1, chunkSize });
}

/**
 * Waits until something of a run is done, and not all. The engine runs in this thread and has its only worker do one chunk
 * after the other: who looks at each turn of the thread comes in time on any machine. Events come too late for that.
 */
async function inTheMiddle(run: Run): Promise<void> {
  for (;;) {
    const { runs } = await engine.request("runs.list", {});
    const { state, progress } = runs.find(({ id }) => id === run.id)!;
    expect(["starting", "running"]).toContain(state);
    if (progress.done > 0) {
      expect(progress.done).toBeLessThan(progress.total);
      return;
    }
    await (state === "starting" ? wait(1) : nextTurn());
  }
}

describe.each(builtinWorkloads.map((workload) => ({ id: workload.id, workload })))("$id", ({ id, workload }) => {
  const whenKilled = workload.restartable
    ? "gives the same though its only worker is killed"
    : "fails with a sentence, and shows what there was, where its only worker is killed";
  it(`${whenKilled}; and stops in the middle`, async () => {
    const work = await prepared(workload);
    const killed = await start(work);
    await inTheMiddle(killed);
    process.kill(engine.workers[0]!, "SIGKILL");
    const ended = await engine.ended(killed);
    if (workload.restartable) {
      expect(ended).toMatchObject({ state: "done", fault: null });
      expect(ended.problems.filter(({ code }) => code === "worker-lost")).toMatchObject([
        { count: 1, message: expect.stringMatching(/SIGKILL.* to (another worker|other workers)/) },
      ]);
      const same = workloadCases[id]?.same ?? ((whole: ResultTable) => whole);
      // Workloads that print do so here, too.
      const print = vi.spyOn(console, "log").mockImplementation(() => undefined);
      const undisturbed = await runWorkload(workload, work.parameters, work.dataset);
      print.mockRestore();
      expect(same(await engine.request("runs.result", { runId: ended.id }))).toEqual(same(undisturbed.result));
    } else {
      expect(ended).toMatchObject({ state: "failed", hasResult: true, fault: { code: "worker-lost" } });
      expect(ended.fault?.message).toMatch(/SIGKILL.*cannot be done again/);
    }

    const stopped = await start(work);
    await inTheMiddle(stopped);
    const { state, progress } = await engine.request("runs.stop", { runId: stopped.id });
    expect(state).toBe("stopped");
    expect(progress.done).toBeLessThan(progress.total);
    expect(engine.workers).toEqual([]);
  });
});
