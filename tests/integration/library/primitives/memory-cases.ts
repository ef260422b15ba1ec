import assert from "node:assert/strict";
import { type PrimitiveCase, rejects, throws } from "./kit";

/** What has been there before these primitives, now blocking, and without shared memory too. */
export const memoryCases: readonly PrimitiveCase[] = [
  {
    name: "a value is read and written by blocking threads, in every type",
    async run({ library, members }) {
      const [one] = members(1);
      for (const [type, first, second] of [
        ["int32", -1, 2],
        ["uint32", 1, 2 ** 31],
        ["int64", -1n, 2n ** 40n],
        ["float32", 0.5, 1.5],
        ["float64", 0.1, 0.2],
      ] as const) {
        const value = new library.Value(type, first as never);
        assert.equal(await one.call(value, "compareExchange", first, second), first);
        assert.equal(value.value, second);
        assert.equal(await one.call(value, "add", first), second);
      }
    },
  },
  {
    name: "adding under a lock loses nothing, blocking or not",
    async run({ library, members }) {
      const [one, two, three] = members(3);
      const value = new library.Value("int32");
      for (const lock of [new library.Lock(), new library.RLock(), value.getLock()]) {
        value.value = 0;
        const calls = [
          one.do("incrementSync", lock, value, 40),
          two.do("increment", lock, value, 40),
          three.do("incrementSync", lock, value, 40),
        ];
        await Promise.all(calls);
        assert.equal(value.value, 120);
      }
    },
  },
  {
    name: "an array is read and written in stretches from everywhere",
    async run({ library, members }) {
      const [one] = members(1);
      const array = new library.SharedArray("float64", [1, 2, 3, 4]);
      await one.call(array, "write", [20, 30], 1);
      await one.call(array, "set", -1, 40);
      assert.deepEqual(await one.do("readAll", array), [1, 20, 30, 40]);
      assert.deepEqual([...array], [1, 20, 30, 40]);
      await rejects(one.call(array, "get", 4), "memory-range");
    },
  },
  {
    name: "a lock is acquired in time or not, by blocking threads too",
    async run({ library, members }) {
      const [one, two] = members(2);
      for (const lock of [new library.Lock(), new library.RLock()]) {
        assert.equal(await one.call(lock, "acquireSync"), true);
        assert.equal(await two.call(lock, "acquireSync", 1), false);
        assert.equal(await lock.acquire({ timeoutMs: 0 }), false);
        assert.equal(await two.do("abortWait", lock, "acquire"), "no more");
        throws(() => lock.acquireSync(), "worker-only");
        const waiting = two.call(lock, "acquireSync");
        await one.call(lock, "releaseSync");
        assert.equal(await waiting, true);
        await two.call(lock, "release");
      }
    },
  },
  {
    name: "releasing what is not held is an error; an RLock is released by its holder only",
    async run({ library, members }) {
      const [one, two] = members(2);
      const [lock, rlock] = [new library.Lock({ name: "total" }), new library.RLock()];
      await rejects(lock.release(), "lock-not-held");
      assert.throws(() => lock.releaseSync(), /"total" is not held/);
      await rejects(one.call(lock, "releaseSync"), "lock-not-held");
      assert.equal(await one.call(lock, "acquire"), true);
      await two.call(lock, "releaseSync");
      assert.equal(await one.do("depthOf", rlock), "lock-not-owner");
      assert.equal(await one.call(rlock, "acquireSync"), true);
      await rejects(two.call(rlock, "releaseSync"), "lock-not-owner");
      throws(() => rlock.releaseSync(), "lock-not-owner");
    },
  },
  {
    name: "a lock of a worker that died while it held it goes to who waits, marked as abandoned",
    async run({ library, members, spawn }) {
      const [one] = members(1);
      for (const lock of [new library.Lock(), new library.RLock()]) {
        const doomed = spawn();
        assert.equal(await doomed.call(lock, "acquireSync"), true);
        const waiting = one.call(lock, "acquireSync");
        await doomed.kill();
        assert.equal(await waiting, true);
        await one.call(lock, "release");
        assert.equal(await lock.acquire(), true);
        assert.equal(lock.abandoned, false);
      }
    },
  },
  {
    name: "a lock that a dead worker left is abandoned until it is released, for who acquires it blocking too",
    async run({ library, members, spawn }) {
      const [one] = members(1);
      const lock = new library.Lock();
      const doomed = spawn();
      assert.equal(await doomed.call(lock, "acquireSync"), true);
      // So that it is no stranger to the one who gets it.
      assert.equal(await one.call(lock, "acquireSync", 0), false);
      await doomed.kill();
      assert.deepEqual(await one.do("abandonedSync", lock), [true, false, false]);
    },
  },
  {
    name: "a value refuses other types, what is no number of its type, and everything once it is closed",
    async run({ library, members }) {
      const [one] = members(1);
      throws(() => new library.Value("int31" as never), "bad-parameter");
      throws(() => new library.SharedArray("int31" as never, 1), "bad-parameter");
      throws(() => new library.SharedArray("float64", 1e15), "memory-full");
      for (const [type, right, wrong] of [
        ["int32", 1, 1n],
        ["uint32", 1, "1"],
        ["int64", 1n, 1],
        ["float32", 1, null],
        ["float64", 1, undefined],
      ] as const) {
        const value = new library.Value(type, right as never);
        throws(() => (value.value = wrong as never), "bad-parameter");
        await rejects(one.do("set", value, wrong), "bad-parameter");
        assert.equal(value.value, right);
        value.close();
        throws(() => value.value, "handle-closed");
        throws(() => (value.value = right as never), "handle-closed");
      }
    },
  },
  {
    name: "a lock refuses everything once it is closed, by methods that were taken from it before too",
    async run({ library }) {
      const lock = new library.Lock();
      const [acquireSync, releaseSync] = [lock.acquireSync.bind(lock), lock.releaseSync.bind(lock)];
      assert.equal(acquireSync(), true);
      lock.close();
      for (const method of [acquireSync, releaseSync]) throws(method, "handle-closed");
      throws(() => lock.acquireSync(), "handle-closed");
      throws(() => lock.releaseSync(), "handle-closed");
    },
  },
  {
    name: "a class of the user's own has its own methods",
    async run({ library }) {
      const calls: string[] = [];
      class OwnLock extends library.Lock {
        override acquireSync(timeoutMs?: number): boolean {
          calls.push("acquireSync");
          return super.acquireSync(timeoutMs);
        }
      }
      class OwnValue extends library.Value<"int32"> {
        override get value(): number {
          return super.value;
        }
        override set value(value: number) {
          calls.push("set value");
          super.value = value;
        }
      }
      const lock = new OwnLock();
      const value = new OwnValue("int32");
      assert.equal(lock.acquireSync(), true);
      value.value = 3;
      assert.equal(value.value, 3);
      lock.releaseSync();
      assert.deepEqual(calls, ["acquireSync", "set value"]);
    },
  },
  {
    name: "what one task sends another is a handle of the same kind",
    async run({ library, members }) {
      const [one] = members(1);
      const kinds = {
        Lock: new library.Lock(),
        RLock: new library.RLock(),
        Semaphore: new library.Semaphore(),
        BoundedSemaphore: new library.BoundedSemaphore(),
        Condition: new library.Condition(),
        Event: new library.Event(),
        Barrier: new library.Barrier(1),
        Queue: new library.Queue(),
        SimpleQueue: new library.SimpleQueue(),
        Connection: library.Pipe()[0],
        Value: new library.Value("int32"),
        SharedArray: new library.SharedArray("int32", 1),
      };
      for (const [name, handle] of Object.entries(kinds)) assert.equal(await one.do("typeOf", handle), name);
    },
  },
];
