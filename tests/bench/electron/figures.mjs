import { performance } from "node:perf_hooks";

const tasksOfOne = 100_000;
const numbers = 1_000_000;
const locks = 1_000_000;

/**
 * Figures of a pool of two processes, whatever these are.
 *
 * @param {typeof import("lanescope")} library
 * @param {typeof import("./figures.tasks.mjs").tasks} tasks
 * @param {number} rounds
 */
export async function figures({ Pool, Lock }, tasks, rounds) {
  const pool = new Pool({ workers: 2 });
  const lock = new Lock();
  const items = Array.from({ length: numbers }, (_, index) => index);
  const few = items.slice(0, tasksOfOne);
  const result = {
    noopMs: await medianMs(rounds, () => pool.map(tasks.nothing, few, { chunkSize: 1 })),
    numbersMs: await medianMs(rounds, () => pool.map(tasks.same, items)),
    // Milliseconds of a thousand are microseconds of one.
    roundTripUs: await medianMs(rounds, async () => {
      for (let call = 0; call < 1_000; call++) await pool.apply(tasks.same, [call]);
    }),
    lockNs: Math.min(...(await pool.starmap(tasks.lock, Array(4).fill([lock, locks]), { chunkSize: 1 }))),
  };
  pool.close();
  await pool.join();
  lock.close();
  return { ...result, tasksOfOne, numbers };
}

/**
 * @param {number} rounds Odd.
 * @param {() => Promise<unknown>} body
 * @returns Milliseconds, the median of the rounds after the first two.
 */
async function medianMs(rounds, body) {
  /** @type {number[]} */
  const times = [];
  for (let round = -2; round < rounds; round++) {
    const startedMs = performance.now();
    await body();
    if (round >= 0) times.push(performance.now() - startedMs);
  }
  // On its own: this also runs in the Node of an Electron, for which the benchmarks' other code is too new.
  return times.sort((a, b) => a - b)[times.length >> 1] ?? Number.NaN;
}
