import { afterEach, beforeEach, describe, expect, it } from "vitest";
import type { Run } from "../../src/shared/contract/models";
import type { Lane } from "../../src/shared/trace/lanes";
import { childProcesses, EngineUnderTest } from "./support/engine";

let engine: EngineUnderTest;

beforeEach(() => {
  engine = new EngineUnderTest();
});

afterEach(async () => {
  await engine.close();
  expect(childProcesses()).toEqual([]);
});

/** The same numbers for the same seed. */
function randomFrom(seed: number): () => number {
  let state = seed;
  return () => {
    state = (Math.imul(state, 1_664_525) + 1_013_904_223) >>> 0;
    return state / 2 ** 32;
  };
}

const groups = 7;

/** A file of about 8 MB, and what grouping it by `key` gives. */
function writeOrders(rows: number): { readonly path: string; readonly counts: readonly number[] } {
  const counts = Array.from({ length: groups }, () => 0);
  const lines = ["key,amount,note"];
  for (let row = 0; row < rows; row++) {
    counts[row % groups]!++;
    lines.push(`key-${row % groups},${row},"said ""no"", then\nleft, ${row}"`);
  }
  return { path: engine.write("orders.csv", lines.join("\n")), counts };
}

function workerLanes(lanes: readonly Lane[]): readonly Lane[] {
  return lanes.filter(({ kind }) => kind === "worker");
}

/** A run whose worker lost its chunk for good says so; any other has the whole result. */
async function expectClearEnd(run: Run, counts: readonly number[]): Promise<void> {
  if (run.state === "failed") {
    expect(run.fault).toMatchObject({ code: "worker-lost" });
    expect(run.fault?.message).toMatch(/SIGKILL/);
    return;
  }
  expect(run.state).toBe("done");
  const result = await engine.request("runs.result", { runId: run.id });
  expect(result.rows.map((row) => row[1])).toEqual(counts);
}

