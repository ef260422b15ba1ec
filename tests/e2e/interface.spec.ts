import { readdirSync, readFileSync, writeFileSync } from "node:fs";
import { join } from "node:path";
import type { Page } from "@playwright/test";
import {
  choose,
  dropFile,
  openDataset,
  resultRows,
  setUpLongRun,
  startRun,
  timelinePixels,
  workerProcesses,
} from "./fixtures/actions";
import { writeBinaryFile, writeFlawed, writeOrders } from "./fixtures/data";
import { expect, test } from "./fixtures/lanescope";

/** Where the first worker's row of tasks is, CSS pixels below the top of the canvas: ruler, group, main, task row. */
const firstTaskRow = 24 + 22 + 26 + 10;

async function canvasBox(page: Page) {
  const box = await page.getByTestId("timeline-canvas").boundingBox();
  if (box === null) throw new Error("the timeline has no place");
  return box;
}

async function zoomWithWheel(page: Page): Promise<void> {
  const box = await canvasBox(page);
  await page.mouse.move(box.x + box.width * 0.6, box.y + firstTaskRow);
  await page.keyboard.down("Control");
  await page.mouse.wheel(0, -240);
  await page.keyboard.up("Control");
}

/** Runs `num` until its workers printed at least two lines, then stops it. */
async function stoppedRun(page: Page): Promise<void> {
  await setUpLongRun(page, 2);
  await startRun(page);
  await expect(page.getByTestId("output-tab")).toContainText(/Output\s*[2-9]/);
  await page.getByTestId("stop-button").click();
  await expect(page.getByTestId("state-text")).toHaveText("Stopped");
}

async function runToEnd(page: Page): Promise<void> {
  await page.getByTestId("run-button").click();
  await expect(page.getByTestId("state-text")).toHaveText("Done", { timeout: 30_000 });
}

test("from the start page to a watched run it takes Enter, and the timeline has the keyboard", async ({ page }) => {
  await expect(page.getByTestId("starter").first()).toBeFocused();
  await page.keyboard.press("Enter");
  await expect(page.getByTestId("timeline-canvas")).toBeFocused();
  await expect(page.getByTestId("state-text")).toHaveText(/starting|live|done/i);
});

test("a run is set up, started, steered and stopped with the keyboard alone", async ({ page }) => {
  await setUpLongRun(page, 2);
  await page.keyboard.press("Control+Enter");
  await expect(page.getByTestId("output-tab")).toContainText(/Output\s*\d/);
  await page.getByTestId("timeline-canvas").focus();

  const spoken = page.getByTestId("timeline-spoken");
  await page.keyboard.press("ArrowDown");
  await expect(spoken).toContainText("main.");
  await page.keyboard.press("ArrowDown");
  await expect(spoken).toContainText("worker 1");
  await page.keyboard.press(".");
  await expect(spoken).toHaveText(/^chunk \d+ on worker 1, /);
  await expect(page.getByTestId("selection")).toContainText("chunk");
  await page.keyboard.press("Shift+ArrowDown");
  await expect(spoken).toHaveText(/^wait on worker 1, /);
  await page.keyboard.press("f");
  await expect(page.getByTestId("back-to-live")).toBeVisible();
  await page.keyboard.press("Escape");
  await expect(page.getByTestId("selection")).toHaveCount(0);
  await page.keyboard.press("l");
  await expect(page.getByTestId("back-to-live")).toHaveCount(0);

  await page.keyboard.press("Control+.");
  await expect(page.getByTestId("state-text")).toHaveText("Stopped");
});

test("the view follows the run until the user moves it, and then offers to go back", async ({ page }) => {
  await setUpLongRun(page, 2);
  await startRun(page);
  await expect(page.getByTestId("back-to-live")).toHaveCount(0);
  for (const move of [
    () => zoomWithWheel(page),
    async () => {
      await page.keyboard.down("Shift");
      await page.mouse.wheel(0, 200);
      await page.keyboard.up("Shift");
    },
    async () => {
      const box = await canvasBox(page);
      await page.mouse.move(box.x + box.width * 0.8, box.y + 12);
      await page.mouse.down();
      await page.mouse.move(box.x + box.width * 0.7, box.y + 12, { steps: 4 });
      await page.mouse.up();
    },
    async () => {
      await page.getByTestId("timeline-canvas").focus();
      await page.keyboard.press("a");
    },
  ]) {
    await move();
    await page.getByTestId("back-to-live").click();
    await expect(page.getByTestId("back-to-live")).toHaveCount(0);
  }
});

