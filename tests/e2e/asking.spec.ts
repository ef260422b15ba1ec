import { readdirSync, readFileSync } from "node:fs";
import { join } from "node:path";
import { projectRoot } from "../../scripts/support/paths.mjs";
import { dropFile, setUpLongRun, startRun } from "./fixtures/actions";
import { expect, test } from "./fixtures/lanescope";

test("a command is found by typing, and does what its keys do", async ({ page }) => {
  await setUpLongRun(page, 2);
  await startRun(page);
  await page.getByTestId("timeline-canvas").focus();
  await page.keyboard.press("Control+k");
  const palette = page.getByRole("dialog", { name: "Commands" });
  await expect(palette).toBeVisible();
  await page.keyboard.type("zoom in");
  await expect(palette.getByRole("option")).toHaveCount(1);
  await page.keyboard.press("Enter");
  await expect(palette).toHaveCount(0);
  await expect(page.getByTestId("back-to-live")).toBeVisible();
  await expect(page.getByTestId("timeline-canvas")).toBeFocused();

  await page.keyboard.press("Control+k");
  await page.keyboard.type("no such thing");
  await expect(palette).toContainText("No command is called so.");
  await page.keyboard.press("Escape");
  await expect(palette).toHaveCount(0);
});

test("keys are changed, a conflict is told, and they are kept and given back", async ({ page }) => {
  const dialog = page.getByRole("dialog", { name: "Keys and help" });
  const row = dialog.getByTestId("key-row").filter({ hasText: "Open or collapse the side bar" });
  const change = async (keys: string): Promise<void> => {
    await page.keyboard.press("?");
    await row.getByRole("button", { name: "Change the keys" }).click();
    await page.keyboard.press(keys);
  };
  await expect(page.getByTestId("starter").first()).toBeVisible();
  await change("Control+k");
  await expect(dialog.getByRole("alert")).toContainText("Ctrl+K is taken: Find a command.");
  await page.keyboard.press("Control+y");
  await expect(dialog.getByRole("alert")).toContainText("Ctrl+Y is for editing text.");
  await page.keyboard.press("Control+j");
  await expect(row).toContainText("Ctrl J");
  await page.keyboard.press("Escape");
  await expect(dialog).toHaveCount(0);

  await page.reload();
  await expect(page.getByTestId("starter").first()).toBeVisible();
  const collapse = page.getByRole("button", { name: "Collapse the side bar" });
  const open = page.getByRole("button", { name: "Open the side bar" });
  const wasOpen = await collapse.isVisible();
  await page.keyboard.press("Control+j");
  await expect(wasOpen ? open : collapse).toBeVisible();
  await page.keyboard.press("?");
  await dialog.getByRole("button", { name: "Reset all keys" }).click();
  await expect(row).toContainText("Ctrl B");
});

test("names are looked for while a run goes on, hits are counted and gone through", async ({ page }) => {
  await setUpLongRun(page, 2);
  await startRun(page);
  await expect(page.getByTestId("output-tab")).toContainText(/Output\s*[2-9]/);
  await page.keyboard.press("Control+f");
  const bar = page.getByTestId("search-bar");
  const count = page.getByTestId("search-count");
  await expect(bar.getByRole("textbox")).toBeFocused();
  await page.keyboard.type("chunk");
  await expect(count).toHaveText(/^\d+ matches/);
  await page.keyboard.press("Enter");
  await expect(count).toHaveText(/^1 of \d+/);
  await expect(page.getByTestId("selection")).toContainText("chunk");
  await page.keyboard.press("Enter");
  await expect(count).toHaveText(/^2 of \d+/);
  await page.keyboard.press("Shift+Enter");
  await expect(count).toHaveText(/^1 of \d+/);
  await expect(page.getByTestId("timeline-spoken")).toHaveText(/^chunk \d+ on worker/);

  await bar.getByRole("textbox").fill("COMBINER");
  await expect(count).toHaveText("1 match");
  await bar.getByRole("button", { name: "Match case" }).click();
  await expect(count).toHaveText("No matches");
  await bar.getByRole("button", { name: "Regular expression" }).click();
  await bar.getByRole("textbox").fill("^comb.ner,?");
  await expect(count).toHaveText("1 match");
  await expect(page.getByTestId("announcement")).toHaveText("1 match found, 1 by a lane's name.");
  await bar.getByRole("textbox").fill("(");
  await expect(count).toContainText("No regular expression");
  await page.keyboard.press("Escape");
  await expect(bar).toHaveCount(0);
  await expect(page.getByTestId("timeline-canvas")).toBeFocused();
});