describe("losing workers", () => {
  it("goes on, or ends with a clear record, whichever worker is killed at whatever time", {
    timeout: 120_000,
  }, async () => {
    const { path, counts } = writeOrders(150_000);
    const { id: datasetId } = await engine.request("datasets.open", { path });
    const random = randomFrom(3);
    let kills = 0;
    let done = 0;
    for (let round = 0; kills < 50; round++) {
      const mode = round % 5 === 4 ? "threads" : "processes";
      const run = await engine.start("group-by", {
        datasetId,
        mode,
        workers: 3,
        chunkSize: 60_000,
        parameters: { by: "key" },
      });
      // Three points of the run at which a worker is killed, by what was told so far: from the very start on.
      const points = Array.from({ length: 3 }, () => random()).sort();
      for (const point of points) {
        const from = engine.events.length;
        const { total } = engine.state(run).progress;
        await engine.until(() => {
          const { progress, state } = engine.state(run);
          const isOver = state === "done" || state === "failed";
          return isOver || progress.done >= total * point || (point < 0.3 && engine.events.length > from);
        });
        const victims = childProcesses();
        if (victims.length === 0) break;
        process.kill(victims[Math.floor(random() * victims.length)]!, "SIGKILL");
        kills++;
      }
      const ended = await engine.ended(run);
      await expectClearEnd(ended, counts);
      if (ended.state === "done") done++;
      const { lanes } = await engine.trace(ended);
      for (const lane of workerLanes(lanes)) {
        expect(lane.endNs).not.toBeNull();
        expect(lane.exit).not.toBeNull();
      }
      expect(childProcesses()).toEqual([]);
    }
    expect(done).toBeGreaterThan(0);
    expect(engine.logged).toEqual([]);
  });

  it("gives the chunk to another worker, and says so on the lane and among the problems", async () => {
    const run = await engine.start("primes", { workers: 2, chunkSize: 400_000, parameters: { below: 4_000_000 } });
    await engine.until(() => engine.state(run).progress.done > 0);
    const victim = childProcesses()[0]!;
    process.kill(victim, "SIGKILL");
    const ended = await engine.ended(run);
    expect(ended.state).toBe("done");
    const { lanes } = await engine.trace(ended);
    const lost = workerLanes(lanes).find(({ pid }) => pid === victim)!;
    expect(lost.exit).toEqual({ code: null, signal: "SIGKILL" });
    expect(lost.remark).toMatch(/^worker \d lost: SIGKILL\. chunk \d+ goes to another worker\.$/);
    expect(ended.problems).toEqual([{ code: "worker-lost", severity: "warning", count: 1, message: lost.remark }]);
    expect(workerLanes(lanes)).toHaveLength(3);
    const result = await engine.request("runs.result", { runId: run.id });
    expect(result.headline).toBe("283,146 primes below 4,000,000");
  });

  it("fails a run that cannot be repeated, and shows the value as it was", async () => {
    const run = await engine.start("shared-counter", {
      workers: 2,
      parameters: { tasks: 100, increments: 1_000, outside: 0.1, inside: 0.1 },
    });
    await engine.until(() => engine.state(run).trace.events > 500);
    process.kill(childProcesses()[0]!, "SIGKILL");
    const ended = await engine.ended(run);
    expect(ended).toMatchObject({ state: "failed", hasResult: true, fault: { code: "worker-lost" } });
    expect(ended.fault?.message).toMatch(/SIGKILL.*cannot be done again/);
    const result = await engine.request("runs.result", { runId: run.id });
    expect(result.partial).toBe(true);
    const [expected, actual] = result.rows[0] as [number, number];
    expect(expected).toBe(100_000);
    expect(actual).toBeGreaterThan(0);
    expect(actual).toBeLessThan(expected);
  });

  it("gives up a chunk that was lost three times", async () => {
    const run = await engine.start("primes", {
      workers: 1,
      chunkSize: 100_000_000,
      parameters: { below: 100_000_000 },
    });
    for (let loss = 1; loss <= 3; loss++) {
      await engine.until(() => engine.state(run).progress.done > 0);
      const before = childProcesses();
      process.kill(before[0]!, "SIGKILL");
      await engine.until(() => engine.state(run).problems[0]?.count === loss || engine.state(run).state === "failed");
    }
    const ended = await engine.ended(run);
    expect(ended.state).toBe("failed");
    expect(ended.fault?.message).toMatch(/chunk 0 was tried 3 times and is given up/);
  });
});

describe("stopping", () => {
  it.each(["sequential", "concurrent", "threads", "processes"] as const)(
    "ends busy workers at once in mode %s and shows what they had",
    async (mode) => {
      const run = await engine.start("primes", {
        mode,
        workers: 2,
        chunkSize: 200_000,
        parameters: { below: 900_000_000 },
      });
      await engine.until(() => engine.state(run).progress.done > 2_000_000);
      const stopped = await engine.request("runs.stop", { runId: run.id });
      expect(stopped).toMatchObject({ state: "stopped", fault: null, hasResult: true });
      expect(childProcesses()).toEqual([]);
      const { lanes } = await engine.trace(stopped);
      for (const lane of workerLanes(lanes)) expect(lane.exit).toEqual({ code: null, signal: "SIGKILL" });
      const result = await engine.request("runs.result", { runId: run.id });
      expect(result.partial).toBe(true);
    },
  );

  it("works before the workers are up", async () => {
    const run = await engine.start("primes", { workers: 4 });
    const stopped = await engine.request("runs.stop", { runId: run.id });
    expect(stopped.state).toBe("stopped");
    expect(childProcesses()).toEqual([]);
  });

  it("leaves no process when the session ends during a run", async () => {
    await engine.start("num", { workers: 4, parameters: { steps: 100 } });
    await engine.until(() => childProcesses().length === 4);
    await engine.service.shutdown();
    expect(childProcesses()).toEqual([]);
  });
});
