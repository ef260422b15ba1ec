import { defineConfig } from "vitest/config";

// Long enough for a machine that is busy with other things: a limit ends what hangs, it measures nothing.
const limits = { testTimeout: 60_000, hookTimeout: 60_000 } as const;

// Contract and integration tests start processes: one file at a time, so that they do not take each other's processors.
const withProcesses = { pool: "forks", fileParallelism: false, ...limits } as const;

export default defineConfig({
  test: {
    coverage: { include: ["src/**/*.{ts,tsx}"], reportsDirectory: ".cache/coverage" },
    projects: [
      { test: { name: "unit", include: ["tests/unit/**/*.test.{ts,tsx}"], pool: "threads", ...limits } },
      { test: { name: "contract", include: ["tests/contract/**/*.test.ts"], ...withProcesses } },
      { test: { name: "integration", include: ["tests/integration/**/*.test.ts"], ...withProcesses } },
    ],
  },
});
