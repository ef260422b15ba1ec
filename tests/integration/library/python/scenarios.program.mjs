/** Each scenario on the library: prints one line of JSON a scenario, [name, what was seen]. `scenarios.py` is its twin. */
import { setTimeout as pause } from "node:timers/promises";
import {
  Barrier,
  BoundedSemaphore,
  Condition,
  defineTasks,
  Event,
  isMainProcess,
  Lock,
  Pipe,
  Pool,
  Process,
  Queue,
  RLock,
  Semaphore,
  SharedArray,
  SimpleQueue,
  Value,
} from "lanescope";

/**
 * What a call gives, or the code of what it is rejected with.
 *
 * @param {() => unknown} call
 */
async function outcome(call) {
  try {
    return (await call()) ?? null;
  } catch (error) {
    return error.code;
  }
}

/** @param {() => boolean | Promise<boolean>} isTrue */
async function until(isTrue) {
  while (!(await isTrue())) await pause(1);
}

const own = [1];

const tasks = defineTasks(import.meta.url, {
  async putNumbers(target, who, count) {
    for (let number = 0; number < count; number++) await target.put([who, number]);
  },
  async doubleAll(source, target) {
    for (let item = await source.get(); item !== null; item = await source.get()) await target.put(item * 2);
    await target.put(null);
  },
  async tryLock(lock, target) {
    await target.put(await lock.acquire({ timeoutMs: 0 }));
  },
  async waitEvent(event, target) {
    await target.put(await event.wait());
  },
  async waitCondition(condition, waiting, woken) {
    await condition.with(async () => {
      waiting.value += 1;
      await condition.wait();
      woken.value += 1;
    });
  },
  async waitBarrier(barrier, rounds, target) {
    for (let round = 0; round < rounds; round++) await target.put(await barrier.wait());
  },
  async say(connection) {
    await connection.send(["hello", 1]);
    await connection.send((await connection.recv()) + 1);
    connection.close();
  },
  finish() {},
  leave: () => process.exit(7),
  throw() {
    throw new TypeError("thrown");
  },
  sleepLong: () => pause(1_000_000),
  async increment(counter, lock, times) {
    for (let time = 0; time < times; time++) {
      await lock.with(() => {
        counter.value += 1;
      });
    }
  },
  async changeOwn(target) {
    own[0] += 41;
    await target.put(own[0]);
  },
  squareAll(array) {
    for (let index = 0; index < array.length; index++) array.set(index, array.get(index) ** 2);
  },
  cube: (x) => x ** 3,
  power: (x, y) => x ** y,
  failAt(x) {
    if (x === 3) throw new Error("three is refused");
    return x;
  },
});

/** Starts a process. */
function start(task, ...parameters) {
  const process = new Process(task, parameters);
  process.start();
  return process;
}

const joinAll = (processes) => Promise.all(processes.map((process) => process.join()));
const inOrder = (numbers) => numbers.sort((a, b) => a - b);
const upTo = (count) => Array.from({ length: count }, (_, index) => index);

