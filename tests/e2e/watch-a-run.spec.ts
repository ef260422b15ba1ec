import {
  choose,
  holdWorker,
  openDataset,
  resultRows,
  setUpLongRun,
  startRun,
  timelinePixels,
  workerProcesses,
} from "./fixtures/actions";
import { writeOrders } from "./fixtures/data";
import { expect, test } from "./fixtures/lanescope";

test("a dropped file is worked on while the timeline shows it, and gives the right result", async ({
  lanescope,
  page,
}) => {
  const { path, expected } = writeOrders(lanescope.folder, 4_000_000);
  await openDataset(page, path);
  await choose(page, "workload-select", /group/i);
  await page.getByTestId("workers-input").fill("2");
  await page.getByTestId("run-button").click();

  // While it runs: separate processes work, and what they do is drawn. One is held, so that there is time to look.
  const held = await holdWorker(lanescope);
  await expect.poll(async () => (await timelinePixels(page)).colours).toBeGreaterThan(5);
  await expect(page.getByTestId("state-text")).toHaveText("Live");
  process.kill(held, "SIGCONT");

  await expect(page.getByTestId("state-text")).toHaveText("Done", { timeout: 45_000 });
  await expect
    .poll(() => resultRows(page, 3))
    .toEqual(expected.map(({ key, count, sum }) => [key, count.toLocaleString("en"), sum.toLocaleString("en")]));
  await expect.poll(() => workerProcesses(lanescope)).toEqual([]);
});

test("Stop ends a run in the middle and leaves no process behind", async ({ lanescope, page }) => {
  await setUpLongRun(page, 3);
  await startRun(page);
  await expect.poll(() => workerProcesses(lanescope).length).toBeGreaterThanOrEqual(3);
  await page.getByTestId("stop-button").click();
  await expect(page.getByTestId("state-text")).toHaveText(/stopped/i);
  await expect.poll(() => workerProcesses(lanescope)).toEqual([]);
  await expect(page.getByTestId("run-button")).toBeEnabled();
});

test("the timeline goes on while a run does", async ({ page }) => {
  await setUpLongRun(page, 2);
  await startRun(page);
  const first = await timelinePixels(page);
  await expect.poll(async () => (await timelinePixels(page)).hash).not.toBe(first.hash);
  expect(first.colours).toBeGreaterThan(5);
});

test("a reload in the middle of a run brings its lanes back", async ({ lanescope, page }) => {
  await setUpLongRun(page, 2);
  await startRun(page);
  const workers = workerProcesses(lanescope);
  await page.reload();
  await expect(page.getByTestId("stop-button")).toBeEnabled();
  await expect.poll(async () => (await timelinePixels(page)).colours).toBeGreaterThan(5);
  expect(workerProcesses(lanescope)).toEqual(expect.arrayContaining([...workers]));
});
