import { choose, dropFile, openDataset, runCounter } from "./fixtures/actions";
import { findings, putOn } from "./fixtures/axe";
import { writeBinaryFile, writeFlawed } from "./fixtures/data";
import { expect, test } from "./fixtures/lanescope";

// In one shell: axe looks at the page alone, which is the same in both, and takes longer than what leads there.
test.describe("axe finds nothing in either theme", () => {
  test.beforeEach(async ({ page }) => {
    await putOn(page, "dark");
    await expect(page.getByTestId("starter").first()).toBeVisible();
  });

  test("in the tables about a run", async ({ page }) => {
    await runCounter(page);
    await page.getByTestId("locks-tab").click();
    const lock = page.getByRole("treegrid", { name: "Locks" }).getByRole("row").nth(1);
    await lock.click();
    await page.keyboard.press("ArrowRight");
    await expect(lock).toHaveAttribute("aria-expanded", "true");
    expect(await findings(page)).toEqual([]);

    await page.getByTestId("statistics-tab").click();
    await page.getByRole("grid", { name: "Statistics" }).getByRole("row").nth(1).click();
    await expect(page.getByTestId("search-bar")).toBeVisible();
    expect(await findings(page)).toEqual([]);

    await page.getByTestId("events-tab").click();
    const events = page.getByRole("grid", { name: "Events" });
    await events.getByRole("row").nth(1).click();
    expect(await findings(page)).toEqual([]);
    await page.getByTestId("events-filter").fill("dur > 2");
    await expect(page.getByTestId("filter-error")).toBeVisible();
    expect(await findings(page)).toEqual([]);
    await page.getByTestId("events-filter").fill("lane ");
    await expect(page.getByRole("option").first()).toBeVisible();
    expect(await findings(page)).toEqual([]);
    await page.keyboard.press("Escape");
    await expect(page.getByRole("option")).toHaveCount(0);
    await expect(page.getByTestId("events-filter")).toHaveValue("lane ");
  });

  test("in a sweep", async ({ page }) => {
    await choose(page, "workload-select", /count primes/i);
    await choose(page, "mode-select", /concurrent/i);
    await page.getByLabel("Below").fill("1000");
    await page.getByTestId("repeats-input").fill("1");
    // More than the lanes of all have room for.
    await page.getByLabel("Workers to sweep over").fill("1, 2, 3, 4, 5, 6, 7");
    await page.getByTestId("sweep-button").click();
    await expect(page.getByTestId("lanes-shown")).toBeVisible({ timeout: 45_000 });
    expect(await findings(page, "main")).toEqual([]);
    const unseen = page.locator("[data-testid=lanes-toggle][aria-pressed=false]");
    const name = (await unseen.getAttribute("aria-label")) ?? "";
    await unseen.click();
    await expect(page.getByRole("button", { name, exact: true })).toHaveAttribute("aria-pressed", "true");
    await page.getByTestId("shares-tab").click();
    await expect(page.getByTestId("shares-table")).toBeVisible();
    expect(await findings(page, "[data-testid=shares-table]")).toEqual([]);
  });

  test("in a lesson", async ({ page }) => {
    await page.getByRole("button", { name: "Learn concurrency in twelve runs" }).click();
    await expect(page.getByRole("heading", { name: "Python, the same" })).toBeVisible();
    expect(await findings(page, "main")).toEqual([]);
    await page.getByRole("radio").first().check();
    await page.getByTestId("run-lesson").click();
    await expect(page.getByTestId("lesson-answer")).toBeVisible({ timeout: 45_000 });
    expect(await findings(page, "[data-testid=lesson-pane]")).toEqual([]);
  });

  test("in what tells of a deadlock", async ({ page }) => {
    await page.getByRole("region", { name: "Example programs" }).getByRole("button", { name: "A deadlock" }).click();
    await page.getByTestId("run-program").click();
    await expect(page.getByTestId("state-text")).toHaveText("Done", { timeout: 45_000 });
    await page.getByTestId("waiters-tab").click();
    await expect(page.getByTestId("waiters-circle")).toBeVisible();
    expect(await findings(page)).toEqual([]);
    await page.getByTestId("waiter").first().getByRole("button").click();
    await expect(page.getByTestId("root-cause")).toBeVisible();
    expect(await findings(page)).toEqual([]);
    await page.getByTestId("problems-tab").click();
    await page.getByTestId("show-finding").first().click();
    expect(await findings(page)).toEqual([]);
  });

  test("where something is wrong", async ({ lanescope, page }) => {
    await dropFile(page, writeBinaryFile(lanescope.folder));
    await expect(page.getByText("binary.csv was not opened")).toBeVisible();
    expect(await findings(page)).toEqual([]);
    await openDataset(page, writeFlawed(lanescope.folder));
    await page.getByTestId("run-button").click();
    await expect(page.getByTestId("state-text")).toHaveText("Done");
    await expect(page.getByTestId("result-table")).toBeVisible();
    await page.getByTestId("problems-tab").click();
    await expect(page.getByTestId("problem-row").first()).toBeVisible();
    expect(await findings(page)).toEqual([]);
  });
});
