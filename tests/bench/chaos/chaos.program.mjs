/**
 * Rounds in which workers are killed or stopped for a while at random, whatever they are doing: `node chaos.program.mjs
 * ROUNDS SEED`. Prints what went wrong as JSON.
 */
import { readdirSync, readFileSync, readlinkSync } from "node:fs";
import { setTimeout as sleep } from "node:timers/promises";
import { defineTasks, isMainProcess, Lock, Pool, Queue, SharedArray, Value } from "lanescope";

const workers = 3;
const tasksARound = 24;
const stepsATask = 10;

/** Milliseconds after which a round counts as hanging. */
const patienceMs = 60_000;

/** Longest stop before a worker is let go on, milliseconds. */
const longestStopMs = 2_000;

export const tasks = defineTasks(import.meta.url, {
  /**
   * Adds under a lock, and notes that it did; sends as often.
   *
   * @param {number} index
   * @param {{ lock: import("lanescope").Lock, total: import("lanescope").Value<"int32">,
   *   done: import("lanescope").SharedArray<"int32">, queue: import("lanescope").Queue<string> }} shared
   */
  async work(index, { lock, total, done, queue }) {
    for (let step = 0; step < stepsATask; step++) {
      await lock.with(async () => {
        const before = total.value;
        if (step % 3 === 0) await sleep(1);
        total.value = before + 1;
        done.add(index, 1);
      });
      await queue.put(`${index}:${step}`);
    }
    return index * 2;
  },
});

/** @param {number} seed A source of numbers in [0, 1) that gives the same ones again (mulberry32). */
function randomFrom(seed) {
  let state = seed >>> 0;
  return () => {
    state = (state + 0x6d2b79f5) >>> 0;
    let mixed = Math.imul(state ^ (state >>> 15), state | 1);
    mixed ^= mixed + Math.imul(mixed ^ (mixed >>> 7), mixed | 61);
    return ((mixed ^ (mixed >>> 14)) >>> 0) / 2 ** 32;
  };
}

/** Processes that this one has started and that are still there. */
function children() {
  return readFileSync(`/proc/self/task/${process.pid}/children`, "utf8").trim().split(" ").filter(Boolean);
}

/** Nameless memory that this process has open. */
function segments() {
  return readdirSync("/proc/self/fd").filter((descriptor) => {
    try {
      return readlinkSync(`/proc/self/fd/${descriptor}`).startsWith("/memfd:");
    } catch {
      // The descriptor by which the folder itself was read.
      return false;
    }
  }).length;
}

/**
 * Kills or stops workers of a pool until it is told to end.
 *
 * @param {Pool} pool
 * @param {() => number} random
 * @param {{ over: boolean, kills: number, stops: number }} round
 */
async function harass(pool, random, round) {
  const kills = 1 + Math.floor(random() * 3);
  while (!round.over) {
    await sleep(5 + random() * 60);
    const pids = pool
      .statistics()
      .workers.flatMap(({ pid, state }) => (pid !== null && state === "ready" ? [pid] : []));
    const pid = pids[Math.floor(random() * pids.length)];
    if (round.over || pid === undefined) continue;
    try {
      if (round.kills < kills && random() < 0.6) {
        process.kill(pid, "SIGKILL");
        round.kills++;
      } else if (random() < 0.1) {
        process.kill(pid, "SIGSTOP");
        round.stops++;
        await sleep(random() ** 3 * longestStopMs);
        process.kill(pid, "SIGCONT");
      }
    } catch (error) {
      // It has ended meanwhile.
      if (/** @type {NodeJS.ErrnoException} */ (error).code !== "ESRCH") throw error;
    }
  }
}

/** @param {() => number} random */
async function runRound(random) {
  const lock = new Lock();
  const total = new Value("int32");
  const done = new SharedArray("int32", tasksARound);
  /** @type {Queue<string>} */
  const queue = new Queue();
  const pool = new Pool({ workers });
  const round = { over: false, kills: 0, stops: 0 };
  const harassing = harass(pool, random, round);
  const shared = { lock, total, done, queue };
  const outcomes = await Promise.allSettled(
    Array.from({ length: tasksARound }, (_, index) => pool.apply(tasks.work, [index, shared])),
  );
  round.over = true;
  await harassing;
  pool.terminate();
  await pool.join();
  const wrong = [];
  const counts = [...done.read()];
  outcomes.forEach((outcome, index) => {
    if (outcome.status === "fulfilled") {
      if (outcome.value !== index * 2) wrong.push(`task ${index} gave ${outcome.value}`);
      if (counts[index] !== stepsATask) wrong.push(`task ${index} is done and counted ${counts[index]} steps`);
    } else if (outcome.reason.code !== "worker-lost") wrong.push(`task ${index}: ${outcome.reason}`);
  });
  const lost = outcomes.filter(({ status }) => status === "rejected").length;
  if (lost > round.kills) wrong.push(`${lost} tasks were lost by ${round.kills} kills`);
  // Whoever was killed between the two additions left one of them out.
  const apart = Math.abs(total.value - counts.reduce((sum, count) => sum + count, 0));
  if (apart > round.kills) wrong.push(`the total is ${total.value}, ${apart} apart from what was counted`);
  const sent = new Set();
  while (!(await queue.empty())) sent.add(await queue.get());
  outcomes.forEach(({ status }, index) => {
    for (let step = 0; status === "fulfilled" && step < stepsATask; step++) {
      if (!sent.has(`${index}:${step}`)) wrong.push(`what task ${index} sent in step ${step} is missing`);
    }
  });
  if (!(await lock.acquire({ timeoutMs: 5_000 }))) wrong.push("the lock was not recovered");
  else await lock.release();
  for (const handle of [lock, total, done, queue]) handle.close();
  return { wrong, kills: round.kills, stops: round.stops, lost };
}

if (isMainProcess) {
  const [rounds = "10", seed = "1"] = process.argv.slice(2);
  const report = { rounds: 0, kills: 0, stops: 0, lost: 0, hangs: 0, orphans: 0, wrong: 0, segments: 0 };
  let segmentsBefore = 0;
  for (let number = 0; number < Number(rounds); number++) {
    const random = randomFrom(Number(seed) + number);
    const late = sleep(patienceMs, null, { ref: false });
    const result = await Promise.race([runRound(random), late]);
    report.rounds++;
    if (result === null) {
      report.hangs++;
      console.error(`round ${number}: it hangs`);
      break;
    }
    report.kills += result.kills;
    report.stops += result.stops;
    report.lost += result.lost;
    if (result.wrong.length > 0) report.wrong++;
    for (const what of result.wrong) console.error(`round ${number}: ${what}`);
    // The first round may take more memory; later ones use it again.
    if (number === 0) segmentsBefore = segments();
  }
  report.orphans = children().length;
  report.segments = Math.max(0, segments() - segmentsBefore);
  console.log(JSON.stringify(report));
  process.exit(0);
}
