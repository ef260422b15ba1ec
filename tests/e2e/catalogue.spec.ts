import { dropFile } from "./fixtures/actions";
import { writeOrders } from "./fixtures/data";
import { expect, test } from "./fixtures/lanescope";

test("a workload is found by what it teaches, with the keyboard alone, and dropped data brings what fits it", async ({
  lanescope,
  page,
}) => {
  await expect(page.getByTestId("starter").first()).toBeFocused();
  await page.keyboard.press("n");
  const search = page.getByRole("searchbox", { name: "Search the workloads" });
  await expect(search).toBeFocused();
  const rows = page.getByTestId("catalogue-row");
  expect(await rows.count()).toBeGreaterThan(5);
  await page.keyboard.type("barrier plate");
  await expect(rows).toHaveCount(1);
  await page.keyboard.press("ArrowDown");
  await expect(rows.first().getByRole("button").first()).toBeFocused();
  await page.keyboard.press("Enter");
  await expect(page.getByRole("heading", { name: "Heat in a plate", level: 1 })).toBeVisible();
  await expect(page.getByRole("heading", { name: "What to look for" })).toBeVisible();

  await dropFile(page, writeOrders(lanescope.folder, 200).path);
  const offers = page.getByRole("navigation", { name: /^Workloads for / });
  await expect(offers.getByRole("button", { name: "Group and aggregate" })).toHaveAttribute("aria-current", "true");
  await offers.getByRole("button", { name: /that fit/ }).click();
  await expect(page.getByRole("region", { name: /^For / })).toContainText("Group and aggregate");
  await expect(page.getByRole("region", { name: "Without data" })).toContainText("Mandelbrot set");
});
