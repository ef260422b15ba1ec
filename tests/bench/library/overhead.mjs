/**
 * `node overhead.mjs TASKS ROUNDS` runs tasks of so many rounds in a pool of two processes and prints what that took;
 * without parameters it prints how many rounds take a millisecond here.
 */
import { readdirSync, readFileSync } from "node:fs";
import { defineTasks, isMainProcess, Pool } from "lanescope";

export const tasks = defineTasks(import.meta.url, {
  /** @param {number} rounds */
  work(rounds) {
    let state = 1;
    for (let round = 0; round < rounds; round++) state = Math.imul(state ^ (state >>> 15), 0x2c1b3c6d) + round;
    return state;
  },
});

/** @returns {number} Milliseconds of processor time of this process and of those that it has started (Linux). */
function processorMs() {
  const children = readdirSync("/proc/self/task").flatMap((thread) =>
    readFileSync(`/proc/self/task/${thread}/children`, "utf8").split(" ").filter(Boolean),
  );
  return ["self", ...children].reduce((sum, id) => sum + ownProcessorMs(id), 0);
}

/** @param {string} id Of a process. */
function ownProcessorMs(id) {
  const fields = readFileSync(`/proc/${id}/stat`, "utf8").split(") ")[1]?.split(" ") ?? [];
  // utime and stime, in hundredths of a second.
  return 10 * (Number(fields[11]) + Number(fields[12]));
}

/** @returns {number} */
function roundsPerMs() {
  const times = Array.from({ length: 500 }, () => {
    const startedMs = performance.now();
    tasks.work(20_000);
    return performance.now() - startedMs;
  });
  return 20_000 / Math.min(...times);
}

/** @param {number} count @param {number} rounds */
async function run(count, rounds) {
  const pool = new Pool({ workers: 2 });
  const items = new Array(count).fill(rounds);
  await pool.map(tasks.work, items.slice(0, 1_000));
  const [startedMs, usedMs] = [performance.now(), processorMs()];
  await pool.map(tasks.work, items, { chunkSize: 1 });
  const result = { wallMs: performance.now() - startedMs, processorMs: processorMs() - usedMs };
  await pool.close();
  await pool.join();
  return result;
}

if (isMainProcess) {
  const [count, rounds] = process.argv.slice(2).map(Number);
  const result =
    count === undefined || rounds === undefined ? { roundsPerMs: roundsPerMs() } : await run(count, rounds);
  console.log(JSON.stringify(result));
}
