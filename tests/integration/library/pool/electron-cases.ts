import assert from "node:assert/strict";
import type * as lanescope from "lanescope";
import type { ElectronCase } from "../../../contract/support/electron-cases";
import type { tasks as poolTasks } from "./pool.tasks.mjs";

type Library = Pick<typeof lanescope, "Pool" | "Value">;
type Mode = "processes" | "threads";

const modes: readonly Mode[] = ["processes", "threads"];

/** What the suites for Node test in detail, once in Electron: its processes start, end and send in ways of their own. */
export function electronCases(library: Library | null, tasks: typeof poolTasks | null): ElectronCase[] {
  return modes.flatMap((mode) =>
    cases.map(({ name, run }) => ({
      name: `in ${mode}, a pool ${name}`,
      run: async () => {
        if (library === null || tasks === null) throw new Error("the names alone were asked for");
        const pool = new library.Pool({ workers: 2, mode });
        try {
          await run({ library, tasks, pool });
        } finally {
          pool.terminate();
          await pool.join();
        }
        assert.deepEqual(pool.statistics().workers, []);
      },
    })),
  );
}

interface Stage {
  readonly library: Library;
  readonly tasks: typeof poolTasks;
  readonly pool: lanescope.Pool;
}

const cases: readonly { readonly name: string; run(stage: Stage): Promise<void> }[] = [
  {
    name: "maps short tasks, many to a message, and large arrays",
    async run({ pool, tasks }) {
      const items = Array.from({ length: 20_000 }, (_, index) => index);
      const results = await pool.map(tasks.double, items, { chunkSize: 1 });
      assert.deepEqual(
        results,
        items.map((x) => 2 * x),
      );
      const ones = await pool.map(tasks.ones, [100_000, 200_000]);
      assert.deepEqual(await pool.map(tasks.sum, ones), [100_000, 200_000]);
    },
  },
  {
    name: "rejects with what a task threw, and gives results lazily",
    async run({ pool, tasks }) {
      await assert.rejects(pool.map(tasks.failOdd, [0, 3]), { name: "RangeError", message: "3 is odd" });
      const results: number[] = [];
      for await (const result of pool.imap(tasks.sleep, [10, 0, 5])) results.push(result);
      assert.deepEqual(results, [10, 0, 5]);
    },
  },
  {
    name: "loses a task whose worker exits, and goes on with another worker",
    async run({ pool, tasks }) {
      await assert.rejects(pool.apply(tasks.exit, [7]), { code: "worker-lost" });
      assert.deepEqual(await pool.map(tasks.double, [1, 2, 3]), [2, 4, 6]);
      assert.equal(pool.statistics().workersLost, 1);
    },
  },
  {
    name: "ends busy tasks by a time limit and by a signal",
    async run({ pool, tasks, library }) {
      await assert.rejects(pool.apply(tasks.spin, [1e9], { timeoutMs: 200 }), { code: "task-timeout" });
      const started = new library.Value("int32", 0);
      const controller = new AbortController();
      const call = pool.map(tasks.startSpinning, [started, started], { signal: controller.signal });
      const settled = assert.rejects(call);
      while (started.value < 2) await new Promise((resolve) => setTimeout(resolve, 5));
      controller.abort();
      await settled;
      assert.deepEqual(await pool.map(tasks.double, [1, 2, 3]), [2, 4, 6]);
    },
  },
  {
    name: "lets its workers finish what it was given when it is closed",
    async run({ pool, tasks }) {
      const result = pool.map(tasks.doubleLater, [1, 2, 3, 4]);
      pool.close();
      await pool.join();
      assert.deepEqual(await result, [2, 4, 6, 8]);
    },
  },
];
