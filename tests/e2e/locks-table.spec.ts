import { copied, runCounter, timelinePixels } from "./fixtures/actions";
import { expect } from "./fixtures/lanescope";
import { testOfOneRun } from "./fixtures/one-run";

const test = testOfOneRun(runCounter);

test("the locks stand in a table with their waits and holds, each divides among those that held it", async ({
  page,
}) => {
  await page.getByTestId("locks-tab").click();
  const table = page.getByRole("treegrid", { name: "Locks" });
  const lock = table.getByRole("row", { name: /^total lock/ });
  await expect(lock).toBeVisible();
  // 4 tasks add 10 times each.
  await expect(lock.getByRole("gridcell").nth(2)).toHaveText("40");
  await expect(lock).toHaveAttribute("aria-expanded", "false");

  const before = (await timelinePixels(page)).hash;
  await lock.click();
  await expect(lock).toHaveAttribute("aria-selected", "true");
  // Its waits and holds are lit, all else is dimmed.
  await expect.poll(async () => (await timelinePixels(page)).hash).not.toBe(before);

  await page.keyboard.press("ArrowRight");
  await expect(lock).toHaveAttribute("aria-expanded", "true");
  const users = table.locator('tr[aria-level="2"]');
  await expect(users.first()).toContainText(/worker \d/);
  const taken = await users.locator("td:nth-child(3)").allTextContents();
  expect(taken.reduce((sum, text) => sum + Number(text), 0)).toBe(40);
  await page.keyboard.press("ArrowDown");
  await expect(users.first()).toHaveAttribute("aria-selected", "true");
});

test("the table of locks goes onto the clipboard as CSV, as a whole or by the rows that were chosen", async ({
  page,
}) => {
  await page.getByTestId("locks-tab").click();
  const table = page.getByRole("treegrid", { name: "Locks" });
  await expect(table.getByRole("row", { name: /^total lock/ })).toBeVisible();
  await page.getByTestId("copy-csv").click();
  const all = (await copied(page)).split("\n");
  expect(all[0]).toMatch(/^lock,held by,"total wait, ns",acquisitions,contended share,/);
  expect(all[1]).toMatch(/^total lock,,\d+(\.\d+)?,40,/);
  expect(all.length).toBeGreaterThan(3);

  await table.getByRole("row", { name: /^total lock/ }).click();
  await page.keyboard.press("Control+c");
  const chosen = (await copied(page)).trimEnd().split("\n");
  expect(chosen).toEqual(all.slice(0, 2));
});
