/** A small Electron app around the fake service: the shell's own window, preload and transport, and nothing else. */
import { join } from "node:path";
import { app, ipcMain, MessageChannelMain, protocol, session } from "electron";
import { confine, restrict } from "../../../src/main/guards";
import { OpenPaths } from "../../../src/main/open-paths";
import { rendererAddress, rendererScheme, serveRenderer } from "../../../src/main/renderer-protocol";
import { SavedFiles } from "../../../src/main/saved-files";
import { connectViews } from "../../../src/main/view-transport";
import { createWindow } from "../../../src/main/window";
import { WindowStateFile } from "../../../src/main/window-state";
import { runCases } from "../support/electron-cases";
import { bridgeCases } from "./bridge-cases";
import { type ViewContext, viewCases } from "./electron-view-cases";
import { createFakeService } from "./fake-service";

const folder = import.meta.dirname;
const preload = join(folder, "preload.cjs");

async function start(): Promise<void> {
  await app.whenReady();
  restrict(session.defaultSession);
  const warnings: string[] = [];
  const log = { info: () => undefined, warn: (message: string) => void warnings.push(message), error: console.error };
  app.on("web-contents-created", (_event, contents) => confine(contents, rendererAddress, log));

  const service = createFakeService();
  serveRenderer(protocol, folder, service);
  const paths = new OpenPaths();
  const progress: (number | null)[] = [];
  const open = () =>
    createWindow({ preload, icon: "", state: new WindowStateFile(app.getPath("userData")), dark: true });
  const window = open();
  connectViews({
    ipcMain,
    createChannel: () => new MessageChannelMain(),
    service,
    paths,
    savedFiles: new SavedFiles({ askForPath: async () => null, showInFolder: () => undefined }),
    contents: () => window.webContents,
    address: rendererAddress,
    onProgress: (fraction) => progress.push(fraction),
    log,
  });
  await window.loadURL(rendererAddress);

  const context: ViewContext = { window, open, service, paths, progress, warnings, address: rendererAddress };
  await runCases([
    ...bridgeCases.map(({ name }) => ({
      name,
      run: () => window.webContents.executeJavaScript(`window.runBridgeCase(${JSON.stringify(name)})`),
    })),
    ...viewCases.map(({ name, run }) => ({ name, run: () => run(context) })),
  ]);
}

protocol.registerSchemesAsPrivileged([rendererScheme]);
start().catch((error: unknown) => {
  console.error(error);
  app.exit(1);
});
