import assert from "node:assert/strict";
import { type Kit, type Member, type PrimitiveCase, rejects, throws, until } from "./kit";

type Condition = InstanceType<Kit["library"]["Condition"]>;
type Value = InstanceType<Kit["library"]["Value"]>;

/** Settles when so many wait, with the lock free. */
async function waitersOf(condition: Condition, waiting: Value, count: number): Promise<void> {
  await until(() => condition.with(() => waiting.value === count));
}

/** Lets members wait, and collects who came back, in that order. */
async function lineUp(condition: Condition, waiting: Value, line: readonly [Member, string][]): Promise<string[]> {
  const back: string[] = [];
  for (const [index, [member, name]] of line.entries()) {
    const how = name.endsWith("sync") ? "countAndWaitSync" : "countAndWait";
    void member.do(how, condition, waiting).then((woken) => back.push(woken === true ? name : `${name} ${woken}`));
    await waitersOf(condition, waiting, index + 1);
  }
  return back;
}

export const conditionCases: readonly PrimitiveCase[] = [
  {
    name: "a condition wakes exactly as many as are notified, who waits longest first",
    async run({ library, members }) {
      const [one, two, three] = members(3);
      const [condition, waiting] = [new library.Condition(), new library.Value("int32", 0)];
      const line = [
        [one, "first sync"],
        [two, "second"],
        [two, "third"],
        [three, "fourth sync"],
      ] as const;
      const back = await lineUp(condition, waiting, line as never);
      await condition.with(() => condition.notify());
      await until(() => back.length > 0);
      assert.deepEqual(back, ["first sync"]);
      await condition.with(() => condition.notify(2));
      await until(() => back.length === 3);
      assert.deepEqual(back.slice(1).sort(), ["second", "third"]);
      await condition.with(() => condition.notify(0));
      await condition.with(() => condition.notifyAll());
      await until(() => back.length === 4);
    },
  },
  {
    name: "a notification is only for those who wait already",
    async run({ library, members }) {
      const [one] = members(1);
      const [condition, waiting] = [new library.Condition(), new library.Value("int32", 0)];
      await condition.with(() => condition.notify(5));
      await condition.with(() => condition.notifyAll());
      assert.equal(await one.do("countAndWaitSync", condition, waiting, 1), false);
      const late = one.do("countAndWait", condition, waiting, { timeoutMs: 1 });
      assert.equal(await late, false);
    },
  },
  {
    name: "a later waiter steals no notification",
    async run({ library, members }) {
      const [one, two] = members(2);
      const [condition, waiting] = [new library.Condition(), new library.Value("int32", 0)];
      const back = await lineUp(condition, waiting, [[one, "early"]]);
      const late = { woken: false };
      await condition.acquire();
      await condition.notify();
      // It enters after the notification, which the early one has not seen yet.
      void two.do("countAndWait", condition, waiting).then(() => {
        late.woken = true;
      });
      await condition.release();
      await until(() => back.length === 1);
      await waitersOf(condition, waiting, 2);
      assert.equal(late.woken, false);
      await condition.with(() => condition.notify());
      await until(() => late.woken);
    },
  },
  {
    name: "who comes back from a condition holds its lock again, also after a timeout",
    async run({ library, members }) {
      const [one] = members(1);
      for (const lock of [new library.Lock(), new library.RLock()]) {
        const [condition, waiting] = [new library.Condition(lock), new library.Value("int32", 0)];
        const notified = one.do("countAndWait", condition, waiting);
        await waitersOf(condition, waiting, 1);
        let back = false;
        void notified.then(() => {
          back = true;
        });
        await lock.acquire();
        await condition.notify();
        // It cannot come back before it has the lock.
        assert.equal(await one.call(lock, "acquire", { timeoutMs: 20 }), false);
        assert.equal(back, false);
        await lock.release();
        assert.equal(await notified, true);
        assert.equal(await lock.acquire({ timeoutMs: 20_000 }), true);
        assert.equal(await condition.wait({ timeoutMs: 1 }), false);
        assert.equal(await one.call(lock, "acquireSync", 0), false);
        await lock.release();
      }
    },
  },
  {
    name: "an RLock that was acquired twice is free while its holder waits, and held twice afterwards",
    async run({ library, members }) {
      const [one] = members(1);
      const lock = new library.RLock();
      const [condition, waiting] = [new library.Condition(lock), new library.Value("int32", 0)];
      const nested = one.do("condDepth", condition, lock, waiting);
      await waitersOf(condition, waiting, 1);
      await condition.with(() => condition.notifyAll());
      assert.equal(await nested, "lock-not-owner");
      await lock.acquire();
      await lock.acquire();
      assert.equal(await condition.wait({ timeoutMs: 1 }), false);
      await lock.release();
      assert.equal(await one.call(lock, "acquireSync", 0), false);
      await lock.release();
      assert.equal(await one.call(lock, "acquireSync"), true);
      await one.call(lock, "release");
    },
  },
  {
    name: "a condition needs its lock held, by whoever uses it",
    async run({ library, members }) {
      const [one] = members(1);
      for (const lock of [new library.Lock({ name: "shelf" }), new library.RLock({ name: "shelf" })]) {
        const condition = new library.Condition(lock);
        for (const act of [
          () => condition.wait(),
          () => condition.notify(),
          () => condition.notifyAll(),
          () => one.call(condition, "wait"),
          () => one.call(condition, "waitSync", 1),
          () => one.call(condition, "notifySync"),
        ]) {
          await rejects(act(), "lock-not-held");
        }
        await lock.acquire();
        await rejects(one.call(condition, "notify"), "lock-not-held");
        await rejects(one.call(condition, "waitSync"), "lock-not-held");
        throws(() => condition.waitSync(), "worker-only");
        await condition.notify();
        await lock.release();
      }
      throws(() => new library.Condition({} as never), "bad-parameter");
    },
  },
  {
    name: "waiting for a predicate looks again after each notification, and gives what it returned last",
    async run({ library, members }) {
      const [one, two] = members(2);
      const [condition, value] = [new library.Condition(), new library.Value("int32", 0)];
      const seen = [
        one.do("waitForValue", condition, value, 3),
        two.do("waitForValueSync", condition, value, 3),
        two.do("waitForValue", condition, value, 3),
      ];
      for (let next = 1; next <= 3; next++) {
        await condition.with(() => {
          value.value = next;
          return condition.notifyAll();
        });
      }
      assert.deepEqual(await Promise.all(seen), ["saw 3", "saw 3", "saw 3"]);
      assert.equal(await one.do("waitForValue", condition, value, 4, { timeoutMs: 1 }), false);
      assert.equal(await one.do("waitForValueSync", condition, value, 4, 1), false);
      assert.equal(await condition.with(() => condition.waitFor(() => "at once")), "at once");
    },
  },
  {
    name: "a wait that a signal ends takes no notification from the others",
    async run({ library, members }) {
      const [one] = members(1);
      const [condition, waiting] = [new library.Condition(), new library.Value("int32", 0)];
      const controller = new AbortController();
      const own = condition.with(() => condition.wait({ signal: controller.signal }));
      const back = await lineUp(condition, waiting, [[one, "other"]]);
      controller.abort(new Error("not I"));
      await assert.rejects(own, /not I/);
      await condition.with(() => condition.notify());
      await until(() => back.length === 1);
      assert.deepEqual(back, ["other"]);
      await condition.with(async () => assert.rejects(condition.wait({ signal: controller.signal }), /not I/));
    },
  },
  {
    name: "a worker that dies waiting for a condition takes no notification with it",
    async run({ library, members, spawn }) {
      const [one] = members(1);
      const doomed = spawn();
      const [condition, waiting] = [new library.Condition(), new library.Value("int32", 0)];
      const back = await lineUp(condition, waiting, [
        [doomed, "doomed"],
        [one, "other"],
      ]);
      await doomed.kill();
      await condition.with(() => condition.notify());
      await until(() => back.length === 1);
      assert.deepEqual(back, ["other"]);
    },
  },
];
