import type { Page } from "@playwright/test";
import { runCounter } from "./fixtures/actions";
import { expect } from "./fixtures/lanescope";
import { testOfOneRun } from "./fixtures/one-run";

const test = testOfOneRun(runCounter);

const workers = 4;
/** Where the lock's lane begins, CSS pixels below the top of the canvas: ruler, group, main, workers, combiner, group. */
const lockTop = 24 + 22 + 26 + workers * 40 + 26 + 22;
/** Of a lock that is zoomed in far enough to show who waits. */
const openLockHeight = 68;

/**
 * Moves the pointer along a row until its card has these words.
 *
 * @param atEnd Done each time the row's end is reached, before it begins anew.
 */
async function pointUntil(page: Page, y: number, words: RegExp, atEnd: () => Promise<void>): Promise<void> {
  const box = await page.getByTestId("timeline-canvas").boundingBox();
  if (box === null) throw new Error("the timeline has no place");
  const card = page.getByTestId("hover-card").filter({ hasText: words });
  let share = 0.2;
  await expect(async () => {
    share += 0.02;
    if (share > 0.95) {
      share = 0.2;
      await atEnd();
    }
    await page.mouse.move(box.x + box.width * share, box.y + y);
    await expect(card).toBeVisible({ timeout: 100 });
  }).toPass({ intervals: [0] });
}

test("a lock and a shared value have lanes of their own, and the sum under the lock is right", async ({ page }) => {
  await expect(page.getByTestId("result-headline")).toHaveText("The total is 40, as expected");
  await page.getByTestId("timeline-canvas").focus();
  // Past the closed group of what the processes used.
  await page.keyboard.press("ArrowUp");
  await expect(page.getByTestId("timeline-spoken")).toHaveText(/^CPU and memory, /);
  const lanes: string[] = [];
  for (let lane = 0; lane < 2; lane++) {
    await page.keyboard.press("ArrowUp");
    lanes.push((await page.getByTestId("timeline-spoken").textContent()) ?? "");
  }
  expect(lanes).toEqual([expect.stringMatching(/^total\./), expect.stringMatching(/^total lock\./)]);
  await page.keyboard.press(".");
  await expect(page.getByTestId("timeline-spoken")).toHaveText(/^held by worker \d on total lock, /);
  await expect(page.getByTestId("selection")).toContainText("Held by");
});

test("who waits, and what a value was, is told at the pointer", async ({ page }) => {
  await page.getByTestId("timeline-canvas").focus();
  // The whole run is in view: to its longest wait, and so near that hardly a hold is in view, which shows who waits.
  for (const key of ["Shift+W", "f", "w", "w", "w", "w"]) await page.keyboard.press(key);
  await expect(page.getByTestId("timeline-spoken")).toHaveText(/^wait total lock on worker \d, /);
  const waitingRow = lockTop + 31;
  await pointUntil(page, waitingRow, /^wait total lock.*Worker, taskworker \d, chunk \d/, async () => undefined);
  await page.mouse.down();
  await page.mouse.up();
  const selection = page.getByTestId("selection");
  await expect(selection.getByRole("heading", { level: 2 })).toHaveText("wait total lock");
  await expect(selection.getByTestId("holder-shares")).toContainText(/Who held it meanwhile.*100\.0 %/);

  const value = lockTop + openLockHeight + 12;
  // The longest wait may be the first one, with nothing written before its end.
  const moveRight = async (): Promise<void> => {
    for (let press = 0; press < 8; press++) await page.keyboard.press("d");
  };
  await pointUntil(page, value, /^total = \d+.*Written byworker \d, chunk \dUndertotal lock/, moveRight);
});
