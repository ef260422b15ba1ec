import { readFileSync } from "node:fs";
import { createRequire } from "node:module";
import type { Page } from "@playwright/test";
import { choose, dropFile, openDataset, runCounter, setUpLongRun, startRun } from "./fixtures/actions";
import { writeBinaryFile, writeFlawed, writeOrders } from "./fixtures/data";
import { expect, test } from "./fixtures/lanescope";

type Theme = "dark" | "light";

async function putOn(page: Page, theme: Theme): Promise<void> {
  await page.emulateMedia({ colorScheme: theme, reducedMotion: "reduce" });
  await expect(page.locator("html")).toHaveAttribute("data-theme", theme);
}

/** axe itself: its package for Playwright loads it into the page anew for each look, which takes longer than the look. */
const axeSource = readFileSync(
  createRequire(createRequire(import.meta.url).resolve("@axe-core/playwright")).resolve("axe-core/axe.min.js"),
  "utf8",
);

interface AxeResults {
  readonly violations: readonly {
    readonly id: string;
    readonly help: string;
    readonly nodes: readonly { readonly target: readonly unknown[] }[];
  }[];
}

interface Look {
  readonly theme: Theme;
  /** Where to look, as a selector. */
  readonly within: string;
  /** What to look for; null for everything. */
  readonly rules: readonly string[] | null;
}

/** Says in words what axe finds, since its report is long. */
async function look(page: Page, { theme, within, rules }: Look): Promise<readonly string[]> {
  if (!(await page.evaluate(() => "axe" in window))) await page.evaluate(axeSource);
  const options = { resultTypes: ["violations"], ...(rules !== null && { runOnly: { type: "rule", values: rules } }) };
  const violations = await page.evaluate(
    async ([where, how]) => {
      const { axe } = window as unknown as { axe: { run(where: string, how: object): Promise<AxeResults> } };
      return (await axe.run(where, how)).violations;
    },
    [within, options] as const,
  );
  return violations.map(
    ({ id, help, nodes }) => `${theme} ${id}: ${help} (${nodes.map(({ target }) => target).join(", ")})`,
  );
}

/**
 * What axe finds in the dark theme, and of the light one what depends on the theme.
 *
 * @param within Where to look, the rest being known.
 */
async function findings(page: Page, within = "html"): Promise<readonly string[]> {
  const dark = await look(page, { theme: "dark", within, rules: null });
  await putOn(page, "light");
  const light = await look(page, { theme: "light", within, rules: ["color-contrast"] });
  await putOn(page, "dark");
  return [...dark, ...light];
}

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
