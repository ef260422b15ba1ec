import { existsSync, mkdirSync, mkdtempSync, readdirSync, rmSync, utimesSync, writeFileSync } from "node:fs";
import { tmpdir } from "node:os";
import { basename, dirname, join } from "node:path";
import { afterEach, beforeEach, describe, expect, it } from "vitest";
import { makeSessionFolder } from "../../../src/engine/service/temporary-folder";

/** No system gives a process so large a number. */
const deadProcess = 99_999_999;

let parent: string;

beforeEach(() => {
  parent = mkdtempSync(join(tmpdir(), "lanescope-folders-"));
});

afterEach(() => rmSync(parent, { recursive: true, force: true }));

/** Makes a folder with something in it, as old as said. */
function leave(name: string, ageMinutes: number): string {
  const path = join(parent, name);
  mkdirSync(join(path, "uploads"), { recursive: true });
  writeFileSync(join(path, "uploads", "orders.csv"), "a\n1\n");
  const atSeconds = Date.now() / 1_000 - ageMinutes * 60;
  utimesSync(path, atSeconds, atSeconds);
  return path;
}

describe("a session's folder", () => {
  it("is new each time, and names the process that made it", () => {
    const [first, second] = [makeSessionFolder(parent), makeSessionFolder(parent)];
    expect(first).not.toBe(second);
    for (const folder of [first, second]) {
      expect(dirname(folder)).toBe(parent);
      expect(basename(folder)).toMatch(new RegExp(`^lanescope-session-${process.pid}-`));
      expect(readdirSync(folder)).toEqual([]);
    }
  });

  it("cannot be made where its parent is missing", () => {
    expect(() => makeSessionFolder(join(parent, "missing"))).toThrow("ENOENT");
  });
});

describe("sweeping what killed sessions left", () => {
  it("deletes the folder of a process that is gone for a while, with all in it", () => {
    const stale = leave(`lanescope-session-${deadProcess}-abc`, 11);
    makeSessionFolder(parent);
    expect(existsSync(stale)).toBe(false);
  });

  it.each([
    ["whose process is alive", `lanescope-session-${process.pid}-abc`, 600],
    ["whose process is another user's", "lanescope-session-1-abc", 600],
    ["that is young, since its process may be on another machine", `lanescope-session-${deadProcess}-abc`, 8],
    ["that has another name", `lanescope-test-${deadProcess}-abc`, 600],
    ["that only looks alike", `my-lanescope-session-${deadProcess}-abc`, 600],
    ["without a process", "lanescope-session-abc", 600],
  ])("leaves a folder %s alone", (_what, name, ageMinutes) => {
    const kept = leave(name, ageMinutes);
    makeSessionFolder(parent);
    expect(existsSync(join(kept, "uploads", "orders.csv"))).toBe(true);
  });
});
