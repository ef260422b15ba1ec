import { expect, test } from "./fixtures/lanescope";

test("a lesson asks, runs, marks what there is to see, and tells whether the reader was right", async ({ page }) => {
  await page.getByRole("button", { name: "Learn concurrency in twelve runs" }).click();
  await page.getByRole("navigation", { name: "Lessons" }).getByRole("button", { name: "Own memory" }).click();
  for (const language of ["TypeScript, with lanescope", "Python, the same"]) {
    await expect(page.getByRole("heading", { name: language })).toBeVisible();
  }
  await page.getByRole("radio", { name: "own 0, shared 6" }).check();
  await page.getByTestId("run-lesson").click();
  await expect(page.getByTestId("lesson-answer")).toContainText("You were right: own 0, shared 6", { timeout: 45_000 });
  await page.getByTestId("show-sight").last().click();
  await expect(page.getByRole("heading", { name: "add", exact: true })).toBeVisible();
  await page.getByRole("tab", { name: /^Marks/ }).click();
  await expect(page.getByRole("textbox", { name: /^Note of the mark/ })).toHaveValue(
    /^2\. Two processes work side by side/,
  );
  await page.getByTestId("next-lesson").click();
  await expect(page.getByRole("heading", { name: "Concurrency and parallelism" })).toBeVisible();
});
