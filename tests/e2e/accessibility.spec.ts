import type { Page } from "@playwright/test";
import { openDataset, setUpLongRun, startRun } from "./fixtures/actions";
import { findings, putOn } from "./fixtures/axe";
import { writeOrders } from "./fixtures/data";
import { expect, test } from "./fixtures/lanescope";

async function closeWithEscape(page: Page, role: "dialog" | "menu" | "listbox"): Promise<void> {
  await page.keyboard.press("Escape");
  await expect(page.getByRole(role)).toHaveCount(0);
}

test.describe("axe finds nothing in either theme", () => {
  test.beforeEach(async ({ page }) => {
    await putOn(page, "dark");
    await expect(page.getByTestId("starter").first()).toBeVisible();
  });

  test("on the start page, its dialogs and its menus", async ({ page }) => {
    expect(await findings(page)).toEqual([]);
    await page.keyboard.press("?");
    await expect(page.getByRole("dialog", { name: "Keys and help" })).toBeVisible();
    expect(await findings(page)).toEqual([]);
    await page.getByRole("button", { name: "Change the keys of: Run", exact: true }).click();
    await page.keyboard.press("Control+k");
    await expect(page.getByRole("alert")).toBeVisible();
    expect(await findings(page)).toEqual([]);
    await page.keyboard.press("Escape");
    await closeWithEscape(page, "dialog");

    await page.keyboard.press("Control+k");
    await expect(page.getByRole("dialog", { name: "Commands" })).toBeVisible();
    expect(await findings(page)).toEqual([]);
    await closeWithEscape(page, "dialog");

    const settings = page.getByRole("button", { name: "Settings and help" });
    await settings.click();
    await expect(page.getByRole("menu")).toBeVisible();
    expect(await findings(page)).toEqual([]);
    await page.getByRole("menuitem", { name: "Open by path…" }).click();
    await page.getByRole("button", { name: "Open", exact: true }).click();
    await expect(page.getByRole("alert")).toBeVisible();
    expect(await findings(page)).toEqual([]);
    await closeWithEscape(page, "dialog");

    await page.getByTestId("workload-select").click();
    await expect(page.getByRole("listbox")).toBeVisible();
    expect(await findings(page)).toEqual([]);
    await closeWithEscape(page, "listbox");

    await page.keyboard.press("Control+k");
    await page.getByRole("combobox", { name: "Find a command" }).fill("choose a workload");
    await page.keyboard.press("Enter");
    await expect(page.getByTestId("catalogue-row").first()).toBeVisible();
    expect(await findings(page)).toEqual([]);
  });

  test("while a run is set up, and when it is done", async ({ lanescope, page }) => {
    await openDataset(page, writeOrders(lanescope.folder, 200).path);
    await expect(page.getByRole("region", { name: "First rows of orders.csv" })).toBeVisible();
    expect(await findings(page)).toEqual([]);

    await page.getByTestId("run-button").click();
    await expect(page.getByTestId("state-text")).toHaveText("Done");
    await expect(page.getByTestId("result-table")).toBeVisible();
    expect(await findings(page)).toEqual([]);
    for (const tab of ["selection", "output"]) {
      await page.getByTestId(`${tab}-tab`).click();
      await expect(page.getByTestId(`${tab}-tab`)).toHaveAttribute("aria-selected", "true");
      expect(await findings(page)).toEqual([]);
    }
  });

  test("while a run is watched, followed or not, and after it was stopped", async ({ page }) => {
    await setUpLongRun(page, 2);
    await startRun(page);
    expect(await findings(page)).toEqual([]);
    await page.getByTestId("timeline-canvas").focus();
    await page.keyboard.press("w");
    await page.keyboard.press(".");
    await expect(page.getByTestId("back-to-live")).toBeVisible();
    await expect(page.getByTestId("selection")).toBeVisible();
    expect(await findings(page)).toEqual([]);
    await page.keyboard.press("Shift+m");
    await expect(page.getByTestId("marks").getByRole("textbox")).toBeFocused();
    await page.keyboard.press("Control+f");
    await page.keyboard.type("(");
    await expect(page.getByTestId("search-count")).toHaveText("No matches");
    expect(await findings(page)).toEqual([]);
    await page.keyboard.press("Escape");
    await page.getByTestId("stop-button").click();
    await expect(page.getByTestId("run-banner")).toBeVisible();
    expect(await findings(page)).toEqual([]);
  });
});
