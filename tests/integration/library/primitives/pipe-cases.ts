import assert from "node:assert/strict";
import { type PrimitiveCase, rejects, throws } from "./kit";

export const pipeCases: readonly PrimitiveCase[] = [
  {
    name: "what is sent at one end of a pipe is received at the other, both ways",
    async run({ library, members }) {
      const [one, two] = members(2);
      const [left, right] = library.Pipe();
      await one.call(left, "send", { from: "left", bytes: new Uint8Array(100_000).fill(3) });
      await one.call(left, "sendSync", "again");
      assert.deepEqual(await two.call(right, "recvSync"), { from: "left", bytes: new Uint8Array(100_000).fill(3) });
      assert.equal(await two.call(right, "recv"), "again");
      const blocked = one.call(left, "recvSync");
      await two.call(right, "sendSync", [1, 2]);
      assert.deepEqual(await blocked, [1, 2]);
      const own = left.recv();
      right.sendSync("own");
      assert.equal(await own, "own");
    },
  },
  {
    name: "a pipe that is not duplex goes from its second end to its first",
    async run({ library }) {
      const [receiver, sender] = library.Pipe<string>(false, { name: "chute" });
      assert.equal(sender.name, "chute");
      await sender.send("down");
      assert.equal(receiver.recvSync(), "down");
      await rejects(receiver.send("up"), "bad-parameter");
      throws(() => sender.recvSync(), "bad-parameter");
      await rejects(sender.poll(), "bad-parameter");
    },
  },
  {
    name: "polling tells whether something is there, and waits for it no longer than asked",
    async run({ library, members }) {
      const [one] = members(1);
      const [left, right] = library.Pipe();
      assert.equal(await one.call(right, "pollSync"), false);
      assert.equal(await one.call(right, "poll", 1), false);
      await rejects(one.call(right, "recvSync", 1), "timeout");
      const polling = one.call(right, "poll", Number.POSITIVE_INFINITY);
      await polling.started;
      await left.send(1);
      assert.equal(await polling, true);
      assert.equal(await one.call(right, "pollSync", 1), true);
      assert.equal(right.recvSync(), 1);
      assert.equal(right.pollSync(), false);
    },
  },
  {
    name: "a closed end gives what was sent before, then tells that it is closed",
    async run({ library, members }) {
      const [one, two] = members(2);
      const [left, right] = library.Pipe();
      const all = two.do("collect", right);
      await one.call(left, "send", 1);
      await one.call(left, "sendSync", 2);
      await one.call(left, "close");
      assert.deepEqual(await all, [1, 2]);
      await rejects(two.call(right, "recv"), "pipe-closed");
      await rejects(two.call(right, "sendSync", 3), "pipe-closed");
      assert.equal(await two.call(right, "pollSync"), true);
      await rejects(one.call(left, "recv"), "handle-closed");
      await rejects(left.recv(), "handle-closed");
      const [near, far] = library.Pipe();
      const waiting = one.call(far, "recv");
      await waiting.started;
      near.close();
      await rejects(waiting, "pipe-closed");
      throws(() => near.sendSync(1), "handle-closed");
      near.close();
    },
  },
  {
    name: "a pipe whose other end's worker has ended tells that it is closed, or lost where it was killed",
    async run({ library, spawn }) {
      const [ending, dying] = [spawn(), spawn()];
      const [own, theirs] = library.Pipe();
      await ending.call(theirs, "send", "last words");
      await ending.end();
      assert.equal(await own.recv(), "last words");
      await rejects(own.recv(), "pipe-closed");
      await rejects(own.send(1), "pipe-closed");
      const [left, right] = library.Pipe();
      await dying.call(right, "send", "last words");
      const waiting = [left.recv(), left.recv()];
      await dying.kill();
      assert.equal(await waiting[0], "last words");
      await rejects(waiting[1]!, "partner-lost");
      await rejects(left.send(1), "partner-lost");
      const next = spawn();
      assert.equal(await next.call(right, "pollSync"), false);
      await left.send("to the next one");
      assert.equal(await next.call(right, "recv"), "to the next one");
      await next.end();
    },
  },
  {
    name: "a wait at a pipe ends by a signal",
    async run({ library, members }) {
      const [one] = members(1);
      const [left, right] = library.Pipe();
      assert.equal(await one.do("abortWait", right, "recv"), "no more");
      await left.send("still there");
      assert.equal(await one.call(right, "recv"), "still there");
    },
  },
];
