import assert from "node:assert/strict";
import { type PrimitiveCase, rejects, throws } from "./kit";

export const eventCases: readonly PrimitiveCase[] = [
  {
    name: "an event wakes everybody who waits when it is set, even if it is cleared right after",
    async run({ library, members }) {
      const [one, two] = members(2);
      const event = new library.Event();
      const calls = [one.call(event, "wait"), two.call(event, "wait"), one.call(event, "wait", { timeoutMs: 60_000 })];
      for (const call of calls) await call.started;
      const own = event.wait();
      event.setSync();
      event.clearSync();
      assert.deepEqual(await Promise.all([...calls, own]), [true, true, true, true]);
      assert.equal(await event.isSet(), false);
    },
  },
  {
    name: "an event that is set lets everybody go on until it is cleared",
    async run({ library, members }) {
      const [one] = members(1);
      const event = new library.Event();
      assert.equal(await one.call(event, "isSetSync"), false);
      await one.call(event, "setSync");
      assert.equal(event.isSetSync(), true);
      assert.equal(event.waitSync(), true);
      assert.equal(await one.call(event, "waitSync"), true);
      assert.equal(await one.call(event, "isSet"), true);
      await one.call(event, "clear");
      assert.equal(await event.isSet(), false);
      assert.equal(await one.call(event, "waitSync", 1), false);
      assert.equal(await event.wait({ timeoutMs: 0 }), false);
      throws(() => event.waitSync(), "worker-only");
    },
  },
  {
    name: "a thread that blocks for an event goes on when another process sets it",
    async run({ library, members }) {
      const [one, two] = members(2);
      const event = new library.Event();
      const blocked = one.call(event, "waitSync");
      await two.call(event, "set");
      assert.equal(await blocked, true);
    },
  },
  {
    name: "a wait for an event ends by a signal, and by the event's close",
    async run({ library, members }) {
      const [one] = members(1);
      const event = new library.Event({ name: "go" });
      assert.equal(await one.do("abortWait", event, "wait"), "no more");
      const waiting = one.call(event, "wait");
      await waiting.started;
      event.close();
      await rejects(waiting, "handle-closed");
      await rejects(event.wait(), "handle-closed");
      await rejects(one.call(new library.Event(), "close"), "host-only");
    },
  },
];
