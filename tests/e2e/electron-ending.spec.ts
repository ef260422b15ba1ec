import { readdirSync } from "node:fs";
import { test as base, expect } from "@playwright/test";
import { workerProcesses } from "./fixtures/actions";
import { type DrivenElectron, startDrivenElectron } from "./fixtures/driven-electron";
import { makeTestFolder, removeTestFolder } from "./fixtures/environment";

// How the desktop shell ends while a run is at work.

interface RunningApp extends DrivenElectron {
  /** The run's processes. */
  readonly workers: readonly number[];
}

const test = base.extend<{ folder: string; app: RunningApp }>({
  // biome-ignore lint/correctness/noEmptyPattern: Playwright wants a pattern here.
  folder: async ({}, use) => {
    const folder = makeTestFolder();
    await use(folder);
    removeTestFolder(folder);
  },
  app: async ({ folder }, use) => {
    const app = startDrivenElectron(folder);
    await app.evaluate(startRun, 600);
    await expect.poll(() => workerProcesses(app).length).toBe(2);
    await use({ ...app, workers: workerProcesses(app) });
    app.signal("SIGKILL");
    await app.ended;
  },
});

test("closing the window asks; a no keeps the run, a yes ends everything", async ({ app, folder }) => {
  await answerDialogs(app, "Keep running");
  await app.evaluate(closeWindow);
  await expect.poll(() => app.evaluate(askedSoFar)).toEqual(["A run is at work."]);
  expect(workerProcesses(app)).toEqual(app.workers);
  expect(await app.evaluate(windowIsVisible)).toBe(true);

  await answerDialogs(app, "Stop the run and close");
  await app.evaluate(closeWindow);
  expect(await app.ended).toBe(0);
  await expectNothingLeft(app, folder);
});

test("quitting in the menu asks as closing does", async ({ app, folder }) => {
  await answerDialogs(app, "Keep running");
  await app.evaluate(quitInMenu);
  await expect.poll(() => app.evaluate(askedSoFar)).toEqual(["A run is at work."]);
  expect(workerProcesses(app)).toEqual(app.workers);

  await answerDialogs(app, "Stop the run and close");
  await app.evaluate(quitInMenu);
  expect(await app.ended).toBe(0);
  await expectNothingLeft(app, folder);
});

test("the question goes when the run ends meanwhile, and the next close asks nothing", async ({ folder }) => {
  const app = startDrivenElectron(folder);
  try {
    await app.evaluate(startRun, 2);
    await app.evaluate(watchDialogs);
    await app.evaluate(closeWindow);
    await expect.poll(() => app.evaluate(openDialogs)).toEqual([true]);
    await expect.poll(() => app.evaluate(openDialogs)).toEqual([false]);
    expect(workerProcesses(app)).toEqual([]);
    expect(await app.evaluate(windowIsVisible)).toBe(true);
    await app.evaluate(closeWindow);
    expect(await app.ended).toBe(0);
  } finally {
    app.signal("SIGKILL");
    await app.ended;
  }
});

for (const [signal, code] of [
  ["SIGTERM", 143],
  ["SIGINT", 130],
  ["SIGHUP", 129],
] as const) {
  test(`${signal} ends everything without a question`, async ({ app, folder }) => {
    app.signal(signal);
    expect(await app.ended).toBe(code);
    await expectNothingLeft(app, folder);
  });
}

test("a signal that comes twice at once still ends everything cleanly", async ({ app, folder }) => {
  app.signal("SIGINT");
  app.signal("SIGTERM");
  expect([130, 143]).toContain(await app.ended);
  await expectNothingLeft(app, folder);
});

// What runs in the main process stands alone: it is sent as text.

/** @param steps A second each. */
async function startRun({ app, BrowserWindow }: typeof import("electron"), steps: number): Promise<void> {
  await app.whenReady();
  while (BrowserWindow.getAllWindows()[0]?.webContents.getURL() !== "lanescope://app/index.html") {
    await new Promise((resolve) => setTimeout(resolve, 10));
  }
  const settings = {
    workload: "num",
    parameters: { steps },
    datasetId: null,
    mode: "processes",
    workers: 2,
    chunkSize: "auto",
  };
  const code = `window.lanescope.request("runs.start", ${JSON.stringify(settings)})`;
  const outcome = await BrowserWindow.getAllWindows()[0]?.webContents.executeJavaScript(code);
  if (outcome?.ok !== true) throw new Error(JSON.stringify(outcome));
}

function closeWindow({ BrowserWindow }: typeof import("electron")): void {
  // Later, since it may be the app's last deed.
  setImmediate(() => BrowserWindow.getAllWindows()[0]?.close());
}

function quitInMenu({ Menu }: typeof import("electron")): void {
  const entries = Menu.getApplicationMenu()?.items.flatMap(({ submenu }) => submenu?.items ?? []);
  const quit = entries?.find(({ role }) => role === "quit");
  if (quit === undefined) throw new Error("the menus cannot quit");
  setImmediate(() => quit.click());
}

function windowIsVisible({ BrowserWindow }: typeof import("electron")): boolean {
  return BrowserWindow.getAllWindows()[0]?.isVisible() === true;
}

/** Keeps of the app's message boxes, which are shown, whether each still stands; `openDialogs` tells them. */
function watchDialogs({ dialog }: typeof import("electron")): void {
  const open: boolean[] = [];
  Object.assign(globalThis, { open });
  const show = dialog.showMessageBox as (...words: unknown[]) => Promise<unknown>;
  const watched = async (...words: unknown[]) => {
    const index = open.push(true) - 1;
    const answer = await show.apply(dialog, words);
    open[index] = false;
    return answer;
  };
  dialog.showMessageBox = watched as typeof dialog.showMessageBox;
}

function openDialogs(): readonly boolean[] {
  return (globalThis as unknown as { open: readonly boolean[] }).open;
}

function askedSoFar(): readonly string[] {
  return (globalThis as unknown as { asked: readonly string[] }).asked;
}

/** Answers the app's message boxes by pressing a button; `askedSoFar` tells them. */
function answerDialogs(app: DrivenElectron, button: string): Promise<void> {
  return app.evaluate(({ dialog }, pressed) => {
    const asked: string[] = [];
    Object.assign(globalThis, { asked });
    const answer = async (...words: unknown[]) => {
      const { message, buttons = [] } = words.at(-1) as Electron.MessageBoxOptions;
      asked.push(message);
      return { response: buttons.indexOf(pressed), checkboxChecked: false };
    };
    dialog.showMessageBox = answer as typeof dialog.showMessageBox;
  }, button);
}

/** Every process is gone, and every temporary folder. */
async function expectNothingLeft(app: RunningApp, folder: string): Promise<void> {
  await expect.poll(() => [app.processId, ...app.workers].filter(isAlive)).toEqual([]);
  expect(readdirSync(folder).filter((name) => name.startsWith("lanescope-session-"))).toEqual([]);
}

function isAlive(processId: number): boolean {
  try {
    process.kill(processId, 0);
    return true;
  } catch {
    // No such process: gone.
    return false;
  }
}
