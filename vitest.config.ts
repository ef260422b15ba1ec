import { defineConfig } from "vitest/config";

// Long enough for a machine that is busy with other things: a limit ends what hangs, it measures nothing.
const limits = { testTimeout: 60_000, hookTimeout: 60_000, expect: { poll: { timeout: 30_000 } } } as const;

/** Of every project. */
const shared = { setupFiles: "tests/support/setup.ts", ...limits } as const;

// Files share what they import: to load it anew for each of them takes as long as all tests. So a test puts back what
// it changes in the world around it; mocks and stubs that it forgets go before the next test.
const inOneWorld = { pool: "threads", isolate: false, restoreMocks: true, unstubGlobals: true } as const;

// Contract and integration tests start processes: one file at a time, so that they do not take each other's processors.
const withProcesses = { pool: "forks", fileParallelism: false, ...shared } as const;

export default defineConfig({
  test: {
    coverage: { include: ["src/**/*.{ts,tsx}"], reportsDirectory: ".cache/coverage" },
    projects: [
      { test: { name: "unit", include: ["tests/unit/**/*.test.{ts,tsx}"], ...inOneWorld, ...shared } },
      { test: { name: "contract", include: ["tests/contract/**/*.test.ts"], ...withProcesses } },
      { test: { name: "integration", include: ["tests/integration/**/*.test.ts"], ...withProcesses } },
    ],
  },
});
