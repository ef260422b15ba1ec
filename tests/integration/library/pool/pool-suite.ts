import { Lock, Pool, type PoolOptions } from "lanescope";
import { afterEach, describe, expect, it } from "vitest";
import { tasks } from "./pool.tasks.mjs";

const modes = ["processes", "threads", "sequential", "concurrent"] as const;

const pools: Pool[] = [];

function open(options: PoolOptions): Pool {
  const pool = new Pool({ workers: 2, ...options });
  pools.push(pool);
  return pool;
}

afterEach(async () => {
  for (const pool of pools.splice(0)) {
    pool.terminate();
    await pool.join();
  }
});

const numbers = (length: number): number[] => Array.from({ length }, (_, index) => index);

/** What every pool does, whatever its workers are made of. */
export function describePool(backend: string): void {
  describe.each(modes)(`a pool in the mode %s, on ${backend}`, (mode) => {
    it("maps items to results in the items' order", async () => {
      const pool = open({ mode });
      expect(await pool.map(tasks.double, numbers(1000))).toEqual(numbers(1000).map((x) => 2 * x));
      expect(await pool.map(tasks.doubleLater, new Set([3, 1, 2]))).toEqual([6, 2, 4]);
      expect(await pool.map(tasks.double, [])).toEqual([]);
    });

    it("spreads the items of starmap, and the arguments of apply", async () => {
      const pool = open({ mode });
      expect(await pool.starmap(tasks.add, [[1, 2], [3, 4]])).toEqual([3, 7]); // biome-ignore format: pairs
      expect(await pool.apply(tasks.add, [5, 6])).toBe(11);
    });

    it.each(["auto", 1, 7, 5000] as const)("gives the same with the chunk size %s", async (chunkSize) => {
      const pool = open({ mode });
      expect(await pool.map(tasks.double, numbers(1001), { chunkSize })).toEqual(numbers(1001).map((x) => 2 * x));
    });

    it("rejects with the failure of the first item, its class, fields and remote stack", async () => {
      const pool = open({ mode });
      const error = await pool.map(tasks.failOdd, [0, 2, 5, 7]).catch((thrown: unknown) => thrown);
      expect(error).toBeInstanceOf(RangeError);
      expect(error).toMatchObject({ message: "5 is odd", x: 5, stack: expect.stringContaining("failOdd") });
    });

    it("gives handles to its workers", async () => {
      const pool = open({ mode });
      const lock = new Lock();
      expect(await pool.map(tasks.sameLock, [lock, lock])).toEqual([true, true]);
    });

    it("closes, joins, and takes nothing afterwards", async () => {
      const pool = open({ mode });
      await expect(pool.join()).rejects.toMatchObject({ code: "pool-open" });
      const result = pool.mapAsync(tasks.doubleLater, numbers(100));
      pool.close();
      await expect(pool.map(tasks.double, [1])).rejects.toMatchObject({ code: "pool-closed" });
      await pool.join();
      expect(await result.get()).toEqual(numbers(100).map((x) => 2 * x));
    });

    it("terminates without completing what is under way", async () => {
      const pool = open({ mode });
      const result = pool.map(tasks.forever, [1, 2, 3] as never);
      pool.terminate();
      await expect(result).rejects.toMatchObject({ code: "pool-closed" });
      await pool.join();
    });
  });
}
