import assert from "node:assert/strict";
import { isActive, type Mode, type Run } from "../../../src/shared/contract/models";
import type { Lane } from "../../../src/shared/trace/lanes";
import { recordKinds } from "../../../src/shared/trace/records";
import type { EngineUnderTest } from "./engine";

/** What must hold of workers that are killed or stopped, in Node and inside Electron alike. */
export interface LossCase {
  readonly name: string;
  /** @param engine A session of its own, closed afterwards. */
  run(engine: EngineUnderTest): Promise<void>;
}

const groups = 7;

/** Of workers, at random points of one run. */
const killsPerRun = 5;

/** A file of about 4 MB, and what grouping it by `key` gives. */
function writeOrders(engine: EngineUnderTest): { readonly path: string; readonly counts: readonly number[] } {
  const counts = Array.from({ length: groups }, () => 0);
  const lines = ["key,amount,note"];
  for (let row = 0; row < 100_000; row++) {
    counts[row % groups]!++;
    lines.push(`key-${row % groups},${row},"said ""no"", then\nleft, ${row}"`);
  }
  return { path: engine.write("orders.csv", lines.join("\n")), counts };
}

/** A file of about 12 MB, in which no guess can be wrong and each row is a group of its own: their results are as large as what they come from. */
function writeDistinct(engine: EngineUnderTest): {
  readonly path: string;
  readonly rows: readonly (readonly [string, number, ...(number | null)[]])[];
  /** Rows without a number. */
  readonly wrong: number;
} {
  const rows: [string, number, ...(number | null)[]][] = [];
  const lines = ["key,note,amount"];
  let wrong = 0;
  for (let row = 0; row < 250_000; row++) {
    const key = `key-${String(row).padStart(7, "0")}`;
    const isNumber = row % 1_000 !== 7;
    rows.push(isNumber ? [key, 1, row, row, row, row] : [key, 0, null, null, null, null]);
    if (!isNumber) wrong++;
    lines.push(`${key},"left, and never came back",${isNumber ? row : "none"}`);
  }
  return { path: engine.write("distinct.csv", lines.join("\n")), rows, wrong };
}

/** The same numbers for the same seed. */
function randomFrom(seed: number): () => number {
  let state = seed;
  return () => {
    state = (Math.imul(state, 1_664_525) + 1_013_904_223) >>> 0;
    return state / 2 ** 32;
  };
}

function workerLanes(lanes: readonly Lane[]): readonly Lane[] {
  return lanes.filter(({ kind }) => kind === "worker");
}

/** Waits until so many workers have been set up, each with a chunk. @returns Their process ids. */
async function workersAtWork(engine: EngineUnderTest, run: Run, count: number): Promise<readonly number[]> {
  for (;;) {
    const { lanes } = await engine.trace(run);
    const known = workerLanes(lanes).flatMap(({ pid, endNs }) => (pid === null || endNs !== null ? [] : [pid]));
    if (known.length >= count) return known;
    assert.ok(isActive(engine.state(run).state), `the run was over before ${count} workers were seen at work`);
    const told = engine.events.length;
    await engine.until(() => engine.events.length > told);
  }
}

/** Waits for a worker with a chunk. @param others Process ids of those that are not meant. */
async function workerAtWorkBeside(engine: EngineUnderTest, run: Run, others: readonly number[]): Promise<number> {
  for (;;) {
    const worker = (await workersAtWork(engine, run, 1)).find((pid) => !others.includes(pid));
    if (worker !== undefined) return worker;
    const told = engine.events.length;
    await engine.until(() => engine.events.length > told);
  }
}

/** Waits until each lane of a worker has done so many chunks. @returns The worker's process id. */
async function workerThatKeeps(engine: EngineUnderTest, run: Run, chunks: number): Promise<number> {
  for (;;) {
    const { lanes, records } = await engine.trace(run);
    const results = records.filter(({ kind }) => kind === recordKinds.flowOut);
    const doneOn = (id: number): number => results.filter(({ lane }) => lane === id).length;
    for (const pid of await workersAtWork(engine, run, 1)) {
      const own = workerLanes(lanes).filter((lane) => lane.pid === pid);
      if (own.length > 0 && own.every(({ id }) => doneOn(id) >= chunks)) return pid;
    }
    const told = engine.events.length;
    await engine.until(() => engine.events.length > told);
  }
}

/** A run whose worker lost its chunk for good says so; any other has the whole result. */
async function assertClearEnd(engine: EngineUnderTest, run: Run, counts: readonly number[]): Promise<void> {
  if (run.state === "failed") {
    assert.equal(run.fault?.code, "worker-lost");
    assert.match(run.fault.message, /SIGKILL/);
    return;
  }
  assert.equal(run.state, "done");
  const result = await engine.request("runs.result", { runId: run.id });
  assert.deepEqual(
    result.rows.map((row) => row[1]),
    counts,
  );
}

