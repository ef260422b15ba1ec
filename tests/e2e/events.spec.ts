import { copied, runCounter, setUpLongRun, startRun } from "./fixtures/actions";
import { expect, test } from "./fixtures/lanescope";
import { testOfOneRun } from "./fixtures/one-run";

const testOfCounter = testOfOneRun(runCounter);

testOfCounter(
  "every slice stands in a table that is filtered by words, and says where they go wrong",
  async ({ page }) => {
    await page.getByTestId("events-tab").click();
    const count = page.getByTestId("events-count");
    await expect(count).toHaveText(/^[\d,]+ events$/);
    const filter = page.getByTestId("events-filter");
    await filter.fill('name ~ "wait total" and category = "lock wait"');
    await expect(count).toHaveText(/^40 of [\d,]+ events$/);
    // The field's suggestions lie over the rest.
    await page.keyboard.press("Escape");
    const rows = page.getByRole("grid", { name: "Events" }).locator("tbody tr[data-row]");
    await expect(rows.first()).toContainText(/worker \dwait total locklock wait/);

    await filter.fill("name ~ wait and dur > 2 parsecs");
    await expect(page.getByTestId("filter-error")).toHaveText(/^A unit is missing: ns, us, ms, s or min: name/);
    // The one before stays.
    await expect(count).toHaveText(/^40 of /);
    await filter.fill("name = chunk");
    await expect(count).toHaveText(/^0 of /);
  },
);

testOfCounter("the filter tells how it may go on, and takes what is chosen", async ({ page }) => {
  await page.getByTestId("events-tab").click();
  const filter = page.getByTestId("events-filter");
  await filter.click();
  await filter.pressSequentially("la");
  await page.getByRole("option", { name: /^lane/ }).click();
  await expect(filter).toHaveValue("lane ");
  await page.getByRole("option", { name: /^= / }).click();
  await page.getByRole("option", { name: /worker 1/ }).click();
  await expect(filter).toHaveValue('lane = "worker 1" ');
  await expect(page.getByRole("option")).toHaveText([/^and/, /^or/]);
  await page.keyboard.press("Escape");
  const rows = page.getByRole("grid", { name: "Events" }).locator("tbody tr[data-row]");
  await expect(page.getByTestId("events-count")).toHaveText(/^[\d,]+ of [\d,]+ events$/);
  expect(new Set(await rows.locator("td:nth-child(2)").allTextContents())).toEqual(new Set(["worker 1"]));
});

testOfCounter("a row and a slice on the timeline are selected together", async ({ page }) => {
  await page.getByTestId("events-tab").click();
  const table = page.getByRole("grid", { name: "Events" });
  await page.getByTestId("events-filter").fill("chunk");
  await expect(page.getByTestId("events-count")).toHaveText(/^4 of /);
  await page.keyboard.press("Escape");
  const rows = table.locator("tbody tr[data-row]");
  await rows.nth(1).click();
  await page.keyboard.press("ArrowDown");
  await expect(rows.nth(2)).toHaveAttribute("aria-selected", "true");
  const name = (await rows.nth(2).locator("td").nth(2).textContent()) ?? "";
  await page.getByTestId("selection-tab").click();
  await expect(page.getByTestId("selection").getByRole("heading", { name, exact: true })).toBeVisible();

  // The other way: the slice behind it on its lane, chosen on the timeline.
  await page.getByTestId("events-tab").click();
  await expect(page.getByTestId("events-filter")).toHaveValue("chunk");
  await page.getByRole("button", { name: "Clear the filter" }).click();
  await expect(page.getByTestId("events-count")).toHaveText(/^[\d,]+ events$/);
  await page.getByTestId("timeline-canvas").focus();
  await page.keyboard.press("Shift+ArrowDown");
  const spoken = (await page.getByTestId("timeline-spoken").textContent()) ?? "";
  const inner = /^(.+?) on worker \d/.exec(spoken)?.[1] ?? "";
  expect(inner).not.toBe("");
  const selected = table.locator('tr[aria-selected="true"]');
  await expect(selected).toHaveCount(1);
  await expect(selected.locator("td").nth(2)).toHaveText(inner);
});

testOfCounter("chosen rows go onto the clipboard, and columns sort", async ({ page }) => {
  await page.getByTestId("events-tab").click();
  const table = page.getByRole("grid", { name: "Events" });
  const rows = table.locator("tbody tr[data-row]");
  await page.getByTestId("events-filter").fill("category = compute");
  await expect(page.getByTestId("events-count")).toHaveText(/ of /);
  await page.keyboard.press("Escape");
  await page.getByRole("button", { name: "Duration" }).click();
  await expect(table.getByRole("columnheader", { name: "Duration" })).toHaveAttribute("aria-sort", "descending");
  await expect(table.getByRole("columnheader", { name: "Start" })).toHaveAttribute("aria-sort", "none");
  await rows.first().click();
  await page.keyboard.press("Shift+ArrowDown");
  await page.keyboard.press("Shift+ArrowDown");
  await page.keyboard.press("Control+c");
  const lines = (await copied(page)).trimEnd().split("\n");
  expect(lines[0]).toBe('"start, ns",lane,name,category,"duration, ns","self, ns",value,amount');
  expect(lines).toHaveLength(4);
  const durations = lines.slice(1).map((line) => Number(line.split(",")[4]));
  expect(durations).toEqual([...durations].sort((a, b) => b - a));
});

test("events of a run that goes on are added as they end", async ({ page }) => {
  await setUpLongRun(page, 2);
  await startRun(page);
  await page.getByTestId("events-tab").click();
  const count = page.getByTestId("events-count");
  await expect(count).toHaveText(/^[\d,]+ events, \d+ still open$/);
  const countNow = async () => Number(/^[\d,]+/.exec((await count.textContent()) ?? "")?.[0].replaceAll(",", ""));
  const before = await countNow();
  await expect.poll(countNow).toBeGreaterThan(before);
  await page.getByTestId("stop-button").click();
  await expect(page.getByTestId("state-text")).toHaveText("Stopped");
  await expect(count).toHaveText(/^[\d,]+ events$/);
});
