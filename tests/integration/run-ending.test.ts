import { mkdtempSync, rmSync } from "node:fs";
import { tmpdir } from "node:os";
import { join } from "node:path";
import { fileURLToPath } from "node:url";
import { afterAll, afterEach, beforeAll, beforeEach, describe, expect, it } from "vitest";
import { runWorker } from "../../src/engine/child";
import { RunExecution } from "../../src/engine/host";
import { inMemoryPort } from "../../src/engine/ports/in-memory-adapter";
import { TraceStore } from "../../src/renderer/timeline";
import type { RunState } from "../../src/shared/contract/models";
import { readBlocks } from "../../src/shared/trace/blocks";
import { isUsageLane, type Lane } from "../../src/shared/trace/lanes";
import { bundle } from "../contract/support/bundle";
import { chunks, printedLines, type Trouble, troubled } from "./support/troubled-workload";

let entriesFolder: string;
let folder: string;
let states: RunState[];
let onChange: () => void;
let runs = 0;
let execution: RunExecution | null;

beforeAll(async () => {
  entriesFolder = mkdtempSync(join(tmpdir(), "lanescope-entries-"));
  const entry = fileURLToPath(new URL("support/troubled-combine.ts", import.meta.url));
  await bundle("combine", entry, join(entriesFolder, "workers"));
});

afterAll(() => rmSync(entriesFolder, { recursive: true, force: true }));

beforeEach(() => {
  folder = mkdtempSync(join(tmpdir(), "lanescope-ending-"));
  states = [];
  onChange = () => undefined;
  execution = null;
});

afterEach(async () => {
  await execution?.stop();
  await execution?.recorder.spool.remove();
  rmSync(folder, { recursive: true, force: true });
});

interface Settings {
  readonly task?: Trouble;
  readonly combiner?: Trouble;
  readonly from?: number;
}

/** A run with workers in this thread and a real combiner. */
function start({ task = "none", combiner = "none", from = 0 }: Settings = {}): RunExecution {
  const run = new RunExecution({
    workload: troubled,
    parameters: { task, combiner },
    dataset: null,
    mode: "processes",
    workers: 2,
    plan: { unit: "items", from, to: chunks, chunkSize: 1 },
    processes: inMemoryPort((channel) => runWorker(channel, [troubled])),
    entriesFolder,
    spoolPath: join(folder, `${runs++}.trace`),
    onChange: () => {
      if (execution === null) return;
      if (states[states.length - 1] !== execution.state) states.push(execution.state);
      onChange();
    },
    onOutput: () => undefined,
  });
  execution = run;
  run.start();
  return run;
}

async function until(condition: () => boolean): Promise<void> {
  while (!condition()) await new Promise((resolve) => setTimeout(resolve, 2));
}

async function ended(run: RunExecution): Promise<ReturnType<RunExecution["snapshot"]>> {
  await until(() => ["done", "failed", "stopped"].includes(run.state));
  return run.snapshot();
}

async function lanesOf({ recorder: { spool } }: RunExecution): Promise<readonly Lane[]> {
  const lanes = new Map<number, Lane>();
  for (const block of readBlocks(await spool.read(0, spool.size))) {
    if (block.type === "lane") lanes.set(block.lane.id, block.lane);
  }
  return [...lanes.values()];
}

/** Every lane is over, and the combiner by its own end. */
async function expectNothingLeft(run: RunExecution, combinerExit = 0): Promise<void> {
  const lanes = await lanesOf(run);
  const working = lanes.filter(({ kind }) => !isUsageLane(kind));
  expect(working.map(({ kind }) => kind).sort()).toEqual(["combiner", "parent", "worker", "worker"]);
  for (const { endNs } of lanes) expect(endNs).not.toBeNull();
  const combiner = lanes.find(({ kind }) => kind === "combiner");
  expect(combiner?.exit).toEqual({ code: combinerExit, signal: null });
}

