import { choose, copied, runCounter } from "./fixtures/actions";
import { expect } from "./fixtures/lanescope";
import { testOfOneRun } from "./fixtures/one-run";

const test = testOfOneRun(runCounter);

test("figures of each name stand in a table, for the whole run or the selected range", async ({ page }) => {
  await page.getByTestId("statistics-tab").click();
  await expect(page.getByTestId("statistics-range")).toHaveText("Whole run");
  const table = page.getByRole("grid", { name: "Statistics" });
  const chunks = table.getByRole("row", { name: /^chunk/ });
  // Name, sum, self, count.
  await expect(chunks.getByRole("gridcell").nth(3)).toHaveText("4");
  const waits = table.getByRole("row", { name: /^wait total lock/ });
  await expect(waits.getByRole("gridcell").nth(3)).toHaveText("40");

  await page.getByRole("button", { name: "Name" }).click();
  await expect(table.getByRole("columnheader", { name: "Name" })).toHaveAttribute("aria-sort", "ascending");

  await choose(page, "statistics-grouping", /^Lane and name/);
  await expect(table.getByRole("row", { name: /^worker \d\s*wait total lock/ }).first()).toBeVisible();

  const box = await page.getByTestId("timeline-canvas").boundingBox();
  if (box === null) throw new Error("the timeline has no place");
  await page.mouse.move(box.x + box.width * 0.5, box.y + 60);
  await page.mouse.down();
  await page.mouse.move(box.x + box.width * 0.7, box.y + 60, { steps: 4 });
  await page.mouse.up();
  await expect(page.getByTestId("statistics-range")).toHaveText(/ selected, from /);
  await expect(page.getByTestId("statistics-tab")).toHaveAttribute("aria-selected", "true");
});

test("a name's row lights its slices, and leads to the longest of them", async ({ page }) => {
  await page.getByTestId("statistics-tab").click();
  const waits = page.getByRole("grid", { name: "Statistics" }).getByRole("row", { name: /^wait total lock/ });
  await waits.click();
  await expect(page.getByTestId("search-count")).toHaveText("40 matches");
  const max = (await waits.getByRole("gridcell").last().textContent()) ?? "";
  await page.keyboard.press("Enter");
  await page.getByTestId("selection-tab").click();
  await expect(page.getByTestId("selection").getByRole("heading", { name: "wait total lock" })).toBeVisible();
  await expect(page.getByTestId("selection")).toContainText(`Duration${max}`);
});

test("the figures go onto the clipboard as CSV, durations in nanoseconds", async ({ page }) => {
  await page.getByTestId("statistics-tab").click();
  await page.getByTestId("copy-csv").click();
  const lines = (await copied(page)).trimEnd().split("\n");
  expect(lines[0]).toBe('name,"sum, ns","self, ns",count,"mean, ns","p50, ns","p95, ns","max, ns"');
  expect(lines.filter((line) => /^wait total lock,\d/.test(line))).toHaveLength(1);
});
