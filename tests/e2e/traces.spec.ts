import { readFileSync, writeFileSync } from "node:fs";
import { join } from "node:path";
import { gzipSync } from "node:zlib";
import type { Page } from "@playwright/test";
import { projectRoot } from "../../scripts/support/paths.mjs";
import { dropFile, timelinePixels } from "./fixtures/actions";
import { expect, test } from "./fixtures/lanescope";

const sample = join(projectRoot, "tests/e2e/fixtures/traces/service.trace");

/** Drops a trace and waits until all of it is drawn. */
async function openTrace(page: Page, path: string): Promise<void> {
  await dropFile(page, path);
  await expect
    .poll(() => page.evaluate(() => performance.getEntriesByType("mark").map(({ name }) => name)))
    .toEqual(expect.arrayContaining(["trace:open", "trace:first-draw", "trace:complete"]));
}

async function openByPath(page: Page, path: string): Promise<void> {
  await page.getByRole("button", { name: "Settings and help" }).click();
  await page.getByRole("menuitem", { name: "Open by path…" }).click();
  const field = page.getByLabel("Path of a file on the machine that runs Lanescope");
  await field.fill(path);
  await field.press("Enter");
  await expect(field).toHaveCount(0);
}

/** Goes by keyboard to the lane that is so many below the first, and to its first slice. */
async function chooseSlice(page: Page, lanesDown: number): Promise<void> {
  await page.getByTestId("timeline-canvas").focus();
  for (let step = 0; step < lanesDown; step++) await page.keyboard.press("ArrowDown");
  await page.keyboard.press(".");
}

test("a trace of another tool opens by dropping it, and its slices tell their arguments", async ({ page }) => {
  await openTrace(page, sample);
  await expect(page.getByTestId("trace-row")).toContainText("service.trace");
  await expect(page.getByTestId("trace-row")).toContainText("21 events");
  await expect.poll(async () => (await timelinePixels(page)).colours).toBeGreaterThan(8);
  // Nothing of it is a dataset, and nothing was sent anywhere.
  await expect(page.getByTestId("dataset-row")).toHaveCount(0);

  const selection = page.getByTestId("selection");
  await expect(async () => {
    await page.keyboard.press("Escape");
    await chooseSlice(page, 1);
    await expect(selection).toContainText("request", { timeout: 500 });
  }).toPass();
  await expect(page.getByTestId("event-arguments")).toContainText("/orders");
  await expect(selection).toContainText("http");
});

test("the tool bar searches and shows all arrows, and a click there leaves the keys to the timeline", async ({
  page,
}) => {
  await openTrace(page, sample);
  const tools = page.getByRole("group", { name: "Timeline", exact: true });
  const canvas = page.getByTestId("timeline-canvas");
  await canvas.focus();
  await expect.poll(async () => (await timelinePixels(page)).colours).toBeGreaterThan(8);
  await tools.getByRole("button", { name: /^Show all arrows/ }).click();
  await expect(page.getByText("All arrows in view are shown.").first()).toBeVisible();
  await expect(canvas).toBeFocused();
  await tools.getByRole("button", { name: "Find on the timeline" }).click();
  await expect(page.getByLabel("Find names on the timeline")).toBeFocused();
  // It stands in arguments alone.
  await page.getByLabel("Find names on the timeline").fill("/orders");
  await expect(page.getByTestId("search-count")).toHaveText(/^\d match(es)?$/);
  await page.keyboard.press("Escape");
  await expect(page.getByLabel("Find names on the timeline")).toHaveCount(0);
});

test("its slices stand in the tables of statistics and events, and lead to the lanes", async ({ page }) => {
  await openTrace(page, sample);
  const canvas = page.getByTestId("timeline-canvas");
  await canvas.focus();
  await page.getByTestId("statistics-tab").click();
  // The timeline goes on hearing its keys.
  await expect(canvas).toBeFocused();
  const request = page.getByRole("grid", { name: "Statistics" }).getByRole("row", { name: /^request/ });
  await expect(request).toBeVisible();
  await page.getByTestId("events-tab").click();
  await page.getByTestId("events-filter").fill("request");
  await expect(page.getByTestId("events-count")).toHaveText(/^\d+ of \d+ events$/);
  const rows = page.getByRole("grid", { name: "Events" }).locator("tbody tr[data-row]");
  await rows.first().click();
  await expect(rows.first()).toHaveAttribute("aria-selected", "true");
  await page.getByTestId("selection-tab").click();
  await expect(page.getByTestId("selection").getByRole("heading", { name: /request/ })).toBeVisible();
});