/** What the combiner was doing when it failed is there, and closed. */
async function expectCombinerShown(run: RunExecution): Promise<void> {
  const { spool } = run.recorder;
  const combiner = (await lanesOf(run)).find(({ kind }) => kind === "combiner")!;
  const store = new TraceStore();
  store.append(await spool.read(0, spool.size));
  const phases = store.track(combiner.id)!.rows[1]!;
  expect(store.name(phases.name(phases.length - 1))).toMatch(/^(merge|result|serialize)$/);
  expect(phases.end(phases.length - 1)).toBeLessThan(combiner.endNs!);
}

describe("a run that goes well", () => {
  it("goes from starting over running to done, with the whole result and what the combiner found", async () => {
    const run = start();
    expect(run.state).toBe("starting");
    const { state, fault, problems, hasResult, progress } = await ended(run);
    expect({ state, fault, hasResult }).toEqual({ state: "done", fault: null, hasResult: true });
    expect(states).toEqual(["running", "done"]);
    expect(problems.map(({ code }) => code)).toEqual(["large"]);
    expect(progress).toMatchObject({ done: chunks, total: chunks });
    expect(run.result(10)).toMatchObject({ rows: [[15]], partial: false });
    await expectNothingLeft(run);
  });

  it("has what the combiner printed, to the last words, among its output and nowhere else", async () => {
    const run = start({ combiner: "prints" });
    expect((await ended(run)).state).toBe("done");
    const { lines } = run.output.since(1);
    expect(new Set(lines.map(({ laneName }) => laneName))).toEqual(new Set(["combiner"]));
    const said = (stream: string): string[] => lines.filter((line) => line.stream === stream).map(({ text }) => text);
    const expected = Array.from({ length: chunks }, (_, index) => `added ${index}`);
    for (let line = 1; line <= printedLines; line++) expected.push(`line ${line}`);
    expect(said("stdout")).toEqual(expected);
    expect(said("stderr")).toEqual(["the last words"]);
  });

  it("ends its combiner where a timer of the workload's would keep it", async () => {
    const run = start({ combiner: "keeps-a-timer" });
    expect((await ended(run)).state).toBe("done");
    await expectNothingLeft(run);
  });

  it("is done at once where there is nothing to do", async () => {
    const run = start({ from: chunks });
    expect((await ended(run)).state).toBe("done");
    expect(run.result(10)).toMatchObject({ rows: [[0]], partial: false });
  });

  it("stays as it is when it is stopped afterwards", async () => {
    const run = start();
    await ended(run);
    await run.stop();
    expect(run.state).toBe("done");
    expect(states).toEqual(["running", "done"]);
  });

  it("shows what the parent dispatched while its workers are still busy with it", async () => {
    const run = start({ task: "task-pends", from: chunks - 1 });
    await until(() => run.recorder.events > 0 && run.state === "running");
    const { spool } = run.recorder;
    const blocks = [...readBlocks(await spool.read(0, spool.size))];
    expect(blocks.some((block) => block.type === "records" && block.lane === run.recorder.parent.lane)).toBe(true);
  });
});

describe("a run whose task fails", () => {
  it.each([
    ["task-throws", "task-threw", /^the task threw$/],
    ["result-is-no-data", "not-serializable", /cannot be sent .*: result is a function/],
  ] as const)("ends with the reason and what the other chunks gave: %s", async (task, code, message) => {
    const run = start({ task });
    const { state, fault, hasResult } = await ended(run);
    expect(state).toBe("failed");
    expect(fault).toMatchObject({ code, message: expect.stringMatching(message) });
    expect(hasResult).toBe(true);
    expect(run.result(10)?.partial).toBe(true);
    expect(states).toEqual(["running", "stopping", "failed"]);
    await expectNothingLeft(run);
  });
});

