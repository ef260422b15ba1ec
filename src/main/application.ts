import { join } from "node:path";
import {
  app,
  type BrowserWindow,
  dialog,
  ipcMain,
  Menu,
  MessageChannelMain,
  nativeTheme,
  protocol,
  session,
  shell,
  utilityProcess,
} from "electron";
import type { Service, ServiceLog } from "../engine/service/types";
import { composeService } from "../shells/compose";
import { endingSignals, exitCodeOfSignal } from "../shells/signals";
import { parseCommandLine } from "./command-line";
import { CrashCounter } from "./crashes";
import { Ending } from "./ending";
import { confine, restrict } from "./guards";
import { openLog } from "./log";
import { menuTemplate } from "./menu";
import { sandboxNotices } from "./notices";
import { OpenPaths } from "./open-paths";
import { rendererAddress, rendererScheme, serveRenderer } from "./renderer-protocol";
import { SavedFiles } from "./saved-files";
import { utilityProcessPort } from "./utility-process-adapter";
import { connectViews } from "./view-transport";
import { createWindow, keepWindowState } from "./window";
import { WindowStateFile } from "./window-state";

/** Built entries and chunks are two levels below. */
const packageFolder = join(import.meta.dirname, "../..");

const icon = join(packageFolder, "resources/icon.png");

/** Runs the app: its command line, one instance, one window. */
export function startApplication(): void {
  const userData = process.env.LANESCOPE_USER_DATA;
  if (userData !== undefined && userData !== "") app.setPath("userData", userData);
  const command = parseCommandLine(process.argv, {
    version: app.getVersion(),
    workingFolder: process.cwd(),
    isDefaultApp: process.defaultApp === true,
  });
  if (command.kind === "print") {
    process.stdout.write(command.text, () => app.exit(0));
    return;
  }
  // The files go to the instance that has the window, which opens them and comes to the front. A restart by the
  // development server overlaps with the end of the app before.
  if (developmentAddress() === null && !app.requestSingleInstanceLock({ files: command.files })) {
    app.exit(0);
    return;
  }
  protocol.registerSchemesAsPrivileged([rendererScheme]);
  const { log, file } = openLog(app.getPath("userData"));
  process.on("uncaughtExceptionMonitor", (error) => log.error(`uncaught: ${describe(error)}`));
  process.on("unhandledRejection", (reason) => log.error(`unhandled rejection: ${describe(reason)}`));

  const paths = new OpenPaths();
  paths.add(command.files);
  // The Finder names files before the app is ready.
  app.on("open-file", (event, path) => {
    event.preventDefault();
    paths.add([path]);
  });
  app
    .whenReady()
    .then(() => new Application(paths, log, file).start())
    .catch(async (error: unknown) => {
      log.error(`start failed: ${describe(error)}`);
      // Not `showErrorBox`: it blocks the process, so that not even a signal would end it.
      await dialog.showMessageBox({
        type: "error",
        message: "Lanescope could not start.",
        detail: `${error instanceof Error ? error.message : String(error)}\n\nThe log says more: ${file}`,
      });
      app.exit(1);
    });
}

/** @returns Where the development server serves the renderer; null outside of development. */
function developmentAddress(): string | null {
  return app.isPackaged ? null : (process.env.ELECTRON_RENDERER_URL ?? null);
}

class Application {
  readonly #paths: OpenPaths;
  readonly #log: ServiceLog;
  readonly #logFile: string;
  readonly #service: Service;
  readonly #windowState = new WindowStateFile(app.getPath("userData"));
  readonly #crashes = new CrashCounter();
  readonly #ending: Ending;
  /** Of the renderer: the development server's, or that of our own scheme. */
  readonly #address: string;
  #window: BrowserWindow | null = null;

