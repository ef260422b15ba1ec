/** Programs whose traces `trace.test.ts` looks at: `node trace.program.mjs SCENARIO`. */
import { setTimeout as sleep } from "node:timers/promises";
import { defineTasks, Event, isMainProcess, Lock, Pool, Process, Queue, SharedArray, Thread, Value } from "lanescope";

/** @typedef {import("lanescope").Lock} AnyLock */
/** @typedef {import("lanescope").Value<"int32">} Counter */

export const tasks = defineTasks(import.meta.url, {
  /**
   * Takes one lock, then another once everybody has his first one.
   *
   * @param {AnyLock} first
   * @param {AnyLock} second
   * @param {AnyLock} mine Held by the main process; released to say that the first one is taken.
   * @param {readonly AnyLock[]} others What the others release.
   */
  async grab(first, second, mine, others) {
    await first.acquire();
    await mine.release();
    for (const other of others) {
      await other.acquire();
      await other.release();
    }
    await second.acquire();
  },
  /** @param {readonly AnyLock[]} locks In the order in which they are taken. */
  async nest(...locks) {
    for (const lock of locks) await lock.acquire();
    for (const lock of [...locks].reverse()) await lock.release();
  },
  /** @param {AnyLock} lock @param {number} timeoutMs */
  tries: (lock, timeoutMs) => lock.acquire({ timeoutMs }),
  /** @param {Counter} counter @param {number} times */
  race(counter, times) {
    for (let done = 0; done < times; done++) counter.value += 1;
  },
  /**
   * @param {Counter} counter
   * @param {number} times
   * @param {AnyLock} isThere
   * @param {AnyLock} mayBegin
   */
  async raceTogether(counter, times, isThere, mayBegin) {
    await isThere.release();
    await mayBegin.acquire();
    for (let done = 0; done < times; done++) counter.value += 1;
  },
  /** @param {Counter} counter @param {AnyLock} hasRead @param {AnyLock} mayWrite */
  async readThenWrite(counter, hasRead, mayWrite) {
    const read = counter.value;
    await hasRead.release();
    await mayWrite.acquire();
    counter.value = read + 1;
  },
  /** @param {import("lanescope").SharedArray<"int32">} cells @param {AnyLock} hasRead @param {AnyLock} mayWrite */
  async readThenWriteCell(cells, hasRead, mayWrite) {
    const read = cells.get(-1);
    await hasRead.release();
    await mayWrite.acquire();
    cells.set(2, read + 1);
    // Neither of these lost anything.
    for (const cell of cells) cells.set(0, cell);
    cells.set(1, cells.get(1) + 1);
  },
  /** Waits, computes and waits again, for so long each. @param {number} ms */
  async nap(ms) {
    await sleep(ms);
    const untilMs = performance.now() + ms;
    while (performance.now() < untilMs);
    await sleep(ms);
  },
  pid: () => process.pid,
  /** @param {Counter} counter @param {number} times */
  countAndDie(counter, times) {
    for (let value = 1; value <= times; value++) counter.value = value;
    process.kill(process.pid, "SIGKILL");
  },
  /** @param {import("lanescope").Queue<number[]>} queue @param {number} items */
  async produce(queue, items) {
    for (let item = 0; item < items; item++) await queue.put([item]);
  },
  /** @param {import("lanescope").Queue<number[]>} queue @param {number} items */
  consume(queue, items) {
    for (let item = 0; item < items; item++) queue.getSync();
  },
  /** @param {import("lanescope").Event} event */
  waitFor: (event) => event.wait(),
  /** @param {number} number */
  square: (number) => number * number,
  fail() {
    throw new RangeError("on purpose");
  },
});

/** @param {number} count @param {string} name */
const locks = (count, name) => Array.from({ length: count }, (_, at) => new Lock({ name: `${name} ${at + 1}` }));

/** @param {(Process | Thread)[]} runners */
async function runAll(...runners) {
  for (const runner of runners) runner.start();
  for (const runner of runners) await runner.join();
}

/**
 * Everybody takes a lock and then the next one's.
 *
 * @param {readonly (typeof Process | typeof Thread)[]} kinds
 */
async function ring(...kinds) {
  const taken = locks(kinds.length, "fork");
  const told = locks(kinds.length, "told");
  for (const lock of told) await lock.acquire();
  await runAll(
    ...kinds.map((Kind, at) => {
      const next = taken[(at + 1) % taken.length];
      return new Kind(tasks.grab, [taken[at], next, told[at], told], { name: `philosopher ${at + 1}` });
    }),
  );
}

/**
 * Lets processes count at the same time.
 *
 * @param {Counter} counter
 * @param {number} processes
 * @param {number} times
 * @param {() => void} meanwhile
 */
async function raceTogether(counter, processes, times, meanwhile) {
  const there = locks(processes, "there");
  const begin = locks(processes, "begin");
  for (const lock of [...there, ...begin]) await lock.acquire();
  const runners = there.map(
    (lock, at) => new Process(tasks.raceTogether, [counter, times, lock, begin[at]], { name: `racer ${at + 1}` }),
  );
  for (const runner of runners) runner.start();
  for (const lock of there) await lock.acquire();
  for (const lock of begin) await lock.release();
  meanwhile();
  for (const runner of runners) await runner.join();
}