test("the wheel scrolls lanes that do not fit", async ({ page }) => {
  await setUpLongRun(page, 14);
  await startRun(page);
  await page.getByTestId("stop-button").click();
  await expect(page.getByTestId("state-text")).toHaveText("Stopped");
  const box = await canvasBox(page);
  await page.mouse.move(box.x + 40, box.y + 200);
  const hash = async (): Promise<string> => (await timelinePixels(page)).hash;
  // The finished run is fitted within a moment; then nothing moves.
  let before = await hash();
  await expect
    .poll(async () => {
      const last = before;
      before = await hash();
      return before === last;
    })
    .toBe(true);
  await page.mouse.wheel(0, 160);
  await expect.poll(hash).not.toBe(before);
  await page.mouse.wheel(0, -160);
  await expect.poll(hash).toBe(before);
});

test("a view that was moved stays where it is while the run goes on", async ({ page }) => {
  await setUpLongRun(page, 2);
  await startRun(page);
  await expect(page.getByTestId("output-tab")).toContainText(/Output\s*[2-9]/);
  await page.getByTestId("timeline-canvas").focus();
  await page.keyboard.press("a");
  const spoken = page.getByTestId("timeline-spoken");
  await expect(spoken).toContainText("in view");
  const before = (await spoken.textContent()) ?? "";
  await expect(page.getByTestId("output-tab")).toContainText(/Output\s*([5-9]|\d\d)/);
  await page.keyboard.press("ArrowDown");
  await expect(spoken).toHaveText(`main. ${before}`);
});

test("a click selects a slice, a drag over lanes selects a stretch, Escape clears it", async ({ page }) => {
  await stoppedRun(page);
  const box = await canvasBox(page);
  await page.mouse.move(box.x + box.width * 0.7, box.y + firstTaskRow);
  // The view of a run that was stopped is on its way to the whole of it: before that there may be nothing yet at this place.
  await expect(page.getByTestId("hover-card")).toContainText(/chunk \d+/);
  await page.mouse.click(box.x + box.width * 0.7, box.y + firstTaskRow);
  const selection = page.getByTestId("selection");
  await expect(selection.getByRole("heading")).toHaveText(/chunk \d+/);
  await expect(selection.getByTestId("phase-shares")).toContainText("wait");

  await page.mouse.move(box.x + box.width * 0.5, box.y + firstTaskRow);
  await page.mouse.down();
  await page.mouse.move(box.x + box.width * 0.8, box.y + firstTaskRow + 40, { steps: 4 });
  await page.mouse.up();
  await expect(selection.getByRole("heading")).toHaveText(/s selected$/);
  const shares = selection.getByTestId("time-shares");
  await expect(shares.getByRole("row", { name: /Data wait/ })).toBeVisible();
  await expect(shares.getByRole("row", { name: /2 workers/ })).toContainText("100.0 %");

  await page.keyboard.press("Escape");
  await expect(selection).toHaveCount(0);
  await expect(page.getByTestId("time-shares")).toBeVisible();
});

test("a result is exact in the table, and is saved as CSV and as JSON", async ({ lanescope, page }) => {
  const { path, expected } = writeOrders(lanescope.folder, 20_000);
  await openDataset(page, path);
  await choose(page, "workload-select", /group/i);
  await runToEnd(page);
  await expect
    .poll(() => resultRows(page, 3))
    .toEqual(expected.map(({ key, count, sum }) => [key, count.toLocaleString("en"), sum.toLocaleString("en")]));
  await page.getByRole("button", { name: "Copy as CSV" }).click();
  await expect(page.getByText("The result is on the clipboard").first()).toBeVisible();
  for (const [button, end] of [
    ["Save as CSV", "csv"],
    ["Save as JSON", "json"],
  ] as const) {
    await page.getByRole("button", { name: button }).click();
    const texts = (): readonly string[] =>
      readdirSync(lanescope.downloads)
        .filter((name) => name.endsWith(`.${end}`))
        .map((name) => readFileSync(join(lanescope.downloads, name), "utf8"));
    await expect(page.getByRole("dialog").filter({ hasText: `.${end}` })).toHaveText(
      /^(The result is saved\/|.* was handed to the browser)/,
    );
    for (const { count, sum } of expected) {
      await expect.poll(texts).toEqual([expect.stringContaining(`${count},${sum},`)]);
    }
  }
});

