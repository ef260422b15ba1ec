import { defineConfig } from "@playwright/test";
import { locateElectron } from "./scripts/find-electron.mjs";

const electron = locateElectron().found;

type Shell = "electron" | "web";

/** Each has a folder of its own for what failed: both may run at once, and empty theirs at the start. */
function project(shell: Shell, testIgnore: string) {
  return { name: shell, use: { shell }, testIgnore, outputDir: `test-results/${shell}` };
}

// Every spec starts the app and its workers: one at a time, so that they do not take each other's processors.
export default defineConfig<{ shell: Shell }>({
  testDir: "tests/e2e",
  globalSetup: "./tests/e2e/fixtures/global-setup.ts",
  workers: 1,
  forbidOnly: Boolean(process.env.CI),
  timeout: 60_000,
  expect: { timeout: 15_000 },
  reporter: "list",
  use: { trace: "off", screenshot: "only-on-failure" },
  projects: [
    ...(electron === null ? [] : [project("electron", "web-*.spec.ts")]),
    project("web", "electron-*.spec.ts"),
  ],
});
