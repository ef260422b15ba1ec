import { defineConfig } from "@playwright/test";
import { locateElectron } from "./scripts/find-electron.mjs";

const electron = locateElectron().found;

// Every spec starts the app and its workers: one at a time, so that they do not take each other's processors.
export default defineConfig<{ shell: "electron" | "web" }>({
  testDir: "tests/e2e",
  outputDir: "test-results",
  globalSetup: "./tests/e2e/fixtures/global-setup.ts",
  workers: 1,
  forbidOnly: Boolean(process.env.CI),
  timeout: 60_000,
  expect: { timeout: 15_000 },
  reporter: "list",
  use: { trace: "off", screenshot: "only-on-failure" },
  projects: [
    ...(electron === null
      ? []
      : [{ name: "electron", use: { shell: "electron" as const }, testIgnore: "web-*.spec.ts" }]),
    { name: "web", use: { shell: "web" as const }, testIgnore: "electron-*.spec.ts" },
  ],
});
