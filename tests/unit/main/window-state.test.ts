import { mkdtempSync, readdirSync, rmSync, writeFileSync } from "node:fs";
import { tmpdir } from "node:os";
import { join } from "node:path";
import { afterEach, beforeEach, describe, expect, it } from "vitest";
import { WindowStateFile } from "../../../src/main/window-state";

const screen = { x: 0, y: 0, width: 1920, height: 1080 };
const second = { x: 1920, y: -200, width: 1280, height: 1024 };
const state = { bounds: { x: 100, y: 50, width: 1440, height: 900 }, maximized: false };

let folder: string;

beforeEach(() => {
  folder = mkdtempSync(join(tmpdir(), "lanescope-state-"));
});

afterEach(() => {
  rmSync(folder, { recursive: true });
});

function kept(bounds: Partial<typeof state.bounds>, areas = [screen, second]) {
  const file = new WindowStateFile(folder);
  file.write({ ...state, bounds: { ...state.bounds, ...bounds } });
  return file.read(areas);
}

describe("the window's place", () => {
  it("is kept from one start to the next", () => {
    new WindowStateFile(folder).write(state);
    expect(new WindowStateFile(folder).read([screen])).toEqual(state);
    new WindowStateFile(folder).write({ ...state, maximized: true });
    expect(new WindowStateFile(folder).read([screen])).toEqual({ ...state, maximized: true });
    expect(readdirSync(folder)).toEqual(["window.json"]);
  });

  it("is kept though the folder was not there", () => {
    const deeper = join(folder, "not", "there");
    new WindowStateFile(deeper).write(state);
    expect(new WindowStateFile(deeper).read([screen])).toEqual(state);
  });

  it("is none at the first start", () => {
    expect(new WindowStateFile(folder).read([screen])).toBeNull();
  });

  it.each(["", "{", "null", '{"bounds":{"x":1},"maximized":true}', '{"bounds":{"x":"a"}}', "\0\0\0"])(
    "is none when the file holds %j, and can be kept again",
    (content) => {
      writeFileSync(join(folder, "window.json"), content);
      const file = new WindowStateFile(folder);
      expect(file.read([screen])).toBeNull();
      file.write(state);
      expect(file.read([screen])).toEqual(state);
    },
  );

  it("is none when its screen is gone", () => {
    expect(kept({ x: 2100, y: 0 })).not.toBeNull();
    expect(kept({ x: 2100, y: 0 }, [screen])).toBeNull();
    expect(kept({}, [])).toBeNull();
  });

  it.each([
    ["left of it", { x: -1341 }],
    ["right of it", { x: 1821 }],
    ["below it", { y: 1041 }],
    ["with its title bar above it", { y: -1 }],
  ])("is none when the window would be out of reach: %s", (_where, bounds) => {
    expect(kept(bounds, [screen])).toBeNull();
  });

  it.each([
    ["left", { x: -1340 }],
    ["right", { x: 1820 }],
    ["bottom", { y: 1040 }],
    ["top", { y: 0 }],
  ])("is taken when enough of the title bar can be grabbed at the %s", (_where, bounds) => {
    expect(kept(bounds, [screen])).not.toBeNull();
  });
});
