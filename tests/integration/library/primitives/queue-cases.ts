import assert from "node:assert/strict";
import { type PrimitiveCase, rejects, throws } from "./kit";

/** Bytes that go through shared memory, where there is any. */
const large = (byte: number): Uint8Array => new Uint8Array(200_000).fill(byte);

export const queueCases: readonly PrimitiveCase[] = [
  {
    name: "a queue gives items in the order in which each process put them, large ones too",
    async run({ library, members }) {
      const [one] = members(1);
      const queue = new library.Queue();
      const items = [1, large(2), "three", large(4), { five: [5] }];
      await one.do("putAll", queue, items);
      for (const item of items) assert.deepEqual(await queue.get(), item);
      await Promise.all(items.map((item) => queue.put(item)));
      for (const item of items) assert.deepEqual(await one.call(queue, "getSync"), item);
      assert.equal(await queue.empty(), true);
    },
  },
  {
    name: "items go from worker to worker, handles within them too",
    async run({ library, members }) {
      const [one, two] = members(2);
      const [forth, back] = [new library.Queue(), new library.SimpleQueue()];
      const echo = two.do("echoSync", forth, back, 3);
      const value = new library.Value("float64", 0.5);
      for (const item of [large(7), { value }, "end"]) await one.call(forth, "putSync", item);
      assert.deepEqual(await one.call(back, "get"), large(7));
      const { value: same } = (await back.get()) as { value: typeof value };
      assert.equal(same, value);
      assert.equal(await one.call(back, "getSync"), "end");
      await echo;
    },
  },
  {
    name: "a full queue lets nobody put until somebody gets",
    async run({ library, members }) {
      const [one, two] = members(2);
      const queue = new library.Queue(2);
      assert.equal(queue.maxSize, 2);
      await queue.put("a");
      assert.equal(await queue.full(), false);
      await queue.putNoWait("b");
      assert.equal(await one.call(queue, "full"), true);
      assert.equal(queue.fullSync(), true);
      await rejects(queue.putNoWait("c"), "queue-full");
      await rejects(one.call(queue, "putSync", large(1), 1), "queue-full");
      await rejects(one.call(queue, "put", large(1), { timeoutMs: 1 }), "queue-full");
      throws(() => queue.putSync("c"), "worker-only");
      const waiting = [one.call(queue, "putSync", "c"), two.call(queue, "put", "d")];
      for (const item of ["a", "b"]) assert.equal(await queue.get(), item);
      await Promise.all(waiting);
      assert.deepEqual([await queue.get(), await queue.get()].sort(), ["c", "d"]);
      assert.equal(await two.call(queue, "sizeSync"), 0);
    },
  },
  {
    name: "an empty queue gives nothing, at once or in time",
    async run({ library, members }) {
      const [one] = members(1);
      const queue = new library.Queue();
      await rejects(queue.getNoWait(), "queue-empty");
      await rejects(queue.get({ timeoutMs: 1 }), "queue-empty");
      await rejects(one.call(queue, "getSync", 1), "queue-empty");
      await rejects(one.call(queue, "getNoWait"), "queue-empty");
      throws(() => queue.getSync(), "worker-only");
      assert.equal(await one.call(queue, "emptySync"), true);
      queue.putSync(1);
      assert.equal(queue.sizeSync(), 1);
      assert.equal(queue.emptySync(), false);
      assert.equal(queue.getSync(), 1);
    },
  },
  {
    name: "joining a process that has put what nobody got does not wait for ever",
    async run({ library, spawn }) {
      const queue = new library.Queue();
      const member = spawn();
      await member.do(
        "putAll",
        queue,
        Array.from({ length: 50 }, (_, index) => large(index)),
      );
      await member.end();
      assert.equal(await queue.size(), 50);
      for (let index = 0; index < 50; index++) assert.deepEqual(await queue.get(), large(index));
    },
  },
  {
    name: "joining a queue waits until every item is marked done",
    async run({ library, members }) {
      const [one, two] = members(2);
      const queue = new library.Queue();
      assert.equal(await queue.join(), true);
      for (const item of [1, 2, 3]) await queue.put(item);
      const joining = [queue.join(), one.call(queue, "joinSync")];
      assert.equal(await queue.join({ timeoutMs: 1 }), false);
      for (const _item of [1, 2]) await two.call(queue, "get");
      await two.call(queue, "taskDone");
      await two.call(queue, "taskDoneSync");
      assert.equal(await two.call(queue, "joinSync", 1), false);
      await queue.get();
      await queue.taskDone();
      assert.deepEqual(await Promise.all(joining), [true, true]);
      await rejects(queue.taskDone(), "bad-parameter");
    },
  },
  {
    name: "a queue that was shut down takes nothing, gives what is left, and ends who iterates",
    async run({ library, members }) {
      const [one, two] = members(2);
      const queue = new library.Queue();
      const collected = one.do("collect", queue);
      for (const item of ["a", "b"]) await queue.put(item);
      await two.call(queue, "put", "c");
      await queue.shutdown();
      await rejects(two.call(queue, "put", "d"), "queue-closed");
      assert.deepEqual(await collected, ["a", "b", "c"]);
      await rejects(two.call(queue, "getSync"), "queue-closed");
      const [full, waiting] = [new library.Queue(1), new library.Queue()];
      await full.put(1);
      const [putting, getting] = [one.call(full, "put", 2), one.call(waiting, "get")];
      await getting.started;
      await two.call(full, "shutdownSync", { immediate: true });
      await waiting.shutdown();
      await rejects(putting, "queue-closed");
      await rejects(getting, "queue-closed");
      await rejects(full.get(), "queue-closed");
      assert.equal(await full.join(), true);
    },
  },
  {
    name: "a wait at a queue ends by a signal, and no item is lost by that",
    async run({ library, members }) {
      const [one] = members(1);
      const queue = new library.Queue<number>(1);
      assert.equal(await one.do("abortWait", queue, "get"), "no more");
      let got = 0;
      for (let round = 0; round < 20; round++) {
        const outcome = one.do("abortWait", queue, "get");
        await queue.put(round);
        if ((await outcome) === "done") got++;
        else {
          assert.equal(await queue.get(), round);
          got++;
        }
      }
      assert.equal(got, 20);
      await queue.put(1);
      const controller = new AbortController();
      const putting = queue.put(2, { signal: controller.signal });
      controller.abort(new Error("no more"));
      await assert.rejects(putting, /no more/);
      assert.equal(await queue.get(), 1);
      assert.equal(await queue.empty(), true);
    },
  },
  {
    name: "who waits in the main process is told when the last worker with the queue is lost",
    async run({ library, spawn }) {
      const [empty, full] = [new library.Queue(), new library.Queue(1)];
      const [lost, other] = [spawn(), spawn()];
      await full.put(1);
      for (const member of [lost, other]) {
        assert.equal(await member.call(empty, "size"), 0);
        assert.equal(await member.call(full, "size"), 1);
      }
      const waiting = [empty.get(), full.put(2)];
      await lost.kill();
      await rejects(empty.get({ timeoutMs: 1 }), "queue-empty");
      await other.end();
      for (const one of waiting) await rejects(one, "partner-lost");
      await rejects(empty.get(), "partner-lost");
      await rejects(empty.getNoWait(), "queue-empty");
      assert.equal(await full.get(), 1);
      const next = spawn();
      assert.equal(await next.call(empty, "size"), 0);
      const getting = empty.get();
      await next.call(empty, "put", "from the next one");
      assert.equal(await getting, "from the next one");
      await next.end();
    },
  },
  {
    name: "a worker that blocks is killed all the same, and takes nothing",
    async run({ library, spawn }) {
      const queue = new library.Queue();
      const blocked = spawn();
      assert.equal(await blocked.call(queue, "sizeSync"), 0);
      void blocked.call(queue, "getSync");
      const rest = queue.get();
      await blocked.kill();
      await rejects(rest, "partner-lost");
      await queue.put("kept");
      assert.equal(await queue.get(), "kept");
    },
  },
  {
    name: "joining a queue tells when a worker was lost with items that it had got, then joins the others",
    async run({ library, spawn }) {
      const queue = new library.Queue();
      for (const item of [1, 2, 3]) await queue.put(item);
      const doomed = spawn();
      await doomed.call(queue, "get");
      await doomed.call(queue, "getSync");
      const joining = queue.join();
      await doomed.kill();
      await rejects(joining, "partner-lost");
      assert.equal(await queue.get(), 3);
      await queue.taskDone();
      assert.equal(await queue.join(), true);
    },
  },
  {
    name: "an item that cannot travel is refused where it is put, by its path",
    async run({ library, members }) {
      const queue = new library.Queue();
      await assert.rejects(queue.put({ rows: [{ work: () => 1 }] }), /item\.rows\[0\]\.work cannot be sent/);
      await members(1)[0].call(queue, "put", 1);
      assert.equal(await queue.get(), 1);
      queue.close();
      await rejects(queue.get(), "handle-closed");
    },
  },
];