test("traces open by their paths, compressed ones too, and stand side by side until they are removed", async ({
  page,
  lanescope,
}) => {
  const path = join(lanescope.folder, "packed.json.gz");
  writeFileSync(path, gzipSync(readFileSync(sample)));
  await openByPath(page, path);
  await openByPath(page, sample);
  const rows = page.getByTestId("trace-row");
  await expect(rows).toHaveCount(2);
  await expect(rows.first()).toContainText("21 events");
  await expect(rows.last()).toContainText("21 events");
  await expect(page.getByTestId("dataset-row")).toHaveCount(0);
  await page.getByRole("button", { name: "Remove service.trace from the list" }).click();
  await expect(page.getByTestId("timeline-canvas")).toHaveCount(0);
  await rows.first().getByRole("button").first().click();
  await expect.poll(async () => (await timelinePixels(page)).colours).toBeGreaterThan(8);
});

test("of a damaged trace all that stands before the mistake is shown, and where it is", async ({ page, lanescope }) => {
  const path = join(lanescope.folder, "cut.json");
  writeFileSync(path, readFileSync(sample, "utf8").slice(0, 900));
  await openTrace(page, path);
  await expect(page.getByTestId("trace-banner")).toContainText("The file is damaged at line 11, column 1");
  await expect(page.getByTestId("trace-banner")).toContainText("the file ends within this event");
  await expect.poll(async () => (await timelinePixels(page)).colours).toBeGreaterThan(8);
});

test("JSON that is no trace opens as data, and what is special about it is said", async ({ page, lanescope }) => {
  const path = join(lanescope.folder, "settings.json");
  writeFileSync(path, '{"name":"no trace","list":[1,2,3]}');
  await dropFile(page, path);
  await expect(page.getByTestId("dataset-row")).toContainText("settings.json");
  await expect(page.getByText(/no list/).first()).toBeVisible();
});

test("a copied link brings back a trace with its view, search and marks after it was removed", async ({ page }) => {
  // The view is where it goes at once.
  await page.emulateMedia({ reducedMotion: "reduce" });
  await openByPath(page, sample);
  const canvas = page.getByTestId("timeline-canvas");
  await expect.poll(async () => (await timelinePixels(page)).colours).toBeGreaterThan(8);
  await canvas.focus();
  const brush = page.locator("svg .selection");
  const width = async (): Promise<number> => Number(await brush.getAttribute("width"));
  const whole = await width();
  await page.keyboard.press("w");
  await page.keyboard.press("w");
  await expect.poll(width).toBeLessThan(whole * 0.8);
  await page.keyboard.press("Control+f");
  await page.getByLabel("Find names on the timeline").fill("request");
  await page.keyboard.press("Escape");
  await page.keyboard.press("Control+f");
  await page.getByRole("group", { name: "Timeline", exact: true }).getByRole("button", { name: "Copy a link" }).click();
  await expect(page.getByText("A link to this view is on the clipboard").first()).toBeVisible();
  const zoomed = await width();
  await page.getByRole("button", { name: "Remove service.trace from the list" }).click();
  await expect(canvas).toHaveCount(0);

  await page.getByRole("button", { name: "Settings and help" }).click();
  await page.getByRole("menuitem", { name: "Open by path…" }).click();
  await page.getByLabel("or a link to a view").press("Control+v");
  await page.keyboard.press("Enter");
  await expect(page.getByText("The view is shown").first()).toBeVisible();
  await expect.poll(async () => Math.abs((await width()) - zoomed)).toBeLessThan(1);
  await expect(page.getByLabel("Find names on the timeline")).toHaveValue("request");
});