/** @type {Record<string, () => Promise<unknown>>} */
const scenarios = {
  "two processes": () => ring(Process, Process),
  "process and thread": () => ring(Process, Thread),
  philosophers: () => ring(Process, Process, Process, Process, Process),
  "two orders": async () => {
    const [a, b] = locks(2, "lock");
    await runAll(new Process(tasks.nest, [a, b], { name: "one" }));
    await runAll(new Process(tasks.nest, [b, a], { name: "other" }));
  },
  "two orders under a third lock": async () => {
    const [a, b, guard] = locks(3, "lock");
    await runAll(new Process(tasks.nest, [guard, a, b]));
    await runAll(new Process(tasks.nest, [guard, b, a]));
  },
  "one order": async () => {
    const [a, b, c] = locks(3, "lock");
    await runAll(new Process(tasks.nest, [a, b]), new Process(tasks.nest, [b, c]), new Process(tasks.nest, [a, c]));
  },
  "given up": async () => {
    const lock = new Lock({ name: "held" });
    await lock.acquire();
    await runAll(new Process(tasks.tries, [lock, 20], { name: "impatient" }));
  },
  "forced interleaving": async () => {
    const counter = new Value("int32", 10, { name: "total" });
    const [hasRead, mayWrite] = locks(2, "step");
    await hasRead.acquire();
    await mayWrite.acquire();
    const late = new Process(tasks.readThenWrite, [counter, hasRead, mayWrite], { name: "late" });
    late.start();
    await hasRead.acquire();
    counter.add(7);
    await mayWrite.release();
    await late.join();
    console.log(counter.value);
  },
  "array interleaving": async () => {
    const cells = new SharedArray("int32", [1, 2, 3], { name: "cells" });
    const [hasRead, mayWrite] = locks(2, "step");
    await hasRead.acquire();
    await mayWrite.acquire();
    const late = new Process(tasks.readThenWriteCell, [cells, hasRead, mayWrite], { name: "late" });
    late.start();
    await hasRead.acquire();
    cells.add(2, 7);
    await mayWrite.release();
    await late.join();
    console.log([...cells].join());
  },
  "left locks": async () => {
    const lock = new Lock({ name: "kept" });
    const pool = new Pool({ workers: 1 });
    await pool.apply(tasks.tries, [lock, 1_000]);
    await pool.close();
    await pool.join();
  },
  "idle loss": async () => {
    const pool = new Pool({ workers: 1 });
    const lost = new Promise((resolve) => pool.on("worker-lost", resolve));
    process.kill(await pool.apply(tasks.pid, []), "SIGKILL");
    // Nothing else keeps this process.
    const stay = setInterval(() => undefined, 1_000);
    await lost;
    clearInterval(stay);
    await pool.terminate();
  },
  race: async () => {
    const counter = new Value("int32", 0, { name: "total" });
    await raceTogether(counter, 3, 100_000, () => undefined);
    console.log(counter.value);
  },
  "under a lock": async () => {
    const counter = new Value("int32", 0, { name: "total" });
    counter.value = 5;
    counter.value += 1;
    await runAll(new Process(tasks.race, [counter, 100]), new Thread(tasks.nest, [counter.getLock()]));
    console.log(counter.value);
  },
  killed: () =>
    runAll(new Process(tasks.countAndDie, [new Value("int32", 0, { name: "count" }), 500], { name: "victim" })),
  "no overflow": async () => {
    const counter = new Value("int32", 0, { name: "count" });
    await raceTogether(counter, 1, 100, () => undefined);
  },
  overflow: async () => {
    const counter = new Value("int32", 0, { name: "count" });
    await raceTogether(counter, 1, 200_000, () => {
      // Nothing is read out of the ring meanwhile.
      while (counter.value < 200_000);
    });
  },
  queue: async () => {
    const queue = new Queue(2, { name: "work" });
    const consumer = new Process(tasks.consume, [queue, 5], { name: "consumer" });
    await runAll(new Process(tasks.produce, [queue, 5], { name: "producer" }), consumer);
  },
  event: async () => {
    const event = new Event({ name: "go" });
    const waiter = new Process(tasks.waitFor, [event], { name: "waiter" });
    waiter.start();
    await event.set();
    await waiter.join();
  },
  pool: async () => {
    const pool = new Pool({ workers: 2 });
    console.log((await pool.map(tasks.square, [1, 2, 3, 4, 5, 6])).join());
    await pool.close();
    await pool.join();
  },
  "concurrent pool": async () => {
    const pool = new Pool({ workers: 2, mode: "concurrent" });
    await pool.map(tasks.nest, [new Lock({ name: "turn" })]);
    await pool.close();
    await pool.join();
  },
  naps: async () => {
    const pools = [new Pool({ workers: 1 }), new Pool({ workers: 1, mode: "concurrent" })];
    // First what starts others: that keeps this thread, on which one of the pools runs its task.
    const others = runAll(
      new Process(tasks.nap, [200], { name: "body" }),
      new Thread(tasks.nap, [200], { name: "thread" }),
    );
    await Promise.all([others, ...pools.map((pool) => pool.apply(tasks.nap, [200]))]);
    for (const pool of pools) {
      pool.close();
      await pool.join();
    }
  },
  failing: () => runAll(new Process(tasks.fail, [], { name: "failing" })),
};

if (isMainProcess) await scenarios[process.argv[2] ?? ""]?.();