/** @type {Record<string, () => Promise<unknown>>} */
const scenarios = {
  async "queue order"() {
    const target = new Queue();
    const producers = upTo(3).map((who) => start(tasks.putNumbers, target, who, 50));
    const got = [];
    for (let count = 0; count < 150; count++) got.push(await target.get());
    await joinAll(producers);
    return upTo(3).map((wanted) => got.filter(([who]) => who === wanted).map(([, number]) => number));
  },

  async "queue bounds"() {
    const target = new Queue(1);
    await target.put("a");
    return [
      await outcome(() => target.put("b", { timeoutMs: 0 })),
      await outcome(() => target.put("b", { timeoutMs: 10 })),
      await outcome(() => target.putNoWait("b")),
      await target.full(),
      await target.get(),
      await outcome(() => target.getNoWait()),
      await outcome(() => target.get({ timeoutMs: 10 })),
      await target.empty(),
    ];
  },

  async "queue join"() {
    const target = new Queue();
    for (const item of [1, 2]) await target.put(item);
    const seen = [await target.get(), await target.get()];
    seen.push(await outcome(() => target.taskDone()));
    seen.push(await outcome(() => target.taskDone()));
    await target.join();
    seen.push(await outcome(() => target.taskDone()));
    return seen;
  },

  async "queue pipeline"() {
    const [first, second, third] = [new Queue(), new Queue(), new Queue()];
    const stages = [start(tasks.doubleAll, first, second), start(tasks.doubleAll, second, third)];
    for (const item of [1, 2, 3, null]) await first.put(item);
    const seen = [];
    for (let item = await third.get(); item !== null; item = await third.get()) seen.push(item);
    await joinAll(stages);
    return seen;
  },

  async "lock results"() {
    const lock = new Lock();
    return [
      await lock.acquire(),
      await lock.acquire({ timeoutMs: 0 }),
      await lock.acquire({ timeoutMs: 10 }),
      await outcome(() => lock.release()),
      await outcome(() => lock.release()),
      await lock.acquire({ timeoutMs: 0 }),
    ];
  },

  async "rlock results"() {
    const lock = new RLock();
    return [
      await lock.acquire(),
      await lock.acquire(),
      await outcome(() => lock.release()),
      await outcome(() => lock.release()),
      await outcome(() => lock.release()),
    ];
  },

  async "lock elsewhere"() {
    const seen = [];
    for (const lock of [new Lock(), new RLock(), new Semaphore(1)]) {
      const results = new SimpleQueue();
      await lock.with(() => joinAll([start(tasks.tryLock, lock, results)]));
      seen.push(await results.get());
      await joinAll([start(tasks.tryLock, lock, results)]);
      seen.push(await results.get());
    }
    return seen;
  },

  async "semaphore results"() {
    const [semaphore, bounded] = [new Semaphore(2), new BoundedSemaphore(1)];
    return [
      upTo(3).map(() => semaphore.acquireSync(0)),
      [
        await outcome(() => semaphore.release()),
        await outcome(() => semaphore.release()),
        await outcome(() => semaphore.release()),
      ],
      upTo(4).map(() => semaphore.acquireSync(0)),
      await outcome(() => bounded.release()),
      bounded.acquireSync(0),
      bounded.acquireSync(0),
      await outcome(() => bounded.release()),
      await outcome(() => bounded.release()),
    ];
  },

  async "event results"() {
    const [event, results] = [new Event(), new SimpleQueue()];
    const seen = [await event.isSet(), await event.wait({ timeoutMs: 0 }), await event.wait({ timeoutMs: 10 })];
    const waiters = upTo(2).map(() => start(tasks.waitEvent, event, results));
    await event.set();
    await joinAll(waiters);
    seen.push(await results.get(), await results.get(), await event.isSet(), await event.wait());
    await event.clear();
    return [...seen, await event.isSet(), await event.wait({ timeoutMs: 0 })];
  },

  async "condition counts"() {
    const condition = new Condition();
    const [waiting, woken] = [new Value("int32", 0), new Value("int32", 0)];
    const waiters = upTo(3).map(() => start(tasks.waitCondition, condition, waiting, woken));
    const count = (of) => condition.with(() => of.value);
    await until(async () => (await count(waiting)) === 3);
    await condition.with(() => condition.notify());
    await until(async () => (await count(woken)) === 1);
    const seen = [await count(woken)];
    await condition.with(() => condition.notifyAll());
    await joinAll(waiters);
    return [...seen, await count(woken)];
  },

  async "condition results"() {
    const condition = new Condition(new Lock());
    const seen = [await outcome(() => condition.wait({ timeoutMs: 10 })), await outcome(() => condition.notify())];
    await condition.with(async () => {
      seen.push(await condition.wait({ timeoutMs: 10 }));
      seen.push(await condition.waitFor(() => false, { timeoutMs: 10 }));
      seen.push(await condition.waitFor(() => "ready", { timeoutMs: 10 }));
      seen.push(await outcome(() => condition.notify(5)));
    });
    return seen;
  },

  async "barrier indexes"() {
    const [barrier, results] = [new Barrier(3), new Queue()];
    const parties = upTo(3).map(() => start(tasks.waitBarrier, barrier, 2, results));
    const seen = [];
    for (let count = 0; count < 6; count++) seen.push(await results.get());
    await joinAll(parties);
    return [inOrder(seen), barrier.parties, await barrier.nWaiting(), await barrier.broken()];
  },

  async "barrier broken"() {
    const barrier = new Barrier(2);
    const seen = [
      await outcome(() => barrier.wait({ timeoutMs: 10 })),
      await barrier.broken(),
      await outcome(() => barrier.wait()),
    ];
    await barrier.reset();
    seen.push(await barrier.broken());
    await barrier.abort();
    seen.push(await barrier.broken(), await outcome(() => barrier.wait()), await barrier.nWaiting());
    return seen;
  },

  async "pipe talk"() {
    const [here, there] = Pipe();
    const process = start(tasks.say, there);
    const seen = [await here.recv()];
    await here.send(41);
    seen.push(await here.recv());
    await process.join();
    seen.push(await here.poll());
    seen.push(await outcome(() => here.recv()));
    return seen;
  },

  async "pipe one way"() {
    const [receiver, sender] = Pipe(false);
    const seen = [await receiver.poll(), await receiver.poll(10)];
    await sender.send("down");
    seen.push(await receiver.poll(), await receiver.recv());
    return [...seen, await outcome(() => receiver.send("up")), await outcome(() => sender.recv())];
  },

  async "exit codes"() {
    const seen = [];
    for (const body of [tasks.finish, tasks.leave, tasks.throw]) {
      const process = new Process(body, []);
      seen.push([process.isAlive, process.exitCode]);
      process.start();
      await process.join();
      seen.push([process.isAlive, process.exitCode]);
    }
    return seen;
  },

  async "join and kill"() {
    const process = start(tasks.sleepLong);
    await process.join(10);
    const seen = [process.isAlive, process.exitCode, await outcome(() => process.close())];
    process.kill();
    await process.join();
    return [...seen, process.isAlive, process.signal === "SIGKILL"];
  },

  async "shared counter"() {
    const [counter, lock] = [new Value("int32", 0), new Lock()];
    await joinAll(upTo(4).map(() => start(tasks.increment, counter, lock, 200)));
    return counter.value;
  },

  async "own memory"() {
    const results = new SimpleQueue();
    await joinAll([start(tasks.changeOwn, results)]);
    return [await results.get(), own[0]];
  },

  async "shared array"() {
    const array = new SharedArray("float64", [1, 2, 3, 4]);
    await joinAll([start(tasks.squareAll, array)]);
    return [[...array], array.get(-1), [...array.read(1, 3)], await outcome(() => array.get(4)), array.length];
  },

  async "pool results"() {
    const pool = new Pool({ workers: 2 });
    const [inTurn, unordered] = [[], []];
    const seen = [
      await pool.map(tasks.cube, upTo(10)),
      await pool.map(tasks.cube, upTo(10), { chunkSize: 4 }),
      await pool.starmap(tasks.power, [
        [2, 5],
        [3, 2],
      ]),
      await pool.apply(tasks.power, [2, 10]),
    ];
    for await (const result of pool.imap(tasks.cube, upTo(5))) inTurn.push(result);
    for await (const result of pool.imapUnordered(tasks.cube, upTo(5))) unordered.push(result);
    seen.push(inTurn, inOrder(unordered));
    seen.push(await pool.map(tasks.failAt, upTo(6)).catch((error) => error.message));
    pool.terminate();
    await pool.join();
    return seen;
  },
};

if (isMainProcess) {
  for (const [name, run] of Object.entries(scenarios)) console.log(JSON.stringify([name, await run()]));
}