test("the view is moved and taken back, time is measured, and what stands out is found", async ({ page }) => {
  await page.getByTestId("starter").first().click();
  await expect(page.getByTestId("state-text")).toHaveText("Done", { timeout: 30_000 });
  const canvas = page.getByTestId("timeline-canvas");
  const spoken = page.getByTestId("timeline-spoken");
  await canvas.focus();
  await page.keyboard.press("0");
  await expect(spoken).toContainText("in view");
  const whole = (await spoken.textContent()) ?? "";
  await page.keyboard.press("w");
  await expect(spoken).not.toHaveText(whole);
  const near = (await spoken.textContent()) ?? "";
  await page.keyboard.press("Alt+ArrowLeft");
  await expect(spoken).toHaveText(whole);
  await page.keyboard.press("Alt+ArrowRight");
  await expect(spoken).toHaveText(near);
  await page.keyboard.press("0");

  await page.keyboard.press("Shift+l");
  await expect(spoken).toHaveText(/^Longest of \d+ slices in view\. .* on /);
  await page.keyboard.press("Shift+f");
  await expect(page.getByTestId("timeline-notice")).toHaveText("Nothing failed in view.");

  await page.keyboard.press("c");
  await expect(page.getByTestId("timeline-notice")).toHaveText(/^Time is measured from [\d.]+ s\. Esc ends that\.$/);
  const box = await canvas.boundingBox();
  if (box === null) throw new Error("the timeline has no place");
  await page.keyboard.down("Shift");
  await page.mouse.click(box.x + box.width * 0.5, box.y + 100);
  await page.keyboard.up("Shift");
  await page.mouse.move(box.x + box.width * 0.7, box.y + 100);
  await expect(page.getByTestId("timeline-notice")).toContainText("Time is measured from");

  for (let step = 0; step < 60; step++) await page.keyboard.press("w");
  await expect(page.getByTestId("timeline-notice")).toContainText("The clock tells no finer than 1 ns.");
});

test("places are marked with notes, and a view is saved with them and comes back", async ({ lanescope, page }) => {
  await page.getByTestId("starter").first().click();
  await expect(page.getByTestId("state-text")).toHaveText("Done", { timeout: 30_000 });
  const canvas = page.getByTestId("timeline-canvas");
  const marks = page.getByTestId("marks");
  await canvas.focus();
  await page.keyboard.press(".");
  await page.keyboard.press("m");
  await expect(page.getByTestId("timeline-notice")).toHaveText(/^A mark stands at [\d.]+ s\.$/);
  await expect(page.getByTestId("marks-tab")).toContainText("1");
  await page.keyboard.press("Escape");
  await page.keyboard.press("w");
  await page.keyboard.press("Shift+m");
  await expect(marks.getByRole("row")).toHaveCount(3);
  await page.keyboard.type("slow here");
  await page.keyboard.press("Enter");
  await expect(canvas).toBeFocused();
  await page.keyboard.press("<");
  await page.keyboard.press("<");
  await expect(page.getByTestId("timeline-spoken")).toContainText("There is no mark before this.");
  await page.keyboard.press(">");
  await expect(page.getByTestId("timeline-spoken")).toContainText(/Mark \d of 2, at/);

  await page.getByTestId("save-view").click();
  const saved = (): string | undefined =>
    readdirSync(lanescope.downloads).find((name) => name.endsWith(".lanescope-view.json"));
  await expect.poll(saved).toBeDefined();
  const path = join(lanescope.downloads, saved() ?? "");
  await expect.poll(() => readFileSync(path, "utf8")).toContain("slow here");

  for (const left of [2, 1]) {
    await expect(marks.getByRole("button", { name: /^Delete/ })).toHaveCount(left);
    await marks
      .getByRole("button", { name: /^Delete/ })
      .first()
      .click();
  }
  await expect(page.getByTestId("marks-tab")).toHaveCount(0);
  await dropFile(page, path);
  await expect(page.getByTestId("marks-tab")).toContainText("2");
  await page.getByTestId("marks-tab").click();
  await expect(marks.getByRole("textbox").filter({ visible: true })).toHaveCount(2);

  await page.reload();
  await expect(page.getByTestId("marks-tab")).toContainText("2");
});

test("traces of other tools are searched and marked alike", async ({ page }) => {
  await dropFile(page, join(projectRoot, "tests/e2e/fixtures/traces/service.trace"));
  await expect(page.getByTestId("trace-row")).toContainText("21 events");
  await page.getByTestId("timeline-canvas").focus();
  await page.keyboard.press("Control+f");
  await page.keyboard.type("request");
  await expect(page.getByTestId("search-count")).toHaveText(/^\d+ match/);
  await page.keyboard.press("Enter");
  await expect(page.getByTestId("selection")).toContainText("request");
  await page.keyboard.press("Escape");
  await page.keyboard.press("Shift+m");
  await page.keyboard.type("the slow one");
  await expect(page.getByTestId("marks").getByRole("textbox")).toHaveValue("the slow one");
  await expect(page.getByTestId("save-view")).toBeVisible();
});
