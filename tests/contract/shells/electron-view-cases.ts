/** What only the Electron transport must do; run inside Electron, after the cases that all transports share. */
import type { BrowserWindow } from "electron";
import type { OpenPaths } from "../../../src/main/open-paths";
import type { FakeService } from "./fake-service";

export interface ViewContext {
  /** The app's window, its page loaded. */
  readonly window: BrowserWindow;
  /** Opens another window with the same preload, its page not loaded yet. */
  readonly open: () => BrowserWindow;
  readonly service: FakeService;
  readonly paths: OpenPaths;
  /** What the page told the taskbar. */
  readonly progress: readonly (number | null)[];
  readonly warnings: readonly string[];
  /** Of the app's page. */
  readonly address: string;
}

export interface ViewCase {
  /** A sentence that begins with "the bridge". */
  readonly name: string;
  run(context: ViewContext): Promise<void>;
}

const askInfo = "window.lanescope.request('app.info', {})";

export const viewCases: readonly ViewCase[] = [
  {
    name: "has told the taskbar the progress, in order, and that there is none",
    async run({ progress }) {
      same(progress, [0.5, null]);
    },
  },
  {
    name: "tells the taskbar nothing that is no fraction",
    async run({ window, progress }) {
      const before = progress.length;
      for (const wrong of ["-1", "2", "NaN", "'0.5'", "undefined", "{}"]) {
        await window.webContents.executeJavaScript(`window.lanescope.setProgress(${wrong})`);
      }
      await window.webContents.executeJavaScript(askInfo);
      same(progress.length, before);
    },
  },
  {
    name: "gives the page its functions and nothing of Node or Electron",
    async run({ window }) {
      const seen = await window.webContents.executeJavaScript(
        "[typeof require, typeof process, typeof module, typeof Buffer, Object.keys(window.lanescope).sort().join()]",
      );
      const functions =
        "acknowledgeTrace,chooseNewPath,onConnection,onEvent,onOpenPaths,onTrace,pathOf,request,saveFile,setProgress,shell,showSavedFile";
      same(seen, ["undefined", "undefined", "undefined", "undefined", functions]);
    },
  },
  {
    name: "connects a page that is loaded anew, and ends its former connection",
    async run({ window, service }) {
      const [former] = service.open;
      await load(window, () => window.webContents.reload());
      same((await window.webContents.executeJavaScript(askInfo)).ok, true);
      same([service.open.size, service.open.has(former as never)], [1, false]);
    },
  },
  {
    name: "ends the connection of a page that crashed, and connects it when it is loaded again",
    async run({ window, service }) {
      const gone = new Promise<void>((resolve) => window.webContents.once("render-process-gone", () => resolve()));
      window.webContents.forcefullyCrashRenderer();
      await gone;
      await until(() => service.open.size === 0);
      await load(window, () => window.webContents.reload());
      same((await window.webContents.executeJavaScript(askInfo)).ok, true);
      same(service.open.size, 1);
    },
  },
  {
    name: "is still whole after ten pages, with no listener left behind",
    async run({ window, service }) {
      const before = window.webContents.eventNames().map((name) => window.webContents.listenerCount(name));
      for (let round = 0; round < 10; round++) await load(window, () => window.webContents.reload());
      same((await window.webContents.executeJavaScript(askInfo)).ok, true);
      same(service.open.size, 1);
      same(
        window.webContents.eventNames().map((name) => window.webContents.listenerCount(name)),
        before,
      );
    },
  },
  {
    name: "brings files that were named before the page was there, and those named later",
    async run({ window, paths }) {
      const crashed = new Promise<void>((resolve) => window.webContents.once("render-process-gone", () => resolve()));
      window.webContents.forcefullyCrashRenderer();
      await crashed;
      paths.add(["/early/città.csv"]);
      await load(window, () => window.webContents.reload());
      await window.webContents.executeJavaScript("window.named = [];");
      // The page listens only now.
      await window.webContents.executeJavaScript("window.lanescope.onOpenPaths((some) => window.named.push(some)); 0");
      paths.add(["/late/a.csv", "/late/b.csv"]);
      await until(async () => (await window.webContents.executeJavaScript("window.named.length")) === 2);
      same(await window.webContents.executeJavaScript("window.named"), [
        ["/early/città.csv"],
        ["/late/a.csv", "/late/b.csv"],
      ]);
    },
  },
  {
    name: "refuses another window, though it shows the same page",
    async run({ window, open, service, address, warnings }) {
      const stranger = open();
      await stranger.loadURL(address);
      const outcome = await stranger.webContents.executeJavaScript(askInfo);
      same([outcome.ok, outcome.fault?.code], [false, "bad-request"]);
      same(service.open.size, 1);
      same((await window.webContents.executeJavaScript(askInfo)).ok, true);
      same(
        warnings.some((warning) => warning.includes("was refused")),
        true,
      );
      stranger.destroy();
    },
  },
  {
    name: "refuses the window itself while it shows another page",
    async run({ window, service, address }) {
      await window.loadURL("data:text/html,<title>elsewhere</title>");
      const outcome = await window.webContents.executeJavaScript(askInfo);
      same([outcome.ok, outcome.fault?.code], [false, "bad-request"]);
      await until(() => service.open.size === 0);
      await window.loadURL(address);
      same((await window.webContents.executeJavaScript(askInfo)).ok, true);
    },
  },
];

/** Starts loading and waits for the page's end of it. */
async function load(window: BrowserWindow, start: () => void): Promise<void> {
  const loaded = new Promise<void>((resolve) => window.webContents.once("did-finish-load", () => resolve()));
  start();
  await loaded;
}

async function until(condition: () => boolean | Promise<boolean>): Promise<void> {
  while (!(await condition())) await new Promise((resolve) => setTimeout(resolve, 5));
}

function same(given: unknown, expected: unknown): void {
  const [left, right] = [JSON.stringify(given), JSON.stringify(expected)];
  if (left !== right) throw new Error(`${left} instead of ${right}`);
}
