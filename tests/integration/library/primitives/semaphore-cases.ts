import assert from "node:assert/strict";
import { type PrimitiveCase, rejects, throws, until } from "./kit";

export const semaphoreCases: readonly PrimitiveCase[] = [
  {
    name: "a semaphore lets as many in as it has permits, whoever releases",
    async run({ library, members }) {
      const [one, two] = members(2);
      const semaphore = new library.Semaphore(2);
      assert.equal(await one.call(semaphore, "acquire"), true);
      assert.equal(await two.call(semaphore, "acquireSync"), true);
      assert.equal(await one.call(semaphore, "acquireSync", 0), false);
      assert.equal(await semaphore.acquire({ timeoutMs: 1 }), false);
      const [third, fourth] = [one.call(semaphore, "acquireSync"), semaphore.acquire()];
      await semaphore.release(2);
      assert.deepEqual(await Promise.all([third, fourth]), [true, true]);
      await two.call(semaphore, "releaseSync", 2);
      assert.equal(semaphore.acquireSync(), true);
      assert.equal(await one.call(semaphore, "acquire"), true);
      assert.equal(semaphore.acquireSync(0), false);
      throws(() => semaphore.acquireSync(), "worker-only");
    },
  },
  {
    name: "a semaphore starts at 1, may start at 0, and never below",
    async run({ library }) {
      assert.equal(new library.Semaphore().acquireSync(0), true);
      assert.equal(new library.BoundedSemaphore(0).acquireSync(0), false);
      for (const initial of [-1, 0.5, Number.NaN]) {
        throws(() => new library.Semaphore(initial), "bad-parameter");
        throws(() => new library.BoundedSemaphore(initial), "bad-parameter");
      }
      await rejects(new library.Semaphore().release(0), "bad-parameter");
    },
  },
  {
    name: "a bounded semaphore refuses more permits than it had, in every process",
    async run({ library, members }) {
      const [one] = members(1);
      const semaphore = new library.BoundedSemaphore(2, { name: "seats" });
      await rejects(semaphore.release(), "semaphore-full");
      await rejects(one.call(semaphore, "releaseSync"), "semaphore-full");
      assert.equal(await one.call(semaphore, "acquire"), true);
      await rejects(semaphore.release(2), "semaphore-full");
      semaphore.releaseSync();
      throws(() => semaphore.releaseSync(), "semaphore-full");
    },
  },
  {
    name: "a wait for a permit ends by a signal, and takes none then",
    async run({ library, members }) {
      const [one] = members(1);
      const semaphore = new library.Semaphore(0);
      assert.equal(await one.do("abortWait", semaphore, "acquire"), "no more");
      const controller = new AbortController();
      const waiting = semaphore.acquire({ signal: controller.signal });
      controller.abort(new Error("enough"));
      await assert.rejects(waiting, /enough/);
      await semaphore.release();
      assert.equal(semaphore.acquireSync(0), true);
    },
  },
  {
    name: "a worker that dies waiting for a permit takes none",
    async run({ library, spawn }) {
      const semaphore = new library.Semaphore(0);
      const member = spawn();
      await member.call(semaphore, "acquire").started;
      await member.kill();
      await semaphore.release();
      assert.equal(await semaphore.acquire({ timeoutMs: 20_000 }), true);
    },
  },
  {
    name: "a permit is held while a body runs, whatever that throws",
    async run({ library }) {
      const semaphore = new library.Semaphore(1);
      await assert.rejects(
        semaphore.with(() => {
          assert.equal(semaphore.acquireSync(0), false);
          throw new Error("within");
        }),
        /within/,
      );
      assert.equal(
        semaphore.withSync(() => semaphore.acquireSync(0)),
        false,
      );
      assert.equal(await semaphore.acquire(), true);
      await rejects(
        semaphore.with(() => undefined, { timeoutMs: 1 }),
        "timeout",
      );
      semaphore.close();
      throws(() => semaphore.releaseSync(), "handle-closed");
      await rejects(semaphore.acquire(), "handle-closed");
    },
  },
  {
    name: "many who wait for a permit get theirs when they come one by one",
    async run({ library, members }) {
      const semaphore = new library.Semaphore(0);
      const [one, two, three] = members(3);
      let got = 0;
      const all = [one, two, three, one].map(async (member) => {
        assert.equal(await member.call(semaphore, "acquire"), true);
        got++;
      });
      for (let permits = 1; permits <= 4; permits++) {
        await semaphore.release();
        await until(() => got >= permits);
        assert.equal(got, permits);
      }
      await Promise.all(all);
    },
  },
];