test("rows that cannot be used are counted and shown, with the first line of each kind", async ({
  lanescope,
  page,
}) => {
  await openDataset(page, writeFlawed(lanescope.folder));
  await choose(page, "workload-select", /group/i);
  await runToEnd(page);
  await expect(page.getByText("2 problems were found.")).toBeVisible();
  await page.getByRole("button", { name: "See Problems" }).click();
  const problems = page.getByTestId("problem-row");
  await expect(problems.filter({ hasText: "not-a-number" })).toContainText(/3.*flawed\.csv, line 12: 'n\/a'/);
  await expect(problems.filter({ hasText: "ragged-row" })).toContainText(/2.*line 42/);
  await expect(problems.filter({ hasText: "uneven-row" })).toContainText(/1.*line 62/);
  await page.getByTestId("result-tab").click();
  await expect(page.getByTestId("result-table").locator("tbody tr")).toContainText("95");
});

test("a file that cannot be opened is named with the reason, and the app goes on", async ({ lanescope, page }) => {
  await dropFile(page, writeBinaryFile(lanescope.folder));
  const message = page.getByRole("dialog", { name: "binary.csv was not opened" });
  await expect(message).toContainText("no text");
  await message.hover();
  await message.getByRole("button", { name: "Close message" }).click();
  await expect(message).toHaveCount(0);
  await dropFile(page, writeBinaryFile(lanescope.folder));
  await expect(message).toBeVisible();
  await openDataset(page, writeOrders(lanescope.folder, 50).path);
  // It is in nobody's way any more.
  await expect(message).toHaveCount(0);
  await runToEnd(page);
});

test("a file of a header alone is not taken for one with a mistake", async ({ lanescope, page }) => {
  const path = join(lanescope.folder, "header.csv");
  writeFileSync(path, "city,amount\n");
  await openDataset(page, path);
  await choose(page, "workload-select", /group/i);
  await expect(page.getByText("The file holds a header and no rows.")).toBeVisible();
});

test("what is missing or wrong is said, and nothing starts", async ({ page }) => {
  await choose(page, "workload-select", /group/i);
  await page.getByTestId("run-button").click();
  await expect(page.getByRole("alert")).toHaveText(/needs a table/);

  await choose(page, "workload-select", /print numbers/i);
  for (const workers of ["0", "10000"]) {
    await page.getByTestId("workers-input").fill(workers);
    await page.getByTestId("run-button").click();
    await expect(page.getByRole("alert")).toHaveText(/from 1 to 64/);
    await expect(page.getByTestId("workers-input")).toHaveAttribute("aria-invalid", "true");
  }
  await page.getByTestId("workers-input").fill("2");
  await page.getByLabel("Steps").fill("0");
  await page.getByTestId("run-button").click();
  await expect(page.getByRole("alert")).toHaveText("Steps: At least 1.");
  await expect(page.getByTestId("state-text")).toHaveText("Ready");
});

test("during a run its settings are words, and the title tells how far it is", async ({ page }) => {
  await setUpLongRun(page, 3);
  await startRun(page);
  await expect(page.getByTestId("workers-input")).toHaveCount(0);
  await expect(page.getByRole("group", { name: "Run settings" })).toContainText(/Workers\s*3/);
  await expect(page.getByTestId("progress-text")).toHaveText(/^\d+ %$/);
  await expect(page).toHaveTitle(/^\d+ % · .+ · Lanescope$/);
  await page.getByTestId("stop-button").click();
  await expect(page).toHaveTitle(/^Stopped · .+ · Lanescope$/);
  await expect(page.getByTestId("workers-input")).toHaveValue("3");
});

test("a worker that is killed is told of on its lane and under Problems, and the run goes on", async ({
  lanescope,
  page,
}) => {
  await setUpLongRun(page, 2);
  await startRun(page);
  await expect(page.getByTestId("output-tab")).toContainText(/Output\s*\d/);
  const [victim] = workerProcesses(lanescope);
  if (victim === undefined) throw new Error("there is no worker");
  process.kill(victim, "SIGKILL");
  await page.getByTestId("problems-tab").click();
  await expect(page.getByTestId("problem-row")).toHaveText(/worker \d lost: SIGKILL.*goes to another worker/);
  await expect.poll(() => workerProcesses(lanescope).filter((id) => id !== victim).length).toBeGreaterThanOrEqual(2);
  await expect(page.getByTestId("stop-button")).toBeEnabled();

  const spoken = page.getByTestId("timeline-spoken");
  await page.getByTestId("timeline-canvas").focus();
  const lanes: string[] = [];
  for (let lane = 0; lane < 4; lane++) {
    await page.keyboard.press("ArrowDown");
    lanes.push((await spoken.textContent()) ?? "");
  }
  expect(lanes.filter((text) => /^worker \d\. worker \d lost: SIGKILL/.test(text))).toHaveLength(1);
});

