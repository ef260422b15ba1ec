import { execFileSync, spawnSync } from "node:child_process";
import { fileURLToPath } from "node:url";
import { Pool } from "lanescope";
import { describe, expect, it } from "vitest";
import { numbers } from "./kit";
import { tasks } from "./pool.tasks.mjs";

const hasPython = process.platform !== "win32" && spawnSync("python3", ["--version"]).status === 0;
if (!hasPython) console.warn("python3 with fork is not there: pools are not compared with Python's.");

/** What a call gives, or how it fails: in words that both sides use. */
async function outcome(body: () => unknown): Promise<unknown> {
  try {
    return await body();
  } catch (error) {
    const { code, message } = error as { code?: string; message: string };
    if (code === "timeout") return "timeout";
    return code === undefined ? message : "refused";
  }
}

/** As Python's `next` sees it. */
async function next(results: AsyncIterator<unknown>, ...timeout: [] | [number]): Promise<unknown> {
  const { done, value } = await results.next(...(timeout as []));
  return done === true ? "end" : value;
}

async function ours(mode: "processes" | "threads"): Promise<Record<string, unknown>> {
  const seen: Record<string, unknown> = {};
  {
    await using pool = new Pool({ workers: 2, mode });
    seen.map = await pool.map(tasks.double, numbers(100));
    seen["map of nothing"] = await pool.map(tasks.double, []);
    seen["map in chunks"] = await pool.map(tasks.double, numbers(100), { chunkSize: 7 });
    seen["map that fails"] = await outcome(() => pool.map(tasks.failOdd, [0, 2, 5, 4]));
    seen.starmap = await pool.starmap(tasks.add, [
      [1, 2],
      [3, 4],
    ]);
    seen.apply = await pool.apply(tasks.add, [5, 6]);
    seen.imap = await all(pool.imap(tasks.double, numbers(20), { chunkSize: 3 }));
    seen["imap_unordered, sorted"] = (await all(pool.imapUnordered(tasks.double, numbers(20)))).sort((a, b) => a - b);
    const results = pool.imap(tasks.failOdd, [0, 1, 2]);
    const outcomes: unknown[] = [];
    for (let index = 0; index < 4; index++) outcomes.push(await outcome(() => next(results)));
    seen["imap that fails"] = outcomes;
    const slow = pool.imap(tasks.sleep, [400]);
    seen["next in time"] = [await outcome(() => next(slow, 10)), await outcome(() => next(slow))];
    const late = pool.applyAsync(tasks.sleep, [400]);
    const tooEarly = [late.ready, await outcome(() => late.successful), await outcome(() => late.get(10))];
    seen["get in time"] = [...tooEarly, await late.get()];
    seen["when it is there"] = [late.ready, late.successful, await late.get(0)];
    const failed = pool.applyAsync(tasks.failOdd, [1]);
    await failed.wait();
    const failures = [await outcome(() => failed.get()), await outcome(() => failed.get())];
    seen["a failure"] = [failed.ready, failed.successful, ...failures];
    seen["join while open"] = await outcome(() => pool.join());
    const last = pool.mapAsync(tasks.sleep, [50, 50, 50]);
    pool.close();
    seen["apply when closed"] = await outcome(() => pool.apply(tasks.double, [1]));
    await pool.join();
    seen["what was given before close"] = await last.get(0);
  }
  {
    await using pool = new Pool({ workers: 1, mode, maxTasksPerChild: 2 });
    seen["two tasks a worker"] = await pool.map(tasks.count, numbers(5), { chunkSize: 1 });
  }
  {
    await using pool = new Pool({ workers: 1, mode, maxTasksPerChild: 2 });
    seen["two chunks a worker"] = await pool.map(tasks.count, numbers(12), { chunkSize: 3 });
  }
  await using pool = new Pool({ workers: 2, mode, initializer: tasks.initialize, initializerArgs: ["hello"] });
  seen.initializer = await pool.map(tasks.initialized, numbers(3));
  return seen;
}

async function all(results: AsyncIterable<number>): Promise<number[]> {
  const list: number[] = [];
  for await (const result of results) list.push(result);
  return list;
}

describe("a pool, beside Python's", () => {
  it.skipIf(!hasPython).each(["processes", "threads"] as const)(
    "shows the same in %s (needs python3)",
    async (mode) => {
      const script = fileURLToPath(new URL("pool_twin.py", import.meta.url));
      const theirs = JSON.parse(execFileSync("python3", [script], { encoding: "utf8" })) as unknown;
      expect(await ours(mode)).toEqual(theirs);
    },
  );
});
