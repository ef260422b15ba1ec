import { PoolUnderTest, type Stage } from "./pool-under-test";
import type { Deed } from "./probe-workload";

export interface PoolCase {
  /** A sentence without its subject, the pool. */
  readonly name: string;
  /** Whether workers must have a thread of their own, which they may block or end. */
  readonly needsIsolation?: boolean;
  run(stage: Stage): Promise<void>;
}

type Settings = ConstructorParameters<typeof PoolUnderTest>[2];

/** Runs `body` with a pool, and ends whatever is left of it. */
export function withPool(
  deeds: readonly Deed[],
  settings: Settings,
  body: (test: PoolUnderTest) => Promise<void>,
): PoolCase["run"] {
  return async (stage) => {
    const test = new PoolUnderTest(stage, deeds, settings);
    try {
      await body(test);
    } finally {
      await test.dispose();
    }
  };
}

/** A pool of one worker. */
export const one: Settings = { workers: 1 };
/** How a worker ends that is killed. */
export const killed = { code: null, signal: "SIGKILL" };
