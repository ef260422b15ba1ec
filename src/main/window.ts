import { BrowserWindow, screen } from "electron";
import type { WindowStateFile } from "./window-state";

const defaultSize = { width: 1440, height: 900 } as const;
const minimumSize = { minWidth: 960, minHeight: 600 } as const;

/** The app's background in either theme (visual.md, "surface app"), so that nothing flashes before the page is there. */
const backgrounds = { dark: "#0B0D10", light: "#E9EBEF" } as const;

export interface WindowOptions {
  readonly preload: string;
  /** Of the window in the taskbar, where the platform does not take it from the app's package. */
  readonly icon: string;
  readonly state: WindowStateFile;
  readonly dark: boolean;
}

/** Creates the window, shown once its page has something to show. The page gets no Node and no access to the system. */
export function createWindow({ preload, icon, state, dark }: WindowOptions): BrowserWindow {
  const kept = state.read(screen.getAllDisplays().map(({ workArea }) => workArea));
  const window = new BrowserWindow({
    ...(kept?.bounds ?? defaultSize),
    ...minimumSize,
    show: false,
    title: "Lanescope",
    icon,
    backgroundColor: dark ? backgrounds.dark : backgrounds.light,
    webPreferences: {
      preload,
      sandbox: true,
      contextIsolation: true,
      nodeIntegration: false,
      webviewTag: false,
      spellcheck: false,
    },
  });
  if (kept?.maximized === true) window.maximize();
  window.once("ready-to-show", () => window.show());
  return window;
}

/** Keeps where the window is for the next start. */
export function keepWindowState(window: BrowserWindow, state: WindowStateFile): void {
  state.write({ bounds: window.getNormalBounds(), maximized: window.isMaximized() });
}
