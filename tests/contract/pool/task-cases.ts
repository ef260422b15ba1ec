import { deepStrictEqual, match, ok, strictEqual, throws } from "node:assert/strict";
import { resultFlow, taskFlow } from "../../../src/engine/protocol/flows";
import { recordKinds } from "../../../src/shared/trace/records";
import { one, type PoolCase, withPool } from "./pool-case";
import { faultOf, type PoolUnderTest, partialOf } from "./pool-under-test";

/** What becomes of tasks. */
export const taskCases: readonly PoolCase[] = [
  {
    name: "has a lane free for each worker that is up, and takes no task beyond them",
    run: withPool(["pend", "pend"], {}, async (test) => {
      deepStrictEqual(test.pool.free, []);
      await test.open(2);
      strictEqual(test.freed, 2);
      const [first, second] = test.pool.free;
      test.start();
      deepStrictEqual(test.pool.free, [second]);
      throws(() => test.pool.handOn(first!), /is not free/);
      test.start();
      deepStrictEqual(test.pool.free, []);
      const assignment = { chunk: { index: 2, from: 2, to: 3 }, attempt: 1, batch: null, ahead: 0 };
      throws(() => test.pool.start(second!, assignment, { round: 0, state: null }), /is not free/);
    }),
  },
  {
    name: "brings results back as the tasks gave them, and frees their slots",
    run: withPool(["echo", "echo", "echo"], one, async (test) => {
      await test.open(1);
      for (let index = 0; index < 3; index++) {
        const task = test.start();
        deepStrictEqual(await partialOf(task), { index, text: "città" });
        strictEqual((await task.done).lines, index);
        strictEqual(test.pool.free.length, 1);
      }
      strictEqual(test.started.length, 1);
    }),
  },
  {
    name: "gives a task to the worker that has least to do",
    run: withPool(["pend", "pend"], { workers: 2, slots: 2 }, async (test) => {
      await test.open(4);
      const ids = test.lanes().map(({ id }) => id);
      test.start();
      // Both of the other worker come before the one that is left.
      deepStrictEqual(test.pool.free, [ids[2], ids[3], ids[1]]);
      test.start();
      deepStrictEqual(test.pool.free, [ids[1], ids[3]]);
    }),
  },
  {
    name: "interleaves the tasks of one worker's slots, on a lane each",
    run: withPool(["pend", "echo", "echo"], { workers: 1, slots: 2 }, async (test) => {
      await test.open(2);
      test.start();
      await test.until(() => test.signalled);
      for (let index = 1; index < 3; index++) deepStrictEqual(await partialOf(test.start()), { index, text: "città" });
      const [first, second] = test.lanes();
      deepStrictEqual([first!.part, second!.part], ["slot 1", "slot 2"]);
      const begun = await Promise.all([first!, second!].map(({ id }) => chunksBegun(test, id)));
      deepStrictEqual(begun[1], [1, 2]);
    }),
  },
  {
    name: "rejects a task that threw, and goes on with its worker",
    run: withPool(["throw", "fail", "echo"], one, async (test) => {
      await test.open(1);
      const thrown = await faultOf(test.start());
      deepStrictEqual([thrown.code, thrown.message], ["task-threw", "thrown on purpose"]);
      match(thrown.stack ?? "", /probe-workload|worker/);
      deepStrictEqual(await faultOf(test.start()), { code: "dataset-missing", message: "There is no such file." });
      deepStrictEqual(await partialOf(test.start()), { index: 2, text: "città" });
      strictEqual(test.started.length, 1);
    }),
  },
  {
    name: "rejects a task whose result cannot be sent, and goes on with its worker",
    run: withPool(["give-no-data", "echo"], one, async (test) => {
      await test.open(1);
      const { code, message } = await faultOf(test.start());
      strictEqual(code, "not-serializable");
      match(message, /cannot be sent .*: result/);
      deepStrictEqual(await partialOf(test.start()), { index: 1, text: "città" });
    }),
  },
  {
    name: "lets a worker keep what the chunks of a batch gave, until it is asked for it",
    run: withPool(["echo", "pile", "pile", "pile"], one, async (test) => {
      await test.open(1);
      deepStrictEqual(await partialOf(test.start()), { index: 0, text: "città" });
      for (let index = 1; index < 3; index++) {
        const task = test.start({ batch: 1 });
        strictEqual(await partialOf(task), undefined);
        strictEqual((await task.done).lines, index);
      }
      const handedOn = test.handOn();
      deepStrictEqual(await partialOf(handedOn), [1, 2]);
      strictEqual((await handedOn.done).lines, undefined);
      strictEqual(await partialOf(test.start({ batch: 2 })), undefined);
      deepStrictEqual(await partialOf(test.handOn()), [3]);
    }),
  },
  {
    name: "gets what a worker has kept long enough without asking",
    run: withPool(["pile", "top", "pile"], one, async (test) => {
      await test.open(1);
      strictEqual(await partialOf(test.start({ batch: 1 })), undefined);
      deepStrictEqual(await partialOf(test.start({ batch: 1 })), [0, 1]);
      strictEqual(await partialOf(test.start({ batch: 2 })), undefined);
      deepStrictEqual(await partialOf(test.handOn()), [2]);
    }),
  },
  {
    name: "makes a worker forget what it kept of another batch",
    run: withPool(["pile", "pile", "pile"], one, async (test) => {
      await test.open(1);
      await test.start({ batch: 1 }).done;
      await test.start({ batch: 2 }).done;
      deepStrictEqual(await partialOf(test.handOn()), [1]);
      strictEqual(await partialOf(test.start({ batch: 2 })), undefined);
      deepStrictEqual(await partialOf(test.handOn()), [2]);
    }),
  },
  {
    name: "keeps the batches of one worker's slots apart",
    run: withPool(["pile", "pile", "pile"], { workers: 1, slots: 2 }, async (test) => {
      await test.open(2);
      await Promise.all([test.start({ batch: 1 }).done, test.start({ batch: 2 }).done]);
      await test.start({ batch: 1 }).done;
      const handedOn = [test.handOn(), test.handOn()];
      deepStrictEqual(await Promise.all(handedOn.map(partialOf)), [[0, 2], [1]]);
    }),
  },
  {
    name: "rejects the asking where nothing is kept, also because a chunk of the batch failed",
    run: withPool(["pile", "throw", "pile"], one, async (test) => {
      await test.open(1);
      match((await faultOf(test.handOn())).message, /keeps nothing/);
      await test.start({ batch: 1 }).done;
      strictEqual((await faultOf(test.start({ batch: 1 }))).message, "thrown on purpose");
      match((await faultOf(test.handOn())).message, /keeps nothing/);
      await test.start({ batch: 1 }).done;
      deepStrictEqual(await partialOf(test.handOn()), [2]);
    }),
  },
  {
    name: "records what a task did, each slice closed, also where the task threw inside one",
    run: withPool(["throw", "echo"], one, async (test) => {
      await test.open(1);
      const first = test.start();
      await faultOf(first);
      const second = test.start({ attempt: 2 });
      await second.done;
      const records = await test.records(test.lanes()[0]!.id);
      let depth = 0;
      for (const { kind } of records) {
        if (kind === recordKinds.begin) depth++;
        if (kind === recordKinds.end) depth--;
        ok(depth >= 0);
        // Chunks follow one another, none is inside another one.
        ok(kind !== recordKinds.begin || depth <= 2);
      }
      strictEqual(depth, 0);
      const chunks = records.filter(({ kind, value }) => kind === recordKinds.begin && !Number.isNaN(value));
      deepStrictEqual(
        chunks.map(({ value, extra }) => [value, extra]),
        [
          [0, 1],
          [1, 2],
        ],
      );
      const flows = (kind: number): readonly number[] =>
        records.filter((record) => record.kind === kind).map(({ subject }) => subject);
      deepStrictEqual(flows(recordKinds.flowIn), [first.id, second.id].map(taskFlow));
      deepStrictEqual(flows(recordKinds.flowOut), [first.id, second.id].map(resultFlow));
      ok(test.recorder.events >= records.length);
    }),
  },
  {
    name: "tells a worker what was taken in of its trace, so that it may record more than can be under way",
    run: withPool(["chatter"], one, async (test) => {
      await test.open(1);
      await test.start().done;
      strictEqual(test.recorder.dropped, 0);
      ok(test.recorder.events > 20 * 2 * 16_384);
    }),
  },
  {
    name: "passes on the progress that a task reports",
    run: withPool(["report"], one, async (test) => {
      await test.open(1);
      const { id, done } = test.start();
      await done;
      ok(test.progress.length > 0 && test.progress.length < 30, `${test.progress.length} reports`);
      ok(test.progress.every(([task, amount]) => task === id && amount > 0));
    }),
  },
  {
    name: "keeps the tasks of all workers from interfering under a lock",
    run: withPool(
      Array.from({ length: 24 }, () => "add" as const),
      { workers: 2, slots: 3 },
      async (test) => {
        await test.open(6);
        const tasks: Promise<unknown>[] = [];
        while (tasks.length < 24) {
          await test.until(() => test.pool.free.length > 0);
          tasks.push(test.start().done);
        }
        await Promise.all(tasks);
        strictEqual(test.broker.values().count, 24);
        deepStrictEqual(test.held, []);
      },
    ),
  },
  {
    name: "takes back a lock that a task kept, and says so",
    run: withPool(["keep", "add"], one, async (test) => {
      await test.open(1);
      await test.start().done;
      deepStrictEqual(test.held, [["lock"]]);
      await test.start().done;
      strictEqual(test.broker.values().count, 1);
    }),
  },
];

/** Numbers of the chunks that a lane began. */
async function chunksBegun(test: PoolUnderTest, lane: number): Promise<readonly number[]> {
  const records = await test.records(lane);
  return records
    .filter(({ kind, value }) => kind === recordKinds.begin && !Number.isNaN(value))
    .map(({ value }) => value);
}
