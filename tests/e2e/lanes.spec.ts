import type { Page } from "@playwright/test";
import { runCounter, timelinePixels } from "./fixtures/actions";
import { expect } from "./fixtures/lanescope";
import { testOfOneRun } from "./fixtures/one-run";

const test = testOfOneRun(runCounter);

const workers = 4;
/** Heights of the ruler, a group's head, the main lane and a worker's lane, CSS pixels. */
const [ruler, head, main, worker] = [24, 22, 26, 40] as const;

/** Goes through the lanes from the top with the keyboard, as far as to the last one or to that of the given name. @returns Their names, and the heads of closed groups. */
async function laneNames(page: Page, last?: string): Promise<readonly string[]> {
  const spoken = page.getByTestId("timeline-spoken");
  await page.getByTestId("timeline-canvas").focus();
  await page.keyboard.press("Escape");
  const names: string[] = [];
  for (;;) {
    await page.keyboard.press("ArrowDown");
    const name = (await spoken.textContent())?.split(/[.,]/)[0] ?? "";
    if (name === names[names.length - 1]) return names;
    names.push(name);
    if (name === last) return names;
  }
}

/** Presses a key on the lane of this name. */
async function onLane(page: Page, name: string, key: string): Promise<void> {
  await expect.poll(() => laneNames(page, name)).toContain(name);
  await page.keyboard.press(key);
}

async function at(page: Page, y: number, x = 60): Promise<readonly [number, number]> {
  const box = await page.getByTestId("timeline-canvas").boundingBox();
  if (box === null) throw new Error("the timeline has no place");
  return [box.x + x, box.y + y];
}

test("lanes are hidden, filtered, pinned, moved and renamed, and what is left out is said", async ({ page }) => {
  const all = await laneNames(page);
  expect(all.slice(0, 5)).toEqual(["main", "worker 1", "worker 2", "worker 3", "worker 4"]);

  await onLane(page, "worker 2", "h");
  await expect(page.getByTestId("hidden-lanes")).toContainText("1 lane hidden");
  await expect.poll(() => laneNames(page)).not.toContain("worker 2");
  await page.getByTestId("hidden-lanes").getByRole("button", { name: "Show" }).click();
  await expect(page.getByTestId("hidden-lanes")).toHaveCount(0);

  await page.getByTestId("lane-filter").fill("lock");
  await expect(page.getByTestId("lane-count")).toHaveText(`1 of ${await total(page)}`);
  await expect.poll(() => laneNames(page)).toEqual(["total lock"]);
  await page.getByRole("button", { name: "Show all lanes" }).click();
  await expect.poll(() => laneNames(page)).toEqual(all);

  await onLane(page, "worker 3", "p");
  await expect(page.getByTestId("timeline-spoken")).toHaveText(/^worker 3 pinned to the top\./);
  await expect.poll(async () => (await laneNames(page))[0]).toBe("worker 3");
  await onLane(page, "worker 4", "Alt+ArrowUp");
  await expect
    .poll(async () => (await laneNames(page)).slice(0, 5))
    .toEqual(["worker 3", "main", "worker 1", "worker 4", "worker 2"]);

  await onLane(page, "worker 1", "F2");
  await page.getByTestId("lane-name").fill("importer");
  await page.getByRole("button", { name: "Rename", exact: true }).click();
  await expect.poll(async () => (await laneNames(page))[2]).toBe("importer");

  await onLane(page, "main", "Enter");
  await expect.poll(async () => (await laneNames(page))[1]).toBe("Processes");
  await onLane(page, "Processes", "Enter");
  await expect.poll(async () => (await laneNames(page))[2]).toBe("importer");
});

async function total(page: Page): Promise<string> {
  return ((await page.getByTestId("lane-count").textContent()) ?? "").split(" ").pop() ?? "";
}