describe("a run whose combiner fails", () => {
  it.each([
    ["add-throws", "task-threw", /could not be combined: add threw/, 0],
    ["add-exits", "internal", /could not be combined: its thread ended with 3/, 3],
    ["result-throws", "task-threw", /could not be combined: result threw/, 0],
    ["table-is-no-data", "task-threw", /could not be combined: .*could not be cloned/, 0],
  ] as const)("ends with the reason and without a result: %s", async (combiner, code, message, exit) => {
    const run = start({ combiner });
    const { state, fault, hasResult } = await ended(run);
    expect(state).toBe("failed");
    expect(fault).toMatchObject({ code, message: expect.stringMatching(message) });
    expect(hasResult).toBe(false);
    expect(run.result(10)).toBeNull();
    await expectNothingLeft(run, exit);
    // A thread that exits at once has no time to tell what it did.
    if (exit === 0) await expectCombinerShown(run);
  });

  it("keeps the task's reason where the task failed first", async () => {
    const run = start({ task: "task-throws", combiner: "result-throws" });
    const { state, fault, hasResult } = await ended(run);
    expect({ state, hasResult }).toEqual({ state: "failed", hasResult: false });
    expect(fault?.message).toBe("the task threw");
  });
});

describe("stopping a run", () => {
  it("while a task never ends gives what the other chunks gave", async () => {
    const run = start({ task: "task-pends" });
    await until(() => run.snapshot().progress.done === chunks - 1);
    await run.stop();
    expect(run.state).toBe("stopped");
    expect(states).toEqual(["running", "stopping", "stopped"]);
    expect(run.result(10)).toMatchObject({ partial: true });
    await expectNothingLeft(run);
  });

  it("before its workers are up ends it without a result", async () => {
    const run = start();
    await run.stop();
    expect(run.snapshot()).toMatchObject({ state: "stopped", fault: null, hasResult: false });
    await expectNothingLeft(run);
  });

  it("whose combiner never comes back from what was added", async () => {
    const run = start({ task: "task-pends", combiner: "add-spins" });
    await until(() => run.snapshot().progress.done >= 3);
    await run.stop();
    expect(run.snapshot()).toMatchObject({ state: "stopped", fault: null, hasResult: false });
    await expectNothingLeft(run);
  });

  it("whose combiner never comes back with the result that is all that is missing", async () => {
    const run = start({ combiner: "result-spins" });
    await until(() => run.snapshot().progress.done === chunks);
    // Its workers have ended by then: all that goes on is the combiner.
    await until(() => isOver(run, "worker"));
    expect(run.state).toBe("running");
    await run.stop();
    expect(run.snapshot()).toMatchObject({ state: "stopped", fault: null, hasResult: false });
    await expectNothingLeft(run);
  });

  it("that has failed and still waits for its combiner, keeps the reason", async () => {
    const run = start({ task: "task-throws", combiner: "result-spins" });
    await until(() => run.state === "stopping");
    const before = performance.now();
    await run.stop();
    // Left alone, a run that failed would wait five seconds.
    expect(performance.now() - before).toBeLessThan(4_000);
    expect(run.snapshot()).toMatchObject({ state: "failed", fault: { message: "the task threw" }, hasResult: false });
    await expectNothingLeft(run);
  });

  it("twice at once, and from within what is told of it, ends it once", async () => {
    const run = start({ task: "task-pends" });
    const stops: Promise<void>[] = [];
    await until(() => run.snapshot().progress.done === chunks - 1);
    onChange = () => stops.push(run.stop());
    await Promise.all([run.stop(), run.stop()]);
    await Promise.all(stops);
    expect(states).toEqual(["running", "stopping", "stopped"]);
    expect(run.snapshot()).toMatchObject({ state: "stopped", fault: null });
  });

  it("from within what is told of its failure keeps the reason", async () => {
    onChange = () => {
      if (execution?.state === "stopping") void execution.stop();
    };
    const run = start({ task: "task-throws" });
    const { state, fault } = await ended(run);
    expect(state).toBe("failed");
    expect(fault?.message).toBe("the task threw");
    expect(states).toEqual(["running", "stopping", "failed"]);
  });
});

/** Whether every lane of a kind has ended, by what the recorder knows. */
function isOver(run: RunExecution, kind: Lane["kind"]): boolean {
  const { recorder } = run;
  // Parent, combiner, two workers.
  return [1, 2, 3, 4].map((id) => recorder.lane(id)).every((lane) => lane.kind !== kind || lane.endNs !== null);
}
