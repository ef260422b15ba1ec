import type { MenuItemConstructorOptions } from "electron";
import { describe, expect, it, vi } from "vitest";
import { type MenuOptions, menuTemplate } from "../../../src/main/menu";

function menu(options: Partial<MenuOptions> = {}) {
  const handlers = { onOpen: vi.fn(), onOpenFolder: vi.fn(), onShowLog: vi.fn(), onAbout: vi.fn() };
  const template = menuTemplate({ platform: "linux", development: false, ...handlers, ...options });
  const entries = template.flatMap(({ submenu }) => (submenu as MenuItemConstructorOptions[] | undefined) ?? []);
  const click = (label: string): void => {
    const entry = entries.find((one) => one.label === label);
    (entry?.click as (() => void) | undefined)?.();
  };
  return { ...handlers, template, entries, click };
}

describe("the window's menus", () => {
  it("open files, show where the log is, and say what this is", () => {
    const { click, onOpen, onOpenFolder, onShowLog, onAbout } = menu();
    click("Open…");
    click("Open folder…");
    click("Show log file");
    click("About Lanescope");
    for (const handler of [onOpen, onOpenFolder, onShowLog, onAbout]) expect(handler).toHaveBeenCalledTimes(1);
  });

  it("have the log in the help menu on every platform", () => {
    for (const platform of ["linux", "win32", "darwin"] as const) {
      const help = menu({ platform }).template.find(({ role }) => role === "help");
      expect(help?.submenu).toContainEqual(expect.objectContaining({ label: "Show log file" }));
    }
  });

  it("offer developer tools and reload while developing only", () => {
    const roles = (development: boolean) => menu({ development }).entries.map(({ role }) => role);
    expect(roles(false)).not.toContain("toggleDevTools");
    expect(roles(false)).not.toContain("reload");
    expect(roles(true)).toEqual(expect.arrayContaining(["toggleDevTools", "reload"]));
  });

  it("let the user quit: in the app's menu on a Mac, else in the file menu", () => {
    expect(menu({ platform: "darwin" }).template[0]).toEqual({ role: "appMenu" });
    expect(menu({ platform: "darwin" }).entries).not.toContainEqual({ role: "quit" });
    expect(menu({ platform: "win32" }).entries).toContainEqual({ role: "quit" });
  });

  it("take none of the timeline's keys", () => {
    for (const { accelerator } of menu().entries) expect(accelerator ?? "CmdOrCtrl").toMatch(/^CmdOrCtrl/);
  });
});