test("a lane's header has a menu and controls, and is dragged to another place", async ({ page }) => {
  const first = ruler + head + main;
  await page.mouse.click(...(await at(page, first + worker + 10)), { button: "right" });
  const menu = page.getByRole("menu", { name: "worker 2" });
  await expect(menu).toBeVisible();
  await menu.getByTestId("lane-down").click();
  await expect(menu).toHaveCount(0);
  await expect
    .poll(async () => (await laneNames(page)).slice(1, 5))
    .toEqual(["worker 1", "worker 3", "worker 2", "worker 4"]);

  await page.mouse.move(...(await at(page, first + 10)));
  await page.mouse.down();
  await page.mouse.move(...(await at(page, first + 2 * worker + 30)), { steps: 5 });
  await page.mouse.up();
  await expect
    .poll(async () => (await laneNames(page)).slice(1, 5))
    .toEqual(["worker 3", "worker 2", "worker 1", "worker 4"]);

  await page.mouse.move(...(await at(page, first + 12)));
  await page.getByRole("button", { name: "Pin worker 3 to the top" }).click();
  await expect.poll(async () => (await laneNames(page)).slice(0, 2)).toEqual(["worker 3", "main"]);

  await page.getByTestId("timeline-canvas").focus();
  await page.keyboard.press("Escape");
  await page.keyboard.press("ArrowDown");
  await page.keyboard.press("Shift+F10");
  await page.getByRole("menuitem", { name: "Unpin" }).click();
  await expect.poll(async () => (await laneNames(page)).slice(0, 2)).toEqual(["main", "worker 3"]);
});

test("closed groups stay closed for the next window, and sum up their lanes", async ({ page }) => {
  const strip = () =>
    page.getByTestId("timeline-canvas").evaluate(
      (element, [left, y]) => {
        const canvas = element as HTMLCanvasElement;
        const scale = canvas.width / canvas.clientWidth;
        const { data } = canvas
          .getContext("2d")!
          .getImageData(left! * scale, y! * scale, canvas.width - left! * scale, 1);
        const colours = new Set<number>();
        for (let at = 0; at < data.length; at += 4)
          colours.add((data[at]! << 16) | (data[at + 1]! << 8) | data[at + 2]!);
        return colours.size;
      },
      [230, ruler + head - 4],
    );
  expect(await strip()).toBe(1);
  await page.mouse.click(...(await at(page, ruler + 10)));
  await expect.poll(strip).toBeGreaterThan(1);
  await page.reload();
  await expect(page.getByTestId("state-text")).toHaveText("Done");
  await expect.poll(() => laneNames(page).then(([name]) => name)).toBe("Processes");
});

test("what each process used stands in a closed group, and opens into areas", async ({ page }) => {
  const before = await laneNames(page);
  expect(before[before.length - 1]).toBe("CPU and memory");
  await onLane(page, "CPU and memory", "Enter");
  const names = async () => (await laneNames(page)).slice(before.length - 1);
  // The main process and four workers: what they computed with, then what they had in memory.
  await expect.poll(names).toHaveLength(2 * (workers + 1));
  expect((await names()).slice(0, 2)).toEqual(["main", "worker 1"]);
  await page.getByTestId("lane-filter").fill("memory");
  await expect.poll(() => laneNames(page)).toHaveLength(workers + 1);
});

test("work is coloured by name, chunk or duration, the legend tells it, and the choice is kept", async ({ page }) => {
  const pictures = new Set([(await timelinePixels(page)).hash]);
  for (const [name, words] of [
    ["Name", /work inside the lock/],
    ["Chunk", /chunk 0/],
    ["Duration", /< 10 ms/],
  ] as const) {
    await page.getByRole("button", { name: /^Colours: by/ }).click();
    await page.getByRole("menuitemradio", { name }).click();
    await expect(page.getByTestId("own-colours")).toContainText(words);
    await expect.poll(async () => pictures.has((await timelinePixels(page)).hash)).toBe(false);
    pictures.add((await timelinePixels(page)).hash);
  }
  await page.reload();
  await expect(page.getByTestId("own-colours")).toContainText("< 10 ms");
});

test("numbers are drawn in one lane, and given one each again", async ({ page }) => {
  const before = await laneNames(page);
  await onLane(page, "CPU and memory", "Enter");
  const usage = 2 * (workers + 1);
  await expect.poll(async () => (await laneNames(page)).slice(before.length - 1)).toHaveLength(usage);
  const openMenu = async (): Promise<void> => {
    // The first of them is the main process's CPU.
    await page.getByTestId("timeline-canvas").focus();
    await page.keyboard.press("Escape");
    for (let step = 0; step < before.length; step++) await page.keyboard.press("ArrowDown");
    await page.keyboard.press("Shift+F10");
  };
  await openMenu();
  await page.getByTestId("lane-share").click();
  await page.getByRole("menuitem", { name: "worker 2", exact: true }).click();
  await expect.poll(async () => (await laneNames(page)).slice(before.length - 1)).toHaveLength(usage - 1);
  await openMenu();
  await page.getByTestId("lane-unshare").click();
  await expect.poll(async () => (await laneNames(page)).slice(before.length - 1)).toHaveLength(usage);
});
