import { performance } from "node:perf_hooks";

const tasksOfOne = 100_000;
const numbers = 1_000_000;
const locks = 1_000_000;
const trips = 1_000;

/** Messages of ours that are under way to one worker while a pool is busy. */
const ahead = 2;

/**
 * A process without any of our code that sends back what it gets.
 *
 * @typedef {object} Echo
 * @property {(message: unknown) => void} post
 * @property {(take: () => void) => void} onMessage Instead of who was called before.
 * @property {() => void} end
 */

/**
 * Figures of a pool of two processes, whatever these are, and what messages alone take there.
 *
 * @param {typeof import("lanescope")} library
 * @param {typeof import("./figures.tasks.mjs").tasks} tasks
 * @param {number} rounds
 * @param {() => Promise<Echo>} startEcho
 */
export async function figures({ Pool, Lock, RLock }, tasks, rounds, startEcho) {
  const pool = new Pool({ workers: 2 });
  const items = Array.from({ length: numbers }, (_, index) => index);
  const few = items.slice(0, tasksOfOne);
  const noop = await measured(pool, rounds, () => pool.map(tasks.nothing, few, { chunkSize: 1 }));
  const same = await measured(pool, rounds, () => pool.map(tasks.same, items));
  const trip = await measured(pool, rounds, async () => {
    for (let call = 0; call < trips; call++) await pool.apply(tasks.same, [call]);
  });
  pool.close();
  await pool.join();
  /** @param {import("lanescope").Lock | import("lanescope").RLock} lock */
  const inWorkerOfItsOwn = async (lock) => {
    // A function that has seen two kinds of locks calls both more slowly.
    const worker = new Pool({ workers: 1 });
    const ns = await worker.apply(tasks.lock, [lock, locks]);
    worker.close();
    await worker.join();
    lock.close();
    return ns;
  };
  const lockNs = await inWorkerOfItsOwn(new Lock());
  const rlockNs = await inWorkerOfItsOwn(new RLock());

  const echoes = await Promise.all([startEcho(), startEcho()]);
  // As V8 writes them, a number of these takes four bytes and nothing takes one; the answers are counted as long.
  const noopEchoMs = await medianMs(rounds, () => echoed(echoes, noop.messages, (4 * tasksOfOne) / noop.messages));
  const numbersEchoMs = await medianMs(rounds, () => echoed(echoes, same.messages, (4 * numbers) / same.messages));
  const tripEchoMs = await medianMs(rounds, () => echoed(echoes.slice(0, 1), trips, 16, 1));
  for (const echo of echoes) echo.end();
  return {
    noop: tasksOfOne / noop.ms / 1_000,
    noopEcho: tasksOfOne / noopEchoMs / 1_000,
    numbers: numbers / same.ms / 1_000,
    numbersEcho: numbers / numbersEchoMs / 1_000,
    tripUs: (trip.ms * 1_000) / trips,
    tripEchoUs: (tripEchoMs * 1_000) / trips,
    lockNs,
    rlockNs,
  };
}

/**
 * @param {import("lanescope").Pool} pool
 * @param {number} rounds
 * @param {() => Promise<unknown>} body
 */
async function measured(pool, rounds, body) {
  /** @type {number[]} */
  const messages = [];
  const ms = await medianMs(rounds, async () => {
    const before = pool.statistics().messages;
    await body();
    messages.push(pool.statistics().messages - before);
  });
  return { ms, messages: median(messages.slice(-rounds)) };
}

/**
 * Sends messages as long as ours, and waits until all have come back.
 *
 * @param {readonly Echo[]} echoes
 * @param {number} messages To all of them.
 * @param {number} bytes
 */
async function echoed(echoes, messages, bytes, most = ahead) {
  const message = { type: "program", generation: 1, message: { type: "echo", bytes: new Uint8Array(bytes) } };
  const each = Math.ceil(messages / echoes.length);
  await Promise.all(
    echoes.map(
      (echo) =>
        new Promise((resolve) => {
          let [sent, back] = [0, 0];
          const send = () => {
            sent++;
            echo.post(message);
          };
          echo.onMessage(() => {
            back++;
            if (sent < each) send();
            else if (back === each) resolve(undefined);
          });
          while (sent < Math.min(most, each)) send();
        }),
    ),
  );
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
  return median(times);
}

/**
 * On its own: this also runs in the Node of an Electron, for which the benchmarks' other code is too new.
 *
 * @param {number[]} values
 */
function median(values) {
  return values.sort((a, b) => a - b)[values.length >> 1] ?? Number.NaN;
}
