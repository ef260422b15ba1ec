import { execFile } from "node:child_process";
import { readFileSync, writeFileSync } from "node:fs";
import { join } from "node:path";
import { promisify } from "node:util";
import { test as base, type ElectronApplication, expect, type Page } from "@playwright/test";
import { projectRoot } from "../../scripts/support/paths.mjs";
import { isRoot } from "../../scripts/support/platform.mjs";
import {
  type CanvasPixels,
  canvasPixels,
  choose,
  dropFile,
  openDataset,
  setUpLongRun,
  startRun,
  workerProcesses,
} from "./fixtures/actions";
import { type ElectronStart, electronEnvironment, electronExecutable, startElectron } from "./fixtures/electron";
import { makeTestFolder, removeTestFolder } from "./fixtures/environment";

// What only the desktop shell does, but for its end. The other specs run in both shells.

const test = base.extend<{ folder: string; start: (words?: readonly string[]) => Promise<ElectronStart> }>({
  // biome-ignore lint/correctness/noEmptyPattern: Playwright wants a pattern here.
  folder: async ({}, use) => {
    const folder = makeTestFolder();
    await use(folder);
    removeTestFolder(folder);
  },
  /** Starts the app; all starts of a test share its settings. */
  start: async ({ folder }, use) => {
    const starts: ElectronStart[] = [];
    await use(async (words) => {
      const started = await startElectron(folder, words);
      starts.push(started);
      return started;
    });
    for (const { close } of starts) await close();
  },
});

test.describe("files", () => {
  test("named on the command line are opened, and one that is not there is named", async ({ folder, start }) => {
    const path = writeFile(folder, "città 1.csv", "name,age\nAnn,3\nBob,4\n");
    const { page } = await start([path, join(folder, "missing.csv")]);
    await expect(datasetRow(page, "città 1.csv")).toBeVisible();
    await expect(page.getByText("Ann", { exact: true })).toBeVisible();
    await expect(page.getByRole("region", { name: "Notifications" })).toContainText("missing.csv was not opened");
  });

  test("of a second start are opened in the first window, and the second start ends", async ({ folder, start }) => {
    const { app, page } = await start();
    await expect(page.getByTestId("drop-target")).toBeVisible();
    await app.evaluate(({ BrowserWindow }) => BrowserWindow.getAllWindows()[0]?.minimize());
    const path = writeFile(folder, "second.csv", "a,b\n1,2\n");
    expect((await runApp(folder, [path])).code).toBe(0);
    await expect(datasetRow(page, "second.csv")).toBeVisible();
    const windows = await app.evaluate(({ BrowserWindow }) =>
      BrowserWindow.getAllWindows().map((window) => window.isMinimized()),
    );
    expect(windows).toEqual([false]);
  });

  test("chosen in the menu are opened", async ({ folder, start }) => {
    const { app, page } = await start();
    const path = writeFile(folder, "chosen.csv", "a,b\n1,2\n");
    await expect(page.getByTestId("drop-target")).toBeVisible();
    await app.evaluate(
      ({ dialog }, filePaths) => {
        dialog.showOpenDialog = async () => ({ canceled: false, filePaths });
      },
      [path],
    );
    await clickMenu(app, "Open…");
    await expect(datasetRow(page, "chosen.csv")).toBeVisible();
  });

  test("that are dropped come with their path, without a copy", async ({ folder, start }) => {
    const { page } = await start();
    const path = writeFile(folder, "dropped.csv", "a,b\n1,2\n");
    await dropFile(page, path);
    await expect(datasetRow(page, "dropped.csv")).toBeVisible();
    const bridge = "window.lanescope.request('datasets.list', {})";
    const outcome = (await page.evaluate(bridge)) as { value: { datasets: { path: string; origin: string }[] } };
    expect(outcome.value.datasets).toMatchObject([{ path, origin: "file" }]);
  });
});

