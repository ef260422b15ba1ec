import type { Page } from "@playwright/test";
import { choose, timelinePixels } from "./fixtures/actions";
import { expect, test } from "./fixtures/lanescope";

const workers = 4;
/** The middle of the lock's lane, CSS pixels below the top of the canvas: ruler, group, main, workers, combiner, group. */
const lockMiddle = 24 + 22 + 26 + workers * 40 + 26 + 22 + 13;

async function runCounter(page: Page): Promise<void> {
  await choose(page, "workload-select", /shared counter/i);
  await page.getByLabel("Tasks").fill("4");
  await page.getByTestId("workers-input").fill(String(workers));
  await page.getByTestId("run-button").click();
  await expect(page.getByTestId("state-text")).toHaveText("Done", { timeout: 30_000 });
}

async function hashOf(page: Page): Promise<string> {
  return (await timelinePixels(page)).hash;
}

test("pointing at a lock dims what has nothing to do with it, for as long as the pointer is there", async ({
  page,
}) => {
  await runCounter(page);
  const box = await page.getByTestId("timeline-canvas").boundingBox();
  if (box === null) throw new Error("the timeline has no place");
  await page.mouse.move(box.x + 60, box.y + 60);
  const bright = await hashOf(page);
  await page.mouse.move(box.x + 60, box.y + lockMiddle);
  await expect.poll(() => hashOf(page)).not.toBe(bright);
  await page.mouse.move(box.x + 60, box.y + 60);
  await expect.poll(() => hashOf(page)).toBe(bright);
});
