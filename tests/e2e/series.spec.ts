import { choose, copied, timelinePixels } from "./fixtures/actions";
import { expect, test } from "./fixtures/lanescope";

test("all modes are run with one click, and stand under each other with figures; a sweep can be stopped", async ({
  page,
}) => {
  await choose(page, "workload-select", /count primes/i);
  await page.getByLabel("Below").fill("100000");
  await page.getByTestId("repeats-input").fill("2");
  await page.getByRole("region", { name: "Compare" }).getByRole("button", { name: "Run all modes" }).click();
  await expect(page.getByTestId("series-progress")).toContainText("of 8 runs");
  await expect(page.getByTestId("timeline-canvas")).toBeVisible({ timeout: 60_000 });
  await expect(page.getByTestId("agreement")).toHaveText("Same result, bit for bit");
  const rows = page.getByTestId("comparison-row");
  await expect(rows).toHaveText([/^ASequential.*1\.00×100 %/, /^BConcurrent/, /^CThreads/, /^DProcesses/]);
  await expect(page.getByTestId("conclusions")).toHaveText(/Sequential/);
  await expect.poll(async () => (await timelinePixels(page)).colours).toBeGreaterThan(5);
  await page.getByTestId("copy-csv").click();
  const lines = (await copied(page)).trimEnd().split("\n");
  expect(lines.map((line) => line.split(",")[0])).toEqual([
    "way",
    "Sequential",
    '"Concurrent',
    '"Threads',
    '"Processes',
  ]);
  await page.getByTestId("shares-tab").click();
  await expect(page.getByTestId("shares-table")).toContainText("Lanes × wall time");

  // The run near the median, with everything that a run has; and back.
  await page.getByTestId("comparison-tab").click();
  await rows
    .nth(3)
    .getByRole("button", { name: /^Open the run/ })
    .click();
  await expect(page.getByTestId("result-tab")).toBeVisible();

  await choose(page, "workload-select", /count primes/i);
  await page.getByLabel("Below").fill("1000000000");
  await page.getByTestId("sweep-button").click();
  await expect(page.getByTestId("series-progress")).toContainText("of 6 runs");
  await page.getByTestId("stop-button").click();
  await expect(page.getByRole("main")).toContainText("Stopped before a run was over.");
  await expect(page.getByTestId("run-button")).toBeEnabled();
});
