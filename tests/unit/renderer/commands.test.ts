import { describe, expect, it, vi } from "vitest";
import { chordObstacle, chordOf, writesText } from "../../../src/renderer/commands/chord";
import type { Command } from "../../../src/renderer/commands/command";
import { commandAt, keysOf, withDefaultKeys, withKey } from "../../../src/renderer/commands/keys";

const press = (key: string, more = {}) =>
  chordOf({ key, shiftKey: false, ctrlKey: false, metaKey: false, altKey: false, ...more });

const command = (id: string, keys: readonly string[]): Command => ({
  id,
  title: id,
  group: "View",
  keys,
  scope: "timeline",
  applies: () => true,
  run: () => {},
});

describe("what a key press is called", () => {
  it.each([
    ["w", {}, "W"],
    ["W", { shiftKey: true }, "Shift+W"],
    ["ArrowLeft", { altKey: true }, "Alt+←"],
    ["?", { shiftKey: true }, "?"],
    [" ", {}, "Space"],
    ["k", { ctrlKey: true }, "Ctrl+K"],
    ["k", { metaKey: true }, "Ctrl+K"],
    ["Enter", { shiftKey: true }, "Shift+Enter"],
    ["ContextMenu", {}, "Menu"],
    ["+", { ctrlKey: true, shiftKey: true }, "Ctrl++"],
  ])("%s with %o is %s", (key, more, chord) => {
    expect(press(key, more)).toBe(chord);
  });

  it("is nothing while only a modifier is down", () => {
    expect(press("Shift", { shiftKey: true })).toBeNull();
    expect(press("Dead")).toBeNull();
  });

  it("leaves what writes into a field to the field", () => {
    expect(writesText("W")).toBe(true);
    expect(writesText("Shift+W")).toBe(true);
    expect(writesText("Ctrl+K")).toBe(false);
  });

  it("leaves the keyboard what it needs for itself", () => {
    expect(chordObstacle("Tab")).toContain("moves between the controls");
    expect(chordObstacle("Ctrl+C")).toContain("editing text");
    expect(chordObstacle("Ctrl+F")).toBeNull();
  });
});

describe("keys that the user chose", () => {
  const zoom = command("zoom", ["W", "+"]);
  const pan = command("pan", ["A"]);
  const all = [zoom, pan];

  it("go to the command, and another one that had them loses them", () => {
    const own = withKey(all, {}, pan, "W");
    expect(keysOf(pan, own)).toEqual(["W"]);
    expect(keysOf(zoom, own)).toEqual(["+"]);
    expect(commandAt(all, own, "W")).toBe(pan);
    expect(commandAt(all, own, "A")).toBeUndefined();
  });

  it("are forgotten when they are the usual ones again", () => {
    const own = withKey(all, withKey(all, {}, pan, "Q"), pan, "A");
    expect(own).toEqual({});
  });

  it("are given back, also from a command that took a usual one", () => {
    const own = withKey(all, {}, pan, "W");
    const reset = withDefaultKeys(all, own, zoom);
    expect(keysOf(zoom, reset)).toEqual(["W", "+"]);
    expect(keysOf(pan, reset)).toEqual([]);
    expect(withDefaultKeys(all, reset, pan)).toEqual({});
  });

  it("go before keys that another command came with later", () => {
    expect(commandAt(all, { pan: ["W"] }, "W")).toBe(pan);
  });
});

describe("all commands", () => {
  it("have keys of their own and ids of their own", async () => {
    vi.stubGlobal("window", { matchMedia: () => ({ matches: true, addEventListener: () => {} }) });
    const { commands } = await import("../../../src/renderer/commands/registry");
    vi.unstubAllGlobals();
    const keys = commands.flatMap((one) => one.keys);
    expect(keys.filter((key, at) => keys.indexOf(key) !== at)).toEqual([]);
    expect(new Set(commands.map(({ id }) => id)).size).toBe(commands.length);
    expect(keys.map(chordObstacle).filter((obstacle) => obstacle !== null)).toEqual([]);
  });
});