test("what the workers print is shown, line by line", async ({ page }) => {
  await choose(page, "workload-select", /print numbers/i);
  await page.getByLabel("Steps").fill("3");
  await page.getByTestId("workers-input").fill("1");
  await runToEnd(page);
  await page.getByTestId("output-tab").click();
  const lines = page.getByRole("log", { name: "Output" }).getByRole("paragraph");
  await expect(lines).toHaveText([/^1worker 1.*\b1\b/, /^2worker 1.*\b2\b/, /^3worker 1.*\b3\b/]);
});

test("runs are listed, each comes back with its timeline, result and settings, also after a reload", async ({
  page,
}) => {
  await choose(page, "workload-select", /prime/i);
  await page.getByLabel("Below").fill("20000");
  await choose(page, "mode-select", /^Threads/);
  await page.getByTestId("workers-input").fill("3");
  await runToEnd(page);
  await expect(page.getByTestId("result-headline")).toContainText("2,262");
  await choose(page, "workload-select", /prime/i);
  await page.getByLabel("Below").fill("10000");
  await choose(page, "mode-select", /^Sequential/);
  await runToEnd(page);
  await expect(page.getByTestId("result-headline")).toContainText("1,229");

  await page.getByRole("button", { name: /^1\s*.*primes/i }).click();
  await expect(page.getByRole("heading", { name: /^Run 1:/ })).toBeAttached();
  await expect(page.getByTestId("result-headline")).toContainText("2,262");
  await expect.poll(async () => (await timelinePixels(page)).colours).toBeGreaterThan(5);
  await expect(page.getByTestId("mode-select")).toHaveText(/Threads/);
  await expect(page.getByTestId("workers-input")).toHaveValue("3");
  await page.getByTestId("workers-input").fill("5");

  await page.reload();
  await expect(page.getByRole("heading", { name: /^Run 1:/ })).toBeAttached();
  await expect(page.getByTestId("result-headline")).toContainText("2,262");
  await expect.poll(async () => (await timelinePixels(page)).colours).toBeGreaterThan(5);
  await expect(page.getByTestId("mode-select")).toHaveText(/Threads/);
  await expect(page.getByTestId("workers-input")).toHaveValue("5");
  await page.getByRole("button", { name: "Count primes", exact: true }).click();
  await expect(page.getByLabel("Below")).toHaveValue("20,000");
  await page.reload();
  await expect(page.getByLabel("Below")).toHaveValue("20,000");
});

test("the theme follows the system until one is chosen, on the canvas too", async ({ page }) => {
  await stoppedRun(page);
  const html = page.locator("html");
  await page.emulateMedia({ colorScheme: "light" });
  await expect(html).toHaveAttribute("data-theme", "light");
  const light = await timelinePixels(page);
  await page.emulateMedia({ colorScheme: "dark" });
  await expect(html).toHaveAttribute("data-theme", "dark");
  await expect.poll(async () => (await timelinePixels(page)).hash).not.toBe(light.hash);

  await page.getByTestId("theme-toggle").click();
  await expect(html).toHaveAttribute("data-theme", "light");
  await page.reload();
  await expect(html).toHaveAttribute("data-theme", "light");
  await page.getByRole("button", { name: "Settings and help" }).click();
  await page.getByRole("menuitemradio", { name: "As the system" }).click();
  await expect(html).toHaveAttribute("data-theme", "dark");
});

test("at 1280 by 720 everything has its place", async ({ lanescope, page }) => {
  const session = await page.context().newCDPSession(page);
  await session.send("Emulation.setDeviceMetricsOverride", {
    width: 1280,
    height: 720,
    deviceScaleFactor: 1,
    mobile: false,
  });
  const expectToFit = async (): Promise<void> => {
    const cut = await page.evaluate(() => {
      const seen = [...document.querySelectorAll("header button, header [role=combobox], footer, main, canvas")];
      const outside = seen.filter((element) => {
        const { left, top, right, bottom, width } = element.getBoundingClientRect();
        return width > 0 && (left < 0 || top < 0 || right > innerWidth + 0.5 || bottom > innerHeight + 0.5);
      });
      return outside.map((element) => element.outerHTML.slice(0, 80));
    });
    expect(cut).toEqual([]);
    expect(await page.evaluate(() => document.documentElement.scrollWidth <= innerWidth)).toBe(true);
  };
  await expect(page.getByTestId("starter").first()).toBeVisible();
  await expectToFit();
  await openDataset(page, writeOrders(lanescope.folder, 500).path);
  await expectToFit();
  await runToEnd(page);
  await expect(page.getByTestId("result-table")).toBeVisible();
  await expectToFit();
  const { height, width } = await canvasBox(page);
  expect(height).toBeGreaterThan(250);
  expect(width).toBeGreaterThan(1_000);
  await session.detach();
});
