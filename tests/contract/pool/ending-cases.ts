import { deepStrictEqual, match, ok, rejects, strictEqual } from "node:assert/strict";
import { LostTask } from "../../../src/engine/host/pool";
import type { WorkerFrame } from "../../../src/engine/protocol/frames";
import { killed, one, type PoolCase, withPool } from "./pool-case";
import { faultOf, partialOf } from "./pool-under-test";

/** What becomes of workers that are lost, closed or terminated. */
export const endingCases: readonly PoolCase[] = [
  {
    name: "rejects the task of a killed worker with its end, keeps the others, and starts another worker",
    run: withPool(["pend", "echo", "echo"], {}, async (test) => {
      await test.open(2);
      const lost = test.start();
      await test.until(() => test.signalled);
      test.started[0]!.handle.kill("SIGKILL");
      const fault = await faultOf(lost);
      strictEqual(fault.code, "worker-lost");
      match(fault.message, /^worker 1 lost: SIGKILL\./);
      deepStrictEqual(fault.exit, killed);
      await rejects(lost.done, LostTask);
      await test.until(() => test.pool.free.length === 2);
      deepStrictEqual(test.started.length, 3);
      await Promise.all([test.start().done, test.start().done]);
      const [gone, , fresh] = test.lanes();
      deepStrictEqual(gone!.exit, killed);
      ok(gone!.endNs !== null && gone!.endNs <= fresh!.startNs);
      strictEqual(gone!.remark, fault.message);
      deepStrictEqual([fresh!.name, fresh!.number, fresh!.endNs], ["worker 3", 3, null]);
      deepStrictEqual(test.ended, [gone!.id]);
      deepStrictEqual(test.losses, [{ fault, lanes: [gone!.id] }]);
    }),
  },
  {
    name: "gives the locks of a killed worker to the next who waits",
    run: withPool(["hold", "add"], {}, async (test) => {
      await test.open(2);
      const holder = test.start();
      await test.until(() => test.signalled);
      const waiting = test.start();
      test.started[0]!.handle.kill("SIGKILL");
      await waiting.done;
      strictEqual((await faultOf(holder)).code, "worker-lost");
      strictEqual(test.broker.values().count, 1);
    }),
  },
  {
    name: "tells of a worker that is lost while it has nothing to do, and starts another one",
    run: withPool(["echo"], one, async (test) => {
      await test.open(1);
      test.started[0]!.handle.kill("SIGKILL");
      await test.until(() => test.losses.length === 1 && test.pool.free.length === 1);
      strictEqual(test.losses[0]!.fault.code, "worker-lost");
      await test.start().done;
      strictEqual(test.started.length, 2);
    }),
  },
  {
    name: "tells the exit code of a worker that ended itself",
    needsIsolation: true,
    run: withPool(["exit", "echo"], one, async (test) => {
      await test.open(1);
      const { code, message, exit } = await faultOf(test.start());
      deepStrictEqual([code, exit], ["worker-lost", { code: 5, signal: null }]);
      match(message, /^worker 1 lost: exit code 5\./);
      await test.until(() => test.pool.free.length === 1);
      await test.start().done;
    }),
  },
  {
    name: "gives up after three workers that ended before they could begin",
    run: withPool([], { workers: 1, script: "throwing" }, async (test) => {
      test.pool.open();
      await test.until(() => test.broken.length > 0);
      match(test.broken[0]!.message, /^No worker could start\. worker 3 lost: exit code 1\./);
      strictEqual(test.broken[0]!.code, "worker-lost");
      await test.pool.terminate();
      deepStrictEqual([test.started.length, test.broken.length, test.pool.free.length], [3, 1, 0]);
      strictEqual(
        test.lanes().every(({ exit }) => exit?.code === 1),
        true,
      );
    }),
  },
  {
    name: "gives up after ten workers that were lost while no task was done",
    run: withPool([], one, async (test) => {
      test.pool.open();
      for (let loss = 1; loss <= 10; loss++) {
        await test.until(() => test.pool.free.length === 1 && test.started.length === loss);
        test.started[loss - 1]!.handle.kill("SIGKILL");
        await test.until(() => test.losses.length === loss);
      }
      match(
        test.broken[0]!.message,
        /^10 workers were lost one after the other, and no task was done meanwhile\. worker 10/,
      );
      strictEqual(test.started.length, 10);
    }),
  },
  {
    name: "shows what a worker prints, on its lane",
    needsIsolation: true,
    run: withPool(["print"], one, async (test) => {
      await test.open(1);
      await test.start().done;
      await test.until(() => test.output.length > 0);
      deepStrictEqual(test.output, [{ lane: test.lanes()[0]!.id, text: "chunk 0\n" }]);
    }),
  },
  {
    name: "waits for the end of all workers when it is closed, each by itself",
    run: withPool(["echo"], {}, async (test) => {
      await test.open(2);
      await test.start().done;
      await test.pool.close();
      deepStrictEqual(
        test.lanes().map(({ exit, remark }) => [exit, remark]),
        [
          [{ code: 0, signal: null }, ""],
          [{ code: 0, signal: null }, ""],
        ],
      );
      deepStrictEqual([test.started.length, test.losses.length, test.pool.free.length], [2, 0, 0]);
    }),
  },
  {
    name: "ends workers that are closed before they are up",
    run: withPool([], {}, async (test) => {
      test.pool.open();
      await test.pool.close();
      deepStrictEqual(
        test.lanes().map(({ exit }) => exit),
        [
          { code: 0, signal: null },
          { code: 0, signal: null },
        ],
      );
      strictEqual(test.started.length, 2);
    }),
  },
  {
    name: "replaces no worker that is killed while it closes",
    run: withPool([], {}, async (test) => {
      await test.open(2);
      const closed = test.pool.close();
      test.started[0]!.handle.kill("SIGKILL");
      await closed;
      strictEqual(test.started.length, 2);
      deepStrictEqual([test.losses, test.broken], [[], []]);
      ok(test.lanes().every(({ endNs }) => endNs !== null));
    }),
  },
  {
    name: "kills a worker that does not end by itself when it is closed",
    needsIsolation: true,
    run: withPool(["spin"], one, async (test) => {
      await test.open(1);
      const task = test.start();
      await test.until(() => test.signalled);
      await test.pool.close();
      deepStrictEqual(test.lanes()[0]!.exit, killed);
      strictEqual((await faultOf(task)).code, "aborted");
    }),
  },
  {
    name: "kills busy workers at once when it is terminated, also while it closes",
    needsIsolation: true,
    run: withPool(["spin", "pend"], {}, async (test) => {
      await test.open(2);
      const tasks = [test.start(), test.start()];
      await test.until(() => test.signalled);
      const closed = test.pool.close();
      const startMs = performance.now();
      await test.pool.terminate();
      // Left alone, closing would wait two seconds.
      ok(performance.now() - startMs < 1_900);
      await closed;
      strictEqual((await faultOf(tasks[0]!)).code, "aborted");
      deepStrictEqual(test.lanes()[0]!.exit, killed);
      deepStrictEqual([test.losses, test.started.length], [[], 2]);
    }),
  },
  {
    name: "kills workers that are only just starting when it is terminated",
    run: withPool([], {}, async (test) => {
      test.pool.open();
      await test.pool.terminate();
      deepStrictEqual(
        test.lanes().map(({ exit }) => exit),
        [killed, killed],
      );
      deepStrictEqual([test.started.length, test.losses, test.broken], [2, [], []]);
    }),
  },
  {
    name: "rejects every task when it is terminated, each as aborted",
    run: withPool(["pend", "pend", "pend", "pend"], { workers: 2, slots: 2 }, async (test) => {
      await test.open(4);
      const tasks = [test.start(), test.start(), test.start(), test.start()];
      await test.pool.terminate();
      for (const task of tasks) strictEqual((await faultOf(task)).code, "aborted");
      deepStrictEqual(
        test.lanes().map(({ remark }) => remark),
        ["", "", "", ""],
      );
    }),
  },
  {
    name: "drops frames that another generation of a worker sent, and those of one that is gone",
    run: withPool(["pend", "echo", "pend"], {}, async (test) => {
      await test.open(2);
      const task = test.start();
      await test.until(() => test.signalled);
      const { events, generation, handle } = test.started[0]!;
      const result = (of: number, text: string): WorkerFrame => ({
        type: "result",
        generation: of,
        taskId: task.id,
        outcome: { ok: false, fault: { code: "internal", message: text } },
        left: [],
      });
      events.onFrame(result(generation - 1, "stale"));
      events.onFrame({ type: "ready", generation: generation - 1, pid: 1 });
      await test.start().done;
      events.onFrame(result(generation, "its own"));
      strictEqual((await faultOf(task)).message, "its own");

      const { length } = test.progress;
      const { pid } = test.lanes()[0]!;
      handle.kill("SIGKILL");
      await test.until(() => test.ended.length === 1);
      events.onFrame({ type: "progress", generation, taskId: task.id, done: 1 });
      events.onFrame({ type: "ready", generation, pid: 1 });
      strictEqual(test.progress.length, length);
      await test.until(() => test.pool.free.length === 2);
      strictEqual(test.lanes()[0]!.pid, pid);
    }),
  },
  {
    name: "has workers that drop frames meant for another generation",
    run: withPool(["echo"], one, async (test) => {
      await test.open(1);
      const { handle, generation } = test.started[0]!;
      handle.post({ type: "shutdown", generation: generation + 1 });
      deepStrictEqual(await partialOf(test.start()), { index: 0, text: "città" });
      deepStrictEqual([test.started.length, test.losses], [1, []]);
    }),
  },
];
