import assert from "node:assert/strict";
import { type PrimitiveCase, rejects, throws, until } from "./kit";

export const barrierCases: readonly PrimitiveCase[] = [
  {
    name: "a barrier lets all pass at once, each with a number of its own, again and again",
    async run({ library, members }) {
      const [one, two] = members(2);
      const barrier = new library.Barrier(3);
      assert.equal(barrier.parties, 3);
      for (let round = 0; round < 3; round++) {
        const numbers = [one.call(barrier, "wait"), two.call(barrier, "waitSync"), barrier.wait()];
        assert.deepEqual((await Promise.all(numbers)).sort(), [0, 1, 2]);
      }
      assert.equal(await barrier.nWaiting(), 0);
      assert.equal(await new library.Barrier(1).wait(), 0);
    },
  },
  {
    name: "nobody passes a barrier before the last one has come",
    async run({ library, members }) {
      const [one] = members(1);
      const [barrier, passed] = [new library.Barrier(2), new library.Value("int32", 0)];
      const other = one.do("passTimes", barrier, passed, 3);
      for (let round = 0; round < 3; round++) {
        await until(() => barrier.nWaitingSync() === 1);
        assert.equal(passed.value, round);
        await barrier.wait();
      }
      await other;
      assert.equal(passed.value, 3);
    },
  },
  {
    name: "a barrier's action runs once for all, before anybody goes on",
    async run({ library, members }) {
      const [one] = members(1);
      const passed = new library.Value("int32", 0);
      const seen: number[] = [];
      const barrier = new library.Barrier(2, {
        action: async () => {
          await new Promise((resolve) => setImmediate(resolve));
          seen.push(passed.value);
        },
      });
      const other = one.do("passTimes", barrier, passed, 2);
      for (let round = 1; round <= 2; round++) {
        await barrier.wait();
        await until(() => passed.value === round);
      }
      await other;
      assert.deepEqual(seen, [0, 1]);
    },
  },
  {
    name: "an action that throws breaks the barrier, and tells the last one to arrive",
    async run({ library, members }) {
      const [one] = members(1);
      const barrier = new library.Barrier(2, {
        action: () => {
          throw new Error("no paint left");
        },
      });
      const first = one.call(barrier, "wait");
      await until(async () => (await barrier.nWaiting()) === 1);
      await assert.rejects(barrier.wait(), /no paint left/);
      await rejects(first, "barrier-broken");
      assert.equal(await barrier.broken(), true);
    },
  },
  {
    name: "a timeout breaks a barrier for all who wait and come, until it is reset",
    async run({ library, members }) {
      const [one, two] = members(2);
      const barrier = new library.Barrier(3, { timeoutMs: 60_000 });
      const first = one.call(barrier, "wait");
      await until(() => barrier.nWaitingSync() === 1);
      await rejects(two.call(barrier, "waitSync", 1), "barrier-broken");
      await rejects(first, "barrier-broken");
      await rejects(barrier.wait(), "barrier-broken");
      assert.equal(await two.call(barrier, "brokenSync"), true);
      await barrier.reset();
      assert.equal(barrier.brokenSync(), false);
      const numbers = [one.call(barrier, "wait"), two.call(barrier, "wait"), barrier.wait()];
      assert.deepEqual((await Promise.all(numbers)).sort(), [0, 1, 2]);
      await rejects(new library.Barrier(2, { timeoutMs: 1 }).wait(), "barrier-broken");
    },
  },
  {
    name: "abort breaks a barrier; reset fails who waits and makes it as new",
    async run({ library, members }) {
      const [one, two] = members(2);
      const barrier = new library.Barrier(2);
      const first = one.call(barrier, "waitSync");
      await until(() => barrier.nWaitingSync() === 1);
      await two.call(barrier, "abortSync");
      await rejects(first, "barrier-broken");
      await rejects(barrier.wait(), "barrier-broken");
      await two.call(barrier, "reset");
      const second = one.call(barrier, "wait");
      await until(() => barrier.nWaitingSync() === 1);
      await barrier.reset();
      await rejects(second, "barrier-broken");
      assert.deepEqual((await Promise.all([one.call(barrier, "wait"), barrier.wait()])).sort(), [0, 1]);
    },
  },
  {
    name: "a worker that is lost breaks the barriers that it has; one that ends well does not",
    async run({ library, spawn }) {
      const barrier = new library.Barrier(3, { name: "phase" });
      const [dying, ending] = [spawn(), spawn()];
      assert.equal(await ending.call(barrier, "broken"), false);
      assert.equal(await dying.call(barrier, "brokenSync"), false);
      const waiting = barrier.wait();
      await ending.end();
      assert.equal(barrier.brokenSync(), false);
      await dying.kill();
      await rejects(waiting, "barrier-broken");
      await rejects(barrier.wait(), "barrier-broken");
    },
  },
  {
    name: "a barrier is for one party or more, and is not waited for by blocking the main process",
    async run({ library, members }) {
      for (const parties of [0, -1, 1.5]) throws(() => new library.Barrier(parties), "bad-parameter");
      throws(() => new library.Barrier(2, { action: "print" as never }), "bad-parameter");
      const barrier = new library.Barrier(2);
      throws(() => barrier.waitSync(), "worker-only");
      const [one] = members(1);
      assert.equal(await one.do("abortWait", barrier, "wait"), "no more");
      assert.equal(await barrier.broken(), true);
      barrier.close();
      await rejects(barrier.wait(), "handle-closed");
    },
  },
];
