/** What the pool benchmarks measure, one figure a process: `program.mjs NAME PARAMETERS…` prints JSON. */

import { fork } from "node:child_process";
import { fileURLToPath } from "node:url";
import { isMainProcess, Pool, SharedArray } from "lanescope";
import { median } from "../support/processes.mjs";
import { tasks } from "./tasks.mjs";

const child = fileURLToPath(new URL("fork-child.mjs", import.meta.url));

/**
 * @param {number} rounds
 * @param {() => Promise<unknown>} body
 * @returns {Promise<number>} Milliseconds, the median of the rounds after the first two.
 */
async function timed(rounds, body) {
  const times = [];
  for (let round = -2; round < rounds; round++) {
    const startedMs = performance.now();
    await body();
    if (round >= 0) times.push(performance.now() - startedMs);
  }
  return median(times);
}

/** @param {number} workers @param {"processes" | "threads"} mode @param {(pool: Pool) => Promise<number>} body */
async function withPool(workers, mode, body) {
  const pool = new Pool({ workers, mode });
  try {
    return await body(pool);
  } finally {
    pool.close();
    await pool.join();
  }
}

/** @param {number} count @param {string} kind */
function itemsOf(count, kind) {
  return Array.from({ length: count }, (_, id) => (kind === "numbers" ? id : { id, name: `item ${id}` }));
}

/** @type {Record<string, (...parameters: string[]) => Promise<number>>} */
const programs = {
  /** Chunk size 1: every task is one of its own. */
  noop: (count, mode, rounds) =>
    withPool(2, /** @type {any} */ (mode), (pool) => {
      const items = itemsOf(Number(count), "numbers");
      return timed(Number(rounds), () => pool.map(tasks.nothing, items, { chunkSize: 1 }));
    }),
  /** Tasks that each take so long, microseconds. */
  spin: (count, us, rounds) =>
    withPool(2, "processes", (pool) => {
      const items = Array(Number(count)).fill(Number(us));
      return timed(Number(rounds), () => pool.map(tasks.spin, items, { chunkSize: 1 }));
    }),
  /** Tasks of so much work each. */
  grind: (count, steps, rounds) =>
    withPool(2, "processes", (pool) => {
      const items = Array(Number(count)).fill(Number(steps));
      return timed(Number(rounds), () => pool.map(tasks.grind, items, { chunkSize: 1 }));
    }),
  same: (count, kind, rounds) =>
    withPool(2, "processes", (pool) => {
      const items = itemsOf(Number(count), kind);
      return timed(Number(rounds), () => pool.map(tasks.same, items));
    }),
  moved: (count, rounds) =>
    withPool(2, "processes", async (pool) => {
      const numbers = new Float64Array(Number(count)).fill(1);
      const half = numbers.length / 2;
      return timed(Number(rounds), async () => {
        const [one, two] = await pool.map(tasks.sum, [numbers.subarray(0, half), numbers.subarray(half)]);
        if ((one ?? 0) + (two ?? 0) !== numbers.length) throw new Error("the sum is wrong");
      });
    }),
  shared: (count, rounds) =>
    withPool(2, "processes", async (pool) => {
      const numbers = new SharedArray("float64", Number(count));
      numbers.fill(1);
      const half = numbers.length / 2;
      return timed(Number(rounds), async () => {
        const [one, two] = await pool.starmap(tasks.sumShared, [[numbers, 0, half], [numbers, half, numbers.length]]); // biome-ignore format: two halves
        if ((one ?? 0) + (two ?? 0) !== numbers.length) throw new Error("the sum is wrong");
      });
    }),
  /** Until every worker is ready. */
  startup: (workers) =>
    new Promise((resolve) => {
      let ready = 0;
      const startedMs = performance.now();
      const pool = new Pool({ workers: Number(workers) });
      // Workers that have nothing to do would not keep this process.
      const timer = setTimeout(() => undefined, 60_000);
      pool.on("worker-started", () => {
        ready++;
        if (ready < Number(workers)) return;
        resolve(performance.now() - startedMs);
        clearTimeout(timer);
        pool.close();
      });
    }),
  /** Until workers that are there have each run a task. */
  warm: (workers) =>
    withPool(Number(workers), "processes", (pool) => {
      const items = Array(Number(workers)).fill(1_000);
      return timed(20, () => pool.map(tasks.spin, items, { chunkSize: 1 }));
    }),
  /** Plain forked processes, until each has sent a message. */
  forkStartup: (count) =>
    new Promise((resolve) => {
      let ready = 0;
      const startedMs = performance.now();
      for (let index = 0; index < Number(count); index++) {
        const one = fork(child, { serialization: "advanced" });
        one.on("message", () => {
          ready++;
          one.disconnect();
          if (ready === Number(count)) resolve(performance.now() - startedMs);
        });
      }
    }),
  /** Plain messages: a task each way by itself, 1,000 under way. */
  forkNoop: async (count, rounds) => {
    const children = [0, 1].map(() => fork(child, { serialization: "advanced" }));
    await Promise.all(children.map((one) => new Promise((resolve) => one.once("message", resolve))));
    const time = await timed(Number(rounds), () =>
      Promise.all(
        children.map(
          (one) =>
            new Promise((resolve) => {
              let [sent, back] = [0, 0];
              const most = Number(count) / 2;
              const take = () => {
                back++;
                if (sent < most) one.send(sent++);
                if (back < most) return;
                one.off("message", take);
                resolve(undefined);
              };
              one.on("message", take);
              while (sent < 1_000) one.send(sent++);
            }),
        ),
      ),
    );
    for (const one of children) one.disconnect();
    return time;
  },
  /** The same in eight arrays, as Python cuts them. */
  forkSame: async (count, rounds) => {
    const children = [0, 1].map(() => fork(child, { serialization: "advanced" }));
    await Promise.all(children.map((one) => new Promise((resolve) => one.once("message", resolve))));
    const items = itemsOf(Number(count), "numbers");
    const size = Math.ceil(items.length / 8);
    const time = await timed(Number(rounds), async () => {
      const waiting = Array.from({ length: 8 }, (_, index) => items.slice(index * size, (index + 1) * size));
      await Promise.all(
        children.map(async (one) => {
          for (let next = waiting.shift(); next !== undefined; next = waiting.shift()) {
            one.send(next);
            await new Promise((resolve) => one.once("message", resolve));
          }
        }),
      );
    });
    for (const one of children) one.disconnect();
    return time;
  },
};

if (isMainProcess) {
  const [name = "", ...parameters] = process.argv.slice(2);
  console.log(JSON.stringify({ ms: await programs[name]?.(...parameters) }));
}
