import assert from "node:assert/strict";
import { type PrimitiveCase, rejects, throws, until } from "./kit";

/**
 * What Python's documentation says of `threading` and `multiprocessing`; each case begins with the clause that it is about.
 * What the cases of the single primitives say already is not repeated.
 */
export const conformanceCases: readonly PrimitiveCase[] = [
  {
    name: "Lock.acquire: 'block until the lock is unlocked, then set it to locked and return True'",
    async run({ library, members }) {
      const [one] = members(1);
      const lock = new library.Lock();
      assert.equal(await lock.acquire(), true);
      const blocked = one.call(lock, "acquire");
      await blocked.started;
      assert.equal(await one.call(lock, "acquire", { timeoutMs: 0 }), false);
      await lock.release();
      assert.equal(await blocked, true);
      assert.equal(await lock.acquire({ timeoutMs: 0 }), false);
    },
  },
  {
    name: "Lock.acquire: 'when invoked with the blocking argument set to False, do not block'; a negative timeout too",
    async run({ library, members }) {
      const [one] = members(1);
      const lock = new library.Lock();
      assert.equal(await one.call(lock, "acquireSync", 0), true);
      assert.equal(lock.acquireSync(0), false);
      assert.equal(lock.acquireSync(-1), false);
      assert.equal(await lock.acquire({ timeoutMs: -5 }), false);
      throws(() => lock.acquireSync(Number.NaN), "bad-parameter");
    },
  },
  {
    name: "Lock: 'subsequent attempts to acquire it from any process or thread will block', the holder's own too",
    async run({ library, members }) {
      const [one] = members(1);
      const lock = new library.Lock();
      assert.equal(await one.call(lock, "acquireSync"), true);
      assert.equal(await one.call(lock, "acquireSync", 1), false);
      assert.equal(await one.call(lock, "acquire", { timeoutMs: 1 }), false);
    },
  },
  {
    name: "Lock.release: 'any process or thread may release it'; 'when invoked on an unlocked lock, a ValueError is raised'",
    async run({ library, members }) {
      const [one, two] = members(2);
      const lock = new library.Lock();
      await one.call(lock, "acquire");
      await two.call(lock, "release");
      await rejects(one.call(lock, "release"), "lock-not-held");
    },
  },
  {
    name: "RLock: 'may acquire it again without blocking', 'must release it once for each time it has been acquired'",
    async run({ library, members }) {
      const [one] = members(1);
      const lock = new library.RLock();
      for (let depth = 0; depth < 3; depth++) assert.equal(await lock.acquire({ timeoutMs: 0 }), true);
      for (let depth = 0; depth < 3; depth++) {
        assert.equal(await one.call(lock, "acquireSync", 0), false);
        await lock.release();
      }
      assert.equal(await one.call(lock, "acquireSync", 0), true);
    },
  },
  {
    name: "RLock.release: 'if this method is called by a process or thread other than the owner or if the lock is in an unlocked state, an AssertionError is raised'",
    async run({ library, members }) {
      const [one] = members(1);
      const lock = new library.RLock();
      await rejects(lock.release(), "lock-not-owner");
      await lock.acquire();
      await rejects(one.call(lock, "release"), "lock-not-owner");
      await rejects(one.call(lock, "releaseSync"), "lock-not-owner");
      await lock.release();
    },
  },
  {
    name: "Condition.notify: 'wakes up at most n of the threads waiting for the condition variable; it is a no-op if no threads are waiting'",
    async run({ library, members }) {
      const [one, two, three] = members(3);
      const [condition, waiting] = [new library.Condition(new library.Lock()), new library.Value("int32", 0)];
      await condition.with(() => condition.notify(100));
      let woken = 0;
      for (const member of [one, two, three]) {
        void member.do("countAndWait", condition, waiting).then(() => woken++);
      }
      await until(() => condition.with(() => waiting.value === 3));
      await condition.with(() => condition.notify(2));
      await until(() => woken === 2);
      // Who was woken has given the lock back since, and nobody else has it.
      await condition.with(() => assert.equal(woken, 2));
      await condition.with(() => condition.notify(2));
      await until(() => woken === 3);
    },
  },
  {
    name: "Condition.notify: 'an awakened thread does not actually return from its wait() call until it can reacquire the lock'",
    async run({ library, members }) {
      const [one] = members(1);
      const [condition, waiting] = [new library.Condition(), new library.Value("int32", 0)];
      let back = false;
      const woken = one.do("countAndWait", condition, waiting).then(() => {
        back = true;
      });
      await until(() => condition.with(() => waiting.value === 1));
      await condition.acquire();
      await condition.notifyAll();
      // The member does other things meanwhile.
      for (let time = 0; time < 5; time++) await one.do("typeOf", [1]);
      assert.equal(back, false);
      await condition.release();
      await woken;
    },
  },
  {
    name: "Condition.wait: 'the return value is True unless a given timeout expired, in which case it is False'",
    async run({ library, members }) {
      const [one] = members(1);
      const [condition, waiting] = [new library.Condition(), new library.Value("int32", 0)];
      assert.equal(await one.do("countAndWaitSync", condition, waiting, 0), false);
      const woken = one.do("countAndWaitSync", condition, waiting, 60_000);
      await until(() => condition.with(() => waiting.value === 2));
      await condition.with(() => condition.notify());
      assert.equal(await woken, true);
    },
  },
  {
    name: "Condition: 'if the lock argument is given it must be a Lock or RLock object'; 'otherwise, a new RLock object is created'",
    async run({ library }) {
      assert.ok(new library.Condition().lock instanceof library.RLock);
      const lock = new library.Lock();
      const [one, two] = [new library.Condition(lock), new library.Condition(lock)];
      assert.equal(one.lock, lock);
      // 'This is useful if several condition variables must share the same lock.'
      assert.equal(await one.acquire(), true);
      await two.notify();
      await two.release();
    },
  },
  {
    name: "Semaphore.release: 'when it was zero on entry and other threads are waiting for it to become larger than zero again, wake up n of those threads'",
    async run({ library, members }) {
      const [one, two, three] = members(3);
      const semaphore = new library.Semaphore(0);
      let woken = 0;
      for (const member of [one, two, three]) void member.call(semaphore, "acquireSync").then(() => woken++);
      await semaphore.release(2);
      await until(() => woken === 2);
      assert.equal(semaphore.acquireSync(0), false);
      await semaphore.release();
      await until(() => woken === 3);
    },
  },
  {
    name: "Semaphore.acquire: 'if the internal counter is larger than zero on entry, decrement it by one and return True immediately'",
    async run({ library, members }) {
      const [one] = members(1);
      const semaphore = new library.Semaphore(3);
      for (let time = 0; time < 3; time++) assert.equal(await one.call(semaphore, "acquireSync", 0), true);
      assert.equal(await one.call(semaphore, "acquireSync", 0), false);
    },
  },
  {
    name: "Event.set: 'threads that call wait() once the flag is true will not block at all'",
    async run({ library, members }) {
      const [one] = members(1);
      const event = new library.Event();
      await event.set();
      await event.set();
      assert.equal(event.waitSync(0), true);
      assert.equal(await one.call(event, "wait", { timeoutMs: 0 }), true);
      await event.clear();
      await event.clear();
      assert.equal(await one.call(event, "waitSync", 0), false);
    },
  },
  {
    name: "Barrier.wait: 'if a timeout is provided, it is used in preference to any that was supplied to the class constructor'",
    async run({ library, members }) {
      const [one] = members(1);
      const barrier = new library.Barrier(2, { timeoutMs: 1 });
      const first = one.call(barrier, "wait", { timeoutMs: 60_000 });
      await until(() => barrier.nWaitingSync() === 1);
      assert.equal(await barrier.wait(), 1);
      assert.equal(await first, 0);
      await rejects(one.call(barrier, "wait"), "barrier-broken");
    },
  },
  {
    name: "Barrier.abort: 'this causes any active or future calls to wait() to fail with the BrokenBarrierError'",
    async run({ library, members }) {
      const [one, two] = members(2);
      const barrier = new library.Barrier(3);
      const active = [one.call(barrier, "waitSync"), two.call(barrier, "wait")];
      await until(() => barrier.nWaitingSync() === 2);
      await barrier.abort();
      for (const call of active) await rejects(call, "barrier-broken");
      await rejects(one.call(barrier, "waitSync"), "barrier-broken");
      assert.deepEqual([barrier.brokenSync(), barrier.nWaitingSync()], [true, 0]);
    },
  },
  {
    name: "Barrier.reset: 'return the barrier to the default, empty state'",
    async run({ library, members }) {
      const [one] = members(1);
      const barrier = new library.Barrier(2);
      await barrier.abort();
      await one.call(barrier, "resetSync");
      assert.deepEqual([await barrier.broken(), await barrier.nWaiting()], [false, 0]);
      assert.deepEqual((await Promise.all([barrier.wait(), one.call(barrier, "wait")])).sort(), [0, 1]);
    },
  },
  {
    name: "Queue.put: 'put an item on the queue if a free slot is immediately available, else raise the queue.Full exception'",
    async run({ library, members }) {
      const [one] = members(1);
      const queue = new library.Queue(1);
      await one.call(queue, "putNoWait", "first");
      await rejects(one.call(queue, "putNoWait", "second"), "queue-full");
      await rejects(one.call(queue, "putSync", "second", 0), "queue-full");
      await rejects(queue.put("second", { timeoutMs: 5 }), "queue-full");
      assert.deepEqual([await queue.size(), await queue.full()], [1, true]);
    },
  },
  {
    name: "Queue.get: 'return an item if one is immediately available, else raise the queue.Empty exception'",
    async run({ library, members }) {
      const [one] = members(1);
      const queue = new library.Queue();
      await rejects(one.call(queue, "getNoWait"), "queue-empty");
      await rejects(one.call(queue, "getSync", 0), "queue-empty");
      await rejects(queue.get({ timeoutMs: 5 }), "queue-empty");
      await queue.put(null);
      assert.equal(await one.call(queue, "getNoWait"), null);
    },
  },
  {
    name: "Queue: 'if maxsize is less than or equal to zero, the queue size is infinite'",
    async run({ library }) {
      for (const maxSize of [0, -3]) {
        const queue = new library.Queue(maxSize);
        for (let item = 0; item < 2_000; item++) await queue.putNoWait(item);
        assert.equal(await queue.full(), false);
        assert.equal(queue.sizeSync(), 2_000);
      }
    },
  },
  {
    name: "Queue.join: 'the count of unfinished tasks goes up whenever an item is added to the queue', 'when the count drops to zero, join() unblocks'",
    async run({ library, members }) {
      const [one] = members(1);
      const queue = new library.Queue();
      await queue.put("a");
      const joined = one.call(queue, "joinSync");
      await queue.get();
      await queue.put("b");
      await queue.taskDone();
      assert.equal(await queue.join({ timeoutMs: 1 }), false);
      await queue.get();
      await queue.taskDone();
      assert.equal(await joined, true);
      await rejects(one.call(queue, "taskDone"), "bad-parameter");
      throws(() => queue.taskDoneSync(), "bad-parameter");
    },
  },
  {
    name: "Queue: what one process puts is got in that order, though several processes put",
    async run({ library, members }) {
      const queue = new library.Queue<[number, number]>();
      const items = Array.from({ length: 100 }, (_, index) => index);
      const all = members(3).map((member, who) =>
        member.do(
          "putAll",
          queue,
          items.map((item) => [who, item]),
        ),
      );
      const got: number[][] = [[], [], []];
      for (let count = 0; count < 300; count++) {
        const [who, item] = await queue.get();
        got[who]!.push(item);
      }
      await Promise.all(all);
      assert.deepEqual(got, [items, items, items]);
    },
  },
  {
    name: "Queue.shutdown: 'future calls to put() raise ShutDown', 'get() … raise ShutDown when the queue is empty'",
    async run({ library, members }) {
      const [one] = members(1);
      const queue = new library.Queue();
      await queue.put(1);
      await one.call(queue, "shutdown");
      await rejects(queue.put(2), "queue-closed");
      assert.equal(await queue.get(), 1);
      await rejects(queue.get(), "queue-closed");
      await rejects(one.call(queue, "getNoWait"), "queue-closed");
    },
  },
  {
    name: "Queue.shutdown: 'if immediate is true … unfinished tasks is reduced by the number of drained tasks', which join() may notice",
    async run({ library, members }) {
      const [one] = members(1);
      const queue = new library.Queue();
      for (const item of [1, 2, 3]) await queue.put(item);
      assert.equal(await one.call(queue, "get"), 1);
      const joining = queue.join();
      await queue.shutdown({ immediate: true });
      assert.equal(queue.sizeSync(), 0);
      await one.call(queue, "taskDone");
      assert.equal(await joining, true);
    },
  },
  {
    name: "SimpleQueue: 'empty(): return True if the queue is empty, False otherwise'",
    async run({ library, members }) {
      const [one] = members(1);
      const queue = new library.SimpleQueue();
      assert.equal(await one.call(queue, "emptySync"), true);
      await one.call(queue, "put", { some: "thing" });
      assert.equal(queue.emptySync(), false);
      assert.equal(await queue.empty(), false);
      assert.deepEqual(queue.getSync(), { some: "thing" });
    },
  },
  {
    name: "Pipe: 'if duplex is False then … conn1 can only be used for receiving messages and conn2 can only be used for sending messages'",
    async run({ library, members }) {
      const [one] = members(1);
      const [first, second] = library.Pipe(false);
      await one.call(second, "sendSync", 1);
      assert.equal(await one.call(first, "recvSync"), 1);
      await rejects(one.call(first, "send", 1), "bad-parameter");
      await rejects(one.call(second, "recv"), "bad-parameter");
    },
  },
  {
    name: "Connection.recv: 'raises EOFError if there is nothing left to receive and the other end was closed'",
    async run({ library, members }) {
      const [one] = members(1);
      const [near, far] = library.Pipe();
      await near.send("left");
      near.close();
      assert.equal(await one.call(far, "recvSync"), "left");
      await rejects(one.call(far, "recvSync"), "pipe-closed");
      await rejects(one.call(far, "recv"), "pipe-closed");
    },
  },
  {
    name: "Connection.poll: 'return whether there is any data available to be read. If timeout is not specified then it will return immediately'",
    async run({ library, members }) {
      const [one] = members(1);
      const [near, far] = library.Pipe();
      assert.deepEqual([await one.call(far, "poll"), await one.call(far, "pollSync", 1)], [false, false]);
      await near.send(0);
      assert.deepEqual([await one.call(far, "poll"), await far.poll()], [true, true]);
    },
  },
  {
    name: "Value: 'operations like += which involve a read and write are not atomic', those under its lock are",
    async run({ library, members }) {
      const counter = new library.Value("int32", 0);
      const times = 30;
      await Promise.all(members(3).map((member) => member.do("incrementSync", counter.getLock(), counter, times)));
      assert.equal(counter.value, 3 * times);
    },
  },
  {
    name: "Array: 'if size_or_initializer is an integer, then it determines the length of the array, and the array will be initially zeroed'",
    async run({ library, members }) {
      const [one] = members(1);
      const array = new library.SharedArray("float64", 4);
      assert.deepEqual(await one.do("readAll", array), [0, 0, 0, 0]);
      const filled = new library.SharedArray("int64", [1n, -2n]);
      assert.deepEqual(await one.do("readAll", filled), [1n, -2n]);
      throws(() => new library.SharedArray("int32", -1), "bad-parameter");
    },
  },
  {
    name: "Process.exitcode: 'None if the process has not yet terminated', 0 where the body 'returned normally', N for 'sys.exit()'",
    async run({ spawn }) {
      const [exiting, ending] = [spawn(), spawn()];
      assert.equal(exiting.runner.exitCode, null);
      void exiting.do("exit", 7);
      await ending.end();
      assert.equal(await exiting.runner.join(), true);
      // 'A process can be joined many times.'
      assert.equal(await exiting.runner.join(0), true);
      assert.deepEqual([exiting.runner.exitCode, ending.runner.exitCode], [7, 0]);
    },
  },
];