test("a result is saved where the user says, every digit of it, and is shown there or said why not", async ({
  folder,
  start,
}) => {
  const { app, page } = await start();
  const path = writeFile(folder, "sums.csv", "city,amount\nRome,9007199254740993\nParis,0.1\nRome,2\n");
  await openDataset(page, path);
  await choose(page, "workload-select", /group/i);
  await page.getByTestId("run-button").click();
  await expect(page.getByTestId("state-text")).toHaveText(/done/i);
  const target = join(folder, "saved.csv");
  const saveTo = async (chosen: string | null): Promise<void> => {
    // Stands for the system's own box, which asks where to.
    await app.evaluate(({ dialog }, filePath) => {
      const answer = async () => (filePath === null ? { canceled: true } : { canceled: false, filePath });
      dialog.showSaveDialog = answer as typeof dialog.showSaveDialog;
    }, chosen);
    await page.getByRole("button", { name: "Save as CSV" }).click();
  };
  const message = page.getByRole("dialog").filter({ hasText: "saved" });
  await saveTo(null);
  await saveTo(target);
  await expect(message).toHaveText(new RegExp(`^The result is saved${target}`));
  expect(readFileSync(target, "utf8")).toContain("Rome,2,9007199254740995");
  await app.evaluate(({ shell }) => {
    const shown: string[] = [];
    Object.assign(globalThis, { shown });
    shell.showItemInFolder = (path) => void shown.push(path);
  });
  await message.getByRole("button", { name: "Show in folder" }).click();
  await expect
    .poll(() => app.evaluate(() => (globalThis as unknown as { shown: readonly string[] }).shown))
    .toEqual([target]);
  await message.getByRole("button", { name: "Close message" }).click();
  await expect(message).toHaveCount(0);

  const nowhere = join(folder, "no-such-folder", "saved.csv");
  await saveTo(nowhere);
  await expect(message).toHaveText(new RegExp(`^The result was not saved${nowhere} cannot be written`));
});

test.describe("during a run", () => {
  test("a renderer that is killed comes back, with the run going on and all of its timeline", async ({
    folder,
    start,
  }) => {
    const { app, page, processId } = await start();
    await setUpLongRun(page, 2);
    await startRun(page);
    const workers = workerProcesses({ processId });
    await app.evaluate(async ({ BrowserWindow }) => {
      const contents = BrowserWindow.getAllWindows()[0]?.webContents;
      const loaded = new Promise<void>((resolve) => contents?.once("did-finish-load", () => resolve()));
      process.kill(contents?.getOSProcessId() ?? Number.NaN, "SIGKILL");
      await loaded;
    });

    // Playwright gives a page up for good once it crashed: the window itself is asked from here on.
    const pixels = () =>
      inWindow<CanvasPixels>(app, `(${canvasPixels})(document.querySelector("[data-testid=timeline-canvas]"))`);
    const text = (testId: string) =>
      inWindow<string | undefined>(app, `document.querySelector("[data-testid=${testId}]")?.textContent`);
    await expect.poll(() => text("stop-button")).toMatch(/stop/i);
    expect(workerProcesses({ processId })).toEqual(workers);
    // The lanes from before are there, and they go on.
    await expect.poll(async () => (await pixels()).colours).toBeGreaterThan(5);
    const before = await pixels();
    await expect.poll(async () => (await pixels()).hash).not.toBe(before.hash);
    await inWindow(app, "document.querySelector('[data-testid=stop-button]').click()");
    await expect.poll(() => text("state-text")).toMatch(/stopped/i);
    expect(await appLog(folder)).toContain("the page ended: killed");
  });

  test("the window's title and the taskbar show progress", async ({ start }) => {
    const { app, page } = await start();
    await app.evaluate(({ BrowserWindow }) => {
      const [window] = BrowserWindow.getAllWindows();
      const told: number[] = [];
      Object.assign(globalThis, { told });
      if (window !== undefined) window.setProgressBar = (fraction) => void told.push(fraction);
    });
    await setUpLongRun(page, 2);
    await startRun(page);
    const title = () => app.evaluate(({ BrowserWindow }) => BrowserWindow.getAllWindows()[0]?.getTitle());
    const told = () => app.evaluate(() => (globalThis as unknown as { told: number[] }).told);
    await expect.poll(title).toMatch(/^\d+ % · .+ · Lanescope$/);
    await expect.poll(async () => (await told()).at(0)).toBeGreaterThanOrEqual(0);
    await page.getByTestId("stop-button").click();
    await expect.poll(title).toMatch(/^Stopped · .+ · Lanescope$/);
    await expect.poll(async () => (await told()).at(-1)).toBe(-1);
  });
});

test("a page that crashes again and again is not loaded for ever: the user is asked", async ({ start }) => {
  const { app, page } = await start();
  await expect(page.getByTestId("drop-target")).toBeVisible();
  const asked = await answerDialogs(app, "Reload");
  for (let crash = 1; crash <= 3; crash++) {
    await app.evaluate(async ({ BrowserWindow }) => {
      const contents = BrowserWindow.getAllWindows()[0]?.webContents;
      const loaded = new Promise<void>((resolve) => contents?.once("did-finish-load", () => resolve()));
      contents?.forcefullyCrashRenderer();
      await loaded;
    });
    expect(await asked()).toEqual(crash < 3 ? [] : ["The window crashes again and again."]);
  }
  await expect.poll(() => inWindow(app, hasMounted)).toBe(true);
});

