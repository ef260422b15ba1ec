import { writeFileSync } from "node:fs";
import { join } from "node:path";
import type { Page } from "@playwright/test";
import { dropFile, runCounter, timelinePixels } from "./fixtures/actions";
import { expect, test } from "./fixtures/lanescope";
import { testOfOneRun } from "./fixtures/one-run";

/** One writes what another has overwritten meanwhile, and keeps a lock. */
const losingProgram = `
import { defineTasks, isMainProcess, Lock, Process, Value } from "lanescope";

const tasks = defineTasks(import.meta.url, {
  async readThenWrite(counter: Value<"int32">, hasRead: Lock, mayWrite: Lock) {
    const read = counter.value;
    await hasRead.release();
    await mayWrite.acquire();
    counter.value = read + 1;
  },
});

if (isMainProcess) {
  const counter = new Value("int32", 3, { name: "total" });
  const [hasRead, mayWrite] = [new Lock({ name: "has read" }), new Lock({ name: "may write" })];
  await hasRead.acquire();
  await mayWrite.acquire();
  const late = new Process(tasks.readThenWrite, [counter, hasRead, mayWrite], { name: "late" });
  late.start();
  await hasRead.acquire();
  counter.add(7);
  await mayWrite.release();
  await late.join();
}
`;

const workers = 4;
/** The middle of the lock's lane, CSS pixels below the top of the canvas: ruler, group, main, workers, combiner, group. */
const lockMiddle = 24 + 22 + 26 + workers * 40 + 26 + 22 + 13;

async function runDeadlock(page: Page): Promise<void> {
  await page.getByRole("region", { name: "Example programs" }).getByRole("button", { name: "A deadlock" }).click();
  await page.getByTestId("run-program").click();
  await expect(page.getByTestId("state-text")).toHaveText("Done", { timeout: 45_000 });
}

const testOfCounter = testOfOneRun(runCounter);
const testOfDeadlock = testOfOneRun(runDeadlock);

async function hashOf(page: Page): Promise<string> {
  return (await timelinePixels(page)).hash;
}

testOfCounter(
  "pointing at a lock dims what has nothing to do with it, for as long as the pointer is there",
  async ({ page }) => {
    const box = await page.getByTestId("timeline-canvas").boundingBox();
    if (box === null) throw new Error("the timeline has no place");
    await page.mouse.move(box.x + 60, box.y + 60);
    const bright = await hashOf(page);
    await page.mouse.move(box.x + 60, box.y + lockMiddle);
    await expect.poll(() => hashOf(page)).not.toBe(bright);
    await page.mouse.move(box.x + 60, box.y + 60);
    await expect.poll(() => hashOf(page)).toBe(bright);
  },
);

testOfDeadlock("a wait in a deadlock tells of the circle, leads on to the next wait, and back", async ({ page }) => {
  await page.getByTestId("timeline-canvas").focus();
  for (const key of ["ArrowDown", "ArrowDown", ".", "Shift+ArrowDown", "Shift+ArrowDown"])
    await page.keyboard.press(key);
  const selection = page.getByTestId("selection");
  await expect(async () => {
    await page.keyboard.press(".");
    await expect(selection.getByRole("heading", { level: 2 })).toHaveText("wait fork 2", { timeout: 500 });
  }).toPass({ timeout: 10_000 });
  const first = (await page.getByTestId("timeline-spoken").textContent()) ?? "";
  await expect(selection.getByTestId("root-cause")).toHaveText(
    /^They wait in a circle\. Philosopher \d waits for fork \d, .*which Philosopher \d holds: none of them can go on\.$/,
  );
  await expect(selection.getByTestId("holders-work")).toContainText(/Philosopher \d: wait fork \d/);
  await selection.getByTestId("go-to-root-cause").click();
  const heading = first.slice(0, "wait fork 1".length);
  await expect(selection.getByRole("heading", { level: 2 })).not.toHaveText(heading);
  await selection.getByRole("button", { name: "Back to the slice before" }).click();
  await expect(selection.getByRole("heading", { level: 2 })).toHaveText(heading);
  await page.getByTestId("timeline-canvas").focus();
  await page.keyboard.press("]");
  await expect(selection.getByRole("heading", { level: 2 })).not.toHaveText(heading);
});