/** Kills random workers of runs at random times, and checks each run. @returns How many of the runs came to their end. */
async function killAtRandom(engine: EngineUnderTest, seed: number, mode: Mode, most: number): Promise<number> {
  const { path, counts } = writeOrders(engine);
  const { id: datasetId } = await engine.request("datasets.open", { path });
  const random = randomFrom(seed);
  let kills = 0;
  let done = 0;
  while (kills < most) {
    const settings = { datasetId, mode, workers: 3, chunkSize: 60_000, parameters: { by: "key" } };
    const run = await engine.start("group-by", settings);
    // Points of the run at which a worker is killed, by what was told so far: from the very start on.
    const points = Array.from({ length: Math.min(killsPerRun, most - kills) }, () => random()).sort((a, b) => a - b);
    for (const point of points) {
      const from = engine.events.length;
      await engine.until(() => {
        const { progress, state } = engine.state(run);
        const isStarting = point < 0.3 && engine.events.length > from;
        return isStarting || state === "done" || state === "failed" || progress.done >= progress.total * point;
      });
      const victims = engine.workers;
      const victim = victims[Math.floor(random() * victims.length)];
      if (victim === undefined) break;
      process.kill(victim, "SIGKILL");
      kills++;
    }
    const ended = await engine.ended(run);
    await assertClearEnd(engine, ended, counts);
    if (ended.state === "done") done++;
    const { lanes } = await engine.trace(ended);
    for (const lane of workerLanes(lanes)) {
      assert.notEqual(lane.endNs, null);
      assert.notEqual(lane.exit, null);
    }
    assert.deepEqual(engine.workers, []);
  }
  assert.deepEqual(engine.logged, []);
  return done;
}

function killCases(mode: Mode, seeds: readonly number[]): LossCase[] {
  return seeds.map((seed) => ({
    name: `ten random kills leave no doubt about a run in mode ${mode} (seed ${seed})`,
    run: async (engine) => assert.ok((await killAtRandom(engine, seed, mode, 10)) > 0),
  }));
}

const modesToStop: readonly Mode[] = ["sequential", "concurrent", "threads", "processes"];