test("the window's size and place are kept from one start to the next", async ({ start }) => {
  const first = await start();
  await expect(first.page.getByTestId("drop-target")).toBeVisible();
  // Neither the default nor the least size.
  const bounds = { x: 60, y: 40, width: 1100, height: 700 };
  const boundsOf = (app: ElectronApplication) =>
    app.evaluate(({ BrowserWindow }) => BrowserWindow.getAllWindows()[0]?.getBounds());
  await first.app.evaluate(({ BrowserWindow }, wanted) => BrowserWindow.getAllWindows()[0]?.setBounds(wanted), bounds);
  await expect.poll(() => boundsOf(first.app)).toEqual(bounds);
  await first.app.evaluate(({ BrowserWindow }) => {
    setImmediate(() => BrowserWindow.getAllWindows()[0]?.close());
  });
  await first.ended;
  const second = await start();
  await expect.poll(() => boundsOf(second.app)).toEqual(bounds);
});

test("the help menu shows where the log is", async ({ folder, start }) => {
  const { app, page } = await start();
  await expect(page.getByTestId("drop-target")).toBeVisible();
  await app.evaluate(({ shell }) => {
    shell.showItemInFolder = (path) => void Object.assign(globalThis, { shown: path });
  });
  await clickMenu(app, "Show log file");
  const shown = await app.evaluate(() => (globalThis as unknown as { shown: string }).shown);
  expect(shown).toBe(join(folder, "user-data", "logs", "main.log"));
  expect(readFileSync(shown, "utf8")).toMatch(/Lanescope \d+\.\d+\.\d+ on Electron/);
});

test("--version and --help print, and open no window", async ({ folder }) => {
  const { version } = JSON.parse(readFileSync(join(projectRoot, "package.json"), "utf8")) as { version: string };
  expect(await runApp(folder, ["--version"])).toEqual({ code: 0, output: `${version}\n` });
  const help = await runApp(folder, ["--help"]);
  expect(help.code).toBe(0);
  expect(help.output).toMatch(/^Usage: lanescope .*--version/s);
});

test.describe("the page", () => {
  test("has nothing of Node, and is sandboxed and isolated", async ({ start }) => {
    const { app, page } = await start();
    await expect(page.getByTestId("drop-target")).toBeVisible();
    const names = ["require", "process", "module", "global", "Buffer", "__dirname", "electron"];
    expect(await page.evaluate((all) => all.filter((name) => name in window), names)).toEqual([]);
    const preferences = await app.evaluate(({ BrowserWindow }) => {
      const contents = BrowserWindow.getAllWindows()[0]?.webContents as unknown as {
        getLastWebPreferences(): Record<string, unknown>;
      };
      const { sandbox, contextIsolation, nodeIntegration, webSecurity, webviewTag } = contents.getLastWebPreferences();
      return { sandbox, contextIsolation, nodeIntegration, webSecurity, webviewTag };
    });
    expect(preferences).toEqual({
      sandbox: true,
      contextIsolation: true,
      nodeIntegration: false,
      webSecurity: true,
      webviewTag: false,
    });
  });

  test("stays where it is: no other page, no window, no frame", async ({ folder, start }) => {
    const { app, page } = await start();
    await expect(page.getByTestId("drop-target")).toBeVisible();
    await page.evaluate(() => Object.assign(window, { stays: true }));
    const secret = writeFile(folder, "secret.html", "secret");
    for (const address of ["https://x.example/", `file://${secret}`, "data:text/html,x", "lanescope://elsewhere/"]) {
      expect(await page.evaluate((url) => window.open(url), address)).toBeNull();
      await page.evaluate((url) => location.assign(url), address);
    }
    await page.evaluate((url) => {
      const frame = document.createElement("iframe");
      frame.src = url;
      document.body.append(frame);
    }, `file://${secret}`);
    // Playwright waits for the end of a navigation that was blocked: the window itself is asked.
    expect(await inWindow(app, `[location.href, window.stays, ${hasMounted}]`)).toEqual([
      "lanescope://app/index.html",
      true,
      true,
    ]);
    expect(await app.evaluate(({ webContents }) => webContents.getAllWebContents().length)).toBe(1);
    expect(app.windows().length).toBe(1);
    await expect.poll(() => appLog(folder)).toContain("navigation to https://x.example/ was blocked");
  });

  test("is granted no permission", async ({ start }) => {
    const { page } = await start();
    await expect(page.getByTestId("drop-target")).toBeVisible();
    const answers = await page.evaluate(async () => {
      const named = async (ask: () => Promise<unknown>): Promise<string> => {
        try {
          return String(await ask());
        } catch (error) {
          return (error as Error).name;
        }
      };
      return {
        camera: await named(() => navigator.mediaDevices.getUserMedia({ video: true, audio: true })),
        clipboard: await named(() => navigator.clipboard.readText()),
        notifications: await Notification.requestPermission(),
        place: await new Promise((resolve) => {
          navigator.geolocation.getCurrentPosition(resolve, ({ code }) => resolve(code));
        }),
      };
    });
    expect(answers).toEqual({
      camera: expect.stringMatching(/NotAllowedError|NotFoundError/),
      clipboard: "NotAllowedError",
      notifications: "denied",
      place: 1,
    });
  });

  test("reads no file by the renderer's own scheme but the renderer's", async ({ folder, start }) => {
    const { page } = await start();
    await expect(page.getByTestId("drop-target")).toBeVisible();
    const secret = writeFile(folder, "secret.txt", "secret");
    const status = (address: string) => page.evaluate(async (url) => (await fetch(url)).status, address);
    const up = "..%2f".repeat(20);
    expect(await status(`lanescope://app/${up}${secret.slice(1).replaceAll("/", "%2f")}`)).toBe(404);
    expect(await status(`lanescope://app/${up}etc%2fpasswd`)).toBe(404);
    expect(await status("lanescope://app/index.html")).toBe(200);
  });

  test("says that the sandbox is off when it was started as root", async ({ start }) => {
    const { page } = await start();
    const notice = page.getByText(/sandbox is off/);
    if (isRoot) await expect(notice).toBeVisible();
    else {
      await expect(page.getByTestId("drop-target")).toBeVisible();
      await expect(notice).toHaveCount(0);
    }
  });
});

