import type { MenuItemConstructorOptions } from "electron";

export interface MenuOptions {
  readonly platform: NodeJS.Platform;
  /** Adds what only developers of Lanescope need. */
  readonly development: boolean;
  readonly onOpen: () => void;
  readonly onOpenFolder: () => void;
  readonly onShowLog: () => void;
  readonly onAbout: () => void;
}

/** The window's menus. The page's own keys (W, A, S, D …) have none here. */
export function menuTemplate(options: MenuOptions): MenuItemConstructorOptions[] {
  const { platform, development, onOpen, onOpenFolder, onShowLog, onAbout } = options;
  const isMac = platform === "darwin";
  const separator: MenuItemConstructorOptions = { type: "separator" };
  return [
    ...(isMac ? [{ role: "appMenu" } as const] : []),
    {
      label: "&File",
      submenu: [
        { label: "Open…", accelerator: "CmdOrCtrl+O", click: onOpen },
        { label: "Open folder…", click: onOpenFolder },
        ...(isMac ? [] : [separator, { role: "quit" } as const]),
      ],
    },
    { role: "editMenu" },
    {
      label: "&View",
      submenu: [
        ...(development ? [{ role: "reload" } as const, { role: "toggleDevTools" } as const, separator] : []),
        { role: "resetZoom" },
        { role: "zoomIn" },
        { role: "zoomOut" },
        separator,
        { role: "togglefullscreen" },
      ],
    },
    {
      role: "help",
      submenu: [
        { label: "Show log file", click: onShowLog },
        ...(isMac ? [] : [{ label: "About Lanescope", click: onAbout }]),
      ],
    },
  ];
}