testOfDeadlock("a finding under Problems leads to its place on the timeline and lights it", async ({ page }) => {
  await page.getByTestId("problems-tab").click();
  const row = page.getByTestId("problem-row").filter({ hasText: /^Error1Deadlock: Philosopher/ });
  const before = await hashOf(page);
  await row.getByTestId("show-finding").click();
  await expect.poll(() => hashOf(page)).not.toBe(before);
  const lit = await hashOf(page);
  // Whatever is selected next takes its place.
  await page.getByTestId("timeline-canvas").focus();
  await page.keyboard.press("Escape");
  await expect.poll(() => hashOf(page)).not.toBe(lit);
});

test("lost updates are marked on the value's lane, and their mark tells how much was lost", async ({
  lanescope,
  page,
}) => {
  const path = join(lanescope.folder, "losing.ts");
  writeFileSync(path, losingProgram);
  await dropFile(page, path);
  await page.getByTestId("run-program").click();
  await page.getByTestId("allow-program").click();
  await expect(page.getByTestId("state-text")).toHaveText("Done", { timeout: 45_000 });
  await page.getByTestId("problems-tab").click();
  const problems = page.getByTestId("problem-row");
  await expect(problems.filter({ hasText: 'Value "total" lost updates' })).toContainText("7 is missing in all");
  await expect(problems.filter({ hasText: "lock-not-released" }).first()).toContainText(
    "late: a task ended while it held Lock",
  );
  await page.getByTestId("timeline-canvas").focus();
  await expect(async () => {
    await page.keyboard.press("ArrowUp");
    await expect(page.getByTestId("timeline-spoken")).toHaveText(/^total\./, { timeout: 300 });
  }).toPass({ timeout: 10_000 });
  // The last write is that which overwrote others.
  await page.keyboard.press(".");
  await expect(async () => {
    await page.keyboard.press(".");
    await expect(page.getByTestId("selection")).toContainText(/Lost\s*7, written since late had read/, {
      timeout: 300,
    });
  }).toPass({ timeout: 10_000 });
});

testOfDeadlock("who waits for whom is a picture and a list, with a deadlock in one sentence", async ({ page }) => {
  await page.getByTestId("waiters-tab").click();
  const waiters = page.getByTestId("waiters");
  await expect(waiters.getByTestId("waiters-circle")).toHaveText(
    /^Deadlock: Philosopher \d holds Lock "fork \d" and waits/,
  );
  await expect(waiters.getByTestId("waiter")).toHaveCount(5);
  await expect(waiters.getByTestId("waiter-picture").locator("rect")).toHaveCount(10);
  // Where the pointer was last is what is told: at the beginning nobody waits.
  const box = await page.getByTestId("timeline-canvas").boundingBox();
  if (box === null) throw new Error("the timeline has no place");
  const header = 208;
  await page.mouse.move(box.x + header + 6, box.y + 60);
  await expect(waiters).toContainText("Nobody waits for a lock at 0.");
  await page.mouse.move(box.x + header + (box.width - header) * 0.9, box.y + 60);
  await expect(waiters.getByTestId("waiter")).toHaveCount(5);
  await waiters.getByRole("button", { name: "Philosopher 2" }).click();
  await expect(page.getByTestId("selection").getByRole("heading", { level: 2 })).toHaveText("wait fork 3");
});

testOfCounter(
  "all arrows are drawn on request, with their number, and only those of a slice again after that",
  async ({ page }) => {
    const overlay = (): Promise<string> =>
      page.getByTestId("timeline-overlay").evaluate((canvas) => (canvas as HTMLCanvasElement).toDataURL());
    await page.getByTestId("timeline-canvas").focus();
    const before = await overlay();
    await page.keyboard.press("e");
    await expect(page.getByTestId("timeline-spoken")).toHaveText(/All arrows in view are shown\./);
    await expect.poll(overlay).not.toBe(before);
    await page.keyboard.press("e");
    await expect.poll(overlay).toBe(before);
  },
);