const hasMounted = 'document.querySelector("[data-testid=drop-target]") !== null';

function datasetRow(page: Page, name: string) {
  return page.getByTestId("dataset-row").filter({ hasText: name });
}

function writeFile(folder: string, name: string, text: string): string {
  const path = join(folder, name);
  writeFileSync(path, text);
  return path;
}

/** Runs the app until it ends by itself. */
async function runApp(folder: string, words: readonly string[]): Promise<{ code: number; output: string }> {
  const executable = electronExecutable();
  const options = isRoot ? ["--no-sandbox"] : [];
  const { stdout } = await promisify(execFile)(executable, [...options, projectRoot, ...words], {
    cwd: projectRoot,
    env: electronEnvironment(folder),
  });
  return { code: 0, output: stdout };
}

/** Answers the app's message boxes by pressing a button. @returns A function that gives what was asked so far. */
async function answerDialogs(app: ElectronApplication, button: string): Promise<() => Promise<string[]>> {
  await app.evaluate(({ dialog }, pressed) => {
    const asked: string[] = [];
    Object.assign(globalThis, { asked });
    const answer = async (...words: unknown[]) => {
      const { message, buttons = [] } = words.at(-1) as Electron.MessageBoxOptions;
      asked.push(message);
      return { response: buttons.indexOf(pressed), checkboxChecked: false };
    };
    dialog.showMessageBox = answer as typeof dialog.showMessageBox;
  }, button);
  return () => app.evaluate(() => (globalThis as unknown as { asked: string[] }).asked);
}

async function clickMenu(app: ElectronApplication, label: string): Promise<void> {
  const found = await app.evaluate(({ Menu }, wanted) => {
    const entries = Menu.getApplicationMenu()?.items.flatMap(({ submenu }) => submenu?.items ?? []);
    const entry = entries?.find((one) => one.label === wanted);
    setImmediate(() => entry?.click());
    return entry !== undefined;
  }, label);
  expect(found, `the menus have "${label}"`).toBe(true);
}

/** Evaluates in the window's page, past Playwright's own view of it. */
async function inWindow<T>(app: ElectronApplication, code: string): Promise<T> {
  return app.evaluate(
    ({ BrowserWindow }, script) => BrowserWindow.getAllWindows()[0]?.webContents.executeJavaScript(script),
    code,
  );
}

async function appLog(folder: string): Promise<string> {
  return readFileSync(join(folder, "user-data", "logs", "main.log"), "utf8");
}
