import { setTimeout as pause } from "node:timers/promises";
import { Pool, type PoolOptions } from "lanescope";
import { afterEach } from "vitest";

export const numbers = (length: number): number[] => Array.from({ length }, (_, index) => index);

/** Waits for a condition. */
export async function until(isMet: () => boolean): Promise<void> {
  while (!isMet()) await pause(2);
}

export interface PoolKit {
  /** A pool of two workers, or as the options say, that is ended after the test. */
  open(options: PoolOptions): Pool;
}

export function poolKit(): PoolKit {
  const pools: Pool[] = [];
  afterEach(async () => {
    for (const pool of pools.splice(0)) {
      pool.terminate();
      await pool.join();
    }
  });
  return {
    open(options) {
      const pool = new Pool({ workers: 2, ...options });
      pools.push(pool);
      return pool;
    },
  };
}