export const lossCases: readonly LossCase[] = [
  ...killCases("processes", [1, 2, 3, 4]),
  ...killCases("threads", [5]),
  {
    name: "a lost worker's chunk goes to another one, which its lane and the problems say",
    run: async (engine) => {
      const settings = { workers: 2, chunkSize: 1_000_000, parameters: { below: 10_000_000 } };
      const run = await engine.start("primes", settings);
      const victim = (await workersAtWork(engine, run, 2))[0]!;
      process.kill(victim, "SIGKILL");
      const ended = await engine.ended(run);
      assert.equal(ended.state, "done");
      const { lanes } = await engine.trace(ended);
      const lost = workerLanes(lanes).find(({ pid }) => pid === victim)!;
      assert.deepEqual(lost.exit, { code: null, signal: "SIGKILL" });
      assert.match(lost.remark, /^worker \d lost: SIGKILL\. chunk \d+ goes to another worker\.$/);
      assert.deepEqual(ended.problems, [{ code: "worker-lost", severity: "warning", count: 1, message: lost.remark }]);
      assert.equal(workerLanes(lanes).length, 3);
      const result = await engine.request("runs.result", { runId: run.id });
      assert.equal(result.headline, "664,579 primes below 10,000,000");
    },
  },
  ...(["processes", "concurrent"] as const).map((mode) => ({
    name: `what a lost worker kept is done by others, and nothing is told twice, in mode ${mode}`,
    run: async (engine: EngineUnderTest) => {
      const { path, rows, wrong } = writeDistinct(engine);
      const { id: datasetId } = await engine.request("datasets.open", { path });
      const parameters = { by: "key", of: "amount" };
      const run = await engine.start("group-by", { datasetId, mode, workers: 2, chunkSize: 400_000, parameters });
      const victim = await workerThatKeeps(engine, run, 2);
      process.kill(victim, "SIGKILL");
      const ended = await engine.ended(run);
      assert.equal(ended.state, "done");
      const { lanes } = await engine.trace(ended);
      const remarks = workerLanes(lanes).flatMap(({ pid, remark }) => (pid === victim ? [remark] : []));
      assert.equal(remarks.length, mode === "processes" ? 1 : 2);
      for (const remark of remarks) {
        assert.match(remark, /^worker \d lost: SIGKILL\. chunks \d+(, \d+)* and \d+( more)? go to other workers\.$/);
      }
      assert.deepEqual(ended.problems.map(({ code, count }) => [code, count]).sort(), [
        ["not-a-number", wrong],
        ["worker-lost", remarks.length],
      ]);
      assert.equal(ended.progress.done, ended.progress.total);
      const result = await engine.request("runs.result", { runId: run.id, limit: rows.length });
      assert.equal(JSON.stringify(result.rows), JSON.stringify(rows));
    },
  })),
  {
    name: "workers that have nothing left to do end with code 0, every one of them",
    run: async (engine) => {
      for (let round = 0; round < 10; round++) {
        const run = await engine.ended(await engine.start("primes", { workers: 3, parameters: { below: 20_000 } }));
        assert.equal(run.state, "done");
        const { lanes } = await engine.trace(run);
        for (const { exit } of workerLanes(lanes)) assert.deepEqual(exit, { code: 0, signal: null });
        assert.deepEqual(engine.workers, []);
      }
    },
  },
  {
    name: "an interrupt of the terminal is left to the parent",
    run: async (engine) => {
      // Long enough that both are seen at work, however late they begin.
      const settings = { workers: 2, chunkSize: 500_000, parameters: { below: 20_000_000 } };
      const run = await engine.start("primes", settings);
      for (const worker of await workersAtWork(engine, run, 2)) process.kill(worker, "SIGINT");
      const ended = await engine.ended(run);
      assert.equal(ended.state, "done");
      assert.deepEqual(ended.problems, []);
    },
  },
  {
    name: "a run that cannot be repeated fails, and shows the value as it was",
    run: async (engine) => {
      const parameters = { tasks: 100, increments: 1_000, outside: 0.1, inside: 0.1 };
      const run = await engine.start("shared-counter", { workers: 2, parameters });
      // One that has no chunk yet would be replaced, and nothing be lost.
      const victim = (await workersAtWork(engine, run, 2))[0]!;
      await engine.until(() => engine.state(run).trace.events > 500);
      process.kill(victim, "SIGKILL");
      const ended = await engine.ended(run);
      assert.equal(ended.state, "failed");
      assert.equal(ended.hasResult, true);
      assert.equal(ended.fault?.code, "worker-lost");
      assert.match(ended.fault.message, /SIGKILL.*cannot be done again/);
      const result = await engine.request("runs.result", { runId: run.id });
      assert.equal(result.partial, true);
      const [expected, actual] = result.rows[0] as [number, number];
      assert.equal(expected, 100_000);
      assert.ok(actual > 0 && actual < expected, `${actual}`);
    },
  },
  {
    name: "a chunk that was lost three times is given up",
    run: async (engine) => {
      const settings = { workers: 1, chunkSize: 100_000_000, parameters: { below: 100_000_000 } };
      const run = await engine.start("primes", settings);
      const killed: number[] = [];
      for (let loss = 1; loss <= 3; loss++) {
        // One that has no chunk yet would be replaced, and nothing be lost.
        const worker = await workerAtWorkBeside(engine, run, killed);
        killed.push(worker);
        process.kill(worker, "SIGKILL");
        await engine.until(() => {
          const { problems, state } = engine.state(run);
          return problems[0]?.count === loss || state === "failed";
        });
      }
      const ended = await engine.ended(run);
      assert.equal(ended.state, "failed");
      assert.match(ended.fault?.message ?? "", /chunk 0 was tried 3 times and is given up/);
    },
  },
  ...modesToStop.map((mode) => ({
    name: `Stop ends busy workers in mode ${mode} and shows what they had`,
    run: async (engine: EngineUnderTest) => {
      const settings = { mode, workers: 2, chunkSize: 200_000, parameters: { below: 900_000_000 } };
      const run = await engine.start("primes", settings);
      await engine.until(() => engine.state(run).progress.done > 2_000_000);
      const stopped = await engine.request("runs.stop", { runId: run.id });
      assert.equal(stopped.state, "stopped");
      assert.equal(stopped.fault, null);
      assert.equal(stopped.hasResult, true);
      assert.deepEqual(engine.workers, []);
      const { lanes } = await engine.trace(stopped);
      for (const { exit } of workerLanes(lanes)) assert.deepEqual(exit, { code: null, signal: "SIGKILL" });
      const result = await engine.request("runs.result", { runId: run.id });
      assert.equal(result.partial, true);
    },
  })),
  {
    name: "Stop works before the workers are up",
    run: async (engine) => {
      const run = await engine.start("primes", { workers: 4 });
      const stopped = await engine.request("runs.stop", { runId: run.id });
      assert.equal(stopped.state, "stopped");
      assert.deepEqual(engine.workers, []);
    },
  },
  {
    name: "no process is left when the session ends during a run",
    run: async (engine) => {
      const run = await engine.start("num", { workers: 4, parameters: { steps: 100 } });
      await engine.until(() => engine.state(run).state === "running");
      await engine.service.shutdown();
      assert.deepEqual(engine.workers, []);
    },
  },
];