  constructor(paths: OpenPaths, log: ServiceLog, logFile: string) {
    this.#paths = paths;
    this.#log = log;
    this.#logFile = logFile;
    this.#address = developmentAddress() ?? rendererAddress;
    const createChannel = (): MessageChannelMain => new MessageChannelMain();
    this.#service = composeService({
      info: {
        version: app.getVersion(),
        shell: "electron",
        logFile,
        notices: sandboxNotices(app.commandLine.hasSwitch("no-sandbox"), process.getuid?.() === 0),
      },
      processes: utilityProcessPort({ app, utilityProcess, createChannel }),
      packageFolder,
      userDataFolder: app.getPath("userData"),
      temporaryFolder: app.getPath("temp"),
      log,
    });
    this.#ending = new Ending({
      service: this.#service,
      ask: (moot) => this.#askWhetherToStop(moot),
      onDecided: () => this.#hideWindow(),
      exit: (code) => app.exit(code),
      clockMs: () => performance.now(),
      log,
    });
    connectViews({
      ipcMain,
      createChannel,
      service: this.#service,
      paths,
      savedFiles: new SavedFiles({
        askForPath: (name) => this.#askWhereToSave(name),
        showInFolder: (path) => shell.showItemInFolder(path),
      }),
      contents: () => this.#window?.webContents ?? null,
      address: this.#address,
      onProgress: (fraction) => this.#window?.setProgressBar(fraction ?? -1),
      log,
    });
  }

  async start(): Promise<void> {
    this.#log.info(`Lanescope ${app.getVersion()} on Electron ${process.versions.electron}, ${process.platform}`);
    serveRenderer(protocol, join(packageFolder, "out/renderer"), this.#service);
    restrict(session.defaultSession);
    app.on("web-contents-created", (_event, contents) => confine(contents, this.#address, this.#log));
    this.#endWhenAsked();
    this.#welcomeOtherStarts();
    this.#setMenu();
    await this.#showWindow();
  }

  async #showWindow(): Promise<void> {
    const window = createWindow({
      preload: join(packageFolder, "out/preload/index.cjs"),
      icon,
      state: this.#windowState,
      dark: nativeTheme.shouldUseDarkColors,
    });
    this.#window = window;
    window.on("close", (event) => {
      event.preventDefault();
      void this.#ending.askedByUser();
    });
    window.on("closed", () => {
      this.#window = null;
    });
    window.webContents.on("render-process-gone", (_event, { reason, exitCode }) => {
      if (this.#ending.decided) return;
      this.#log.error(`the page ended: ${reason} (${exitCode})`);
      void this.#reviveWindow(window);
    });
    await window.loadURL(this.#address);
  }

  /** A page that crashed is loaded again; the run goes on meanwhile. */
  async #reviveWindow(window: BrowserWindow): Promise<void> {
    if (!this.#crashes.mayReload(performance.now())) {
      const { response } = await dialog.showMessageBox(window, {
        type: "error",
        message: "The window crashes again and again.",
        detail: `A run that is at work goes on. The log says more: ${this.#logFile}`,
        buttons: ["Reload", "Quit"],
        defaultId: 0,
        cancelId: 0,
      });
      if (response === 1) {
        await this.#ending.askedByUser();
        return;
      }
    }
    if (!window.isDestroyed()) window.webContents.reload();
  }

  /** @param moot Fires when there is nothing to ask any more: the box goes. */
  async #askWhetherToStop(moot: AbortSignal): Promise<boolean> {
    const options: Electron.MessageBoxOptions = {
      signal: moot,
      type: "question",
      message: "A run is at work.",
      detail: "Closing Lanescope stops it. What it has computed so far is lost.",
      buttons: ["Stop the run and close", "Keep running"],
      defaultId: 1,
      cancelId: 1,
    };
    const window = this.#window;
    const { response } = await (window === null
      ? dialog.showMessageBox(options)
      : dialog.showMessageBox(window, options));
    return response === 0;
  }

  #hideWindow(): void {
    if (this.#window === null) return;
    keepWindowState(this.#window, this.#windowState);
    this.#window.hide();
  }

  #endWhenAsked(): void {
    app.on("before-quit", (event) => {
      event.preventDefault();
      void this.#ending.askedByUser();
    });
    app.on("window-all-closed", () => void this.#ending.now(0));
    // Not before `ready`: Electron puts handlers of its own in place of those that were there.
    for (const signal of endingSignals) {
      process.on(signal, () => {
        this.#log.info(`${signal}: the app ends`);
        void this.#ending.now(exitCodeOfSignal(signal));
      });
    }
  }

  /** A second start hands its files over and ends; what the user sees is this window. */
  #welcomeOtherStarts(): void {
    app.on("second-instance", (_event, _words, _folder, data) => {
      const files: unknown = (data as { files?: unknown } | null)?.files;
      if (Array.isArray(files)) this.#paths.add(files.filter((file) => typeof file === "string"));
      if (this.#window?.isMinimized() === true) this.#window.restore();
      this.#window?.focus();
    });
  }

  #setMenu(): void {
    app.setAboutPanelOptions({
      applicationName: "Lanescope",
      applicationVersion: app.getVersion(),
      iconPath: icon,
      copyright: "MIT License. Third-party notices are in THIRD-PARTY-NOTICES.md.",
    });
    const template = menuTemplate({
      platform: process.platform,
      development: developmentAddress() !== null,
      onOpen: () => void this.#chooseFiles(),
      onOpenFolder: () => void this.#chooseFolder(),
      onShowLog: () => shell.showItemInFolder(this.#logFile),
      onAbout: () => app.showAboutPanel(),
    });
    Menu.setApplicationMenu(Menu.buildFromTemplate(template));
  }

  async #askWhereToSave(name: string): Promise<string | null> {
    const window = this.#window;
    if (window === null) return null;
    const { canceled, filePath } = await dialog.showSaveDialog(window, {
      title: "Save to",
      defaultPath: join(app.getPath("downloads"), name),
    });
    return canceled || filePath === undefined || filePath === "" ? null : filePath;
  }

  async #chooseFiles(): Promise<void> {
    const window = this.#window;
    if (window === null) return;
    const { filePaths } = await dialog.showOpenDialog(window, {
      title: "Open files",
      properties: ["openFile", "multiSelections"],
      filters: [
        { name: "All files", extensions: ["*"] },
        { name: "Data", extensions: ["csv", "tsv", "json", "ndjson", "jsonl", "parquet", "txt", "log", "md", "gz"] },
        { name: "Images", extensions: ["png", "jpg", "jpeg", "webp"] },
        { name: "Traces", extensions: ["json", "trace", "gz"] },
        { name: "Programs", extensions: ["ts", "mts", "js", "mjs"] },
      ],
    });
    this.#paths.add(filePaths);
  }

  async #chooseFolder(): Promise<void> {
    const window = this.#window;
    if (window === null) return;
    const options: Electron.OpenDialogOptions = { title: "Open a folder", properties: ["openDirectory"] };
    const { filePaths } = await dialog.showOpenDialog(window, options);
    this.#paths.add(filePaths);
  }
}

function describe(error: unknown): string {
  return error instanceof Error ? (error.stack ?? error.message) : String(error);
}
