import { existsSync, mkdirSync, mkdtempSync, readdirSync, rmSync, writeFileSync } from "node:fs";
import { hostname, tmpdir } from "node:os";
import { basename, dirname, join } from "node:path";
import { afterEach, beforeEach, describe, expect, it } from "vitest";
import { makeSessionFolder } from "../../../src/engine/host/temporary-folder";

/** Of this machine's sessions. */
const prefix = `lanescope-session-${hostname().replace(/[^A-Za-z0-9]/g, "_")}-`;

/** No system gives a process so large a number. */
const deadProcess = 99_999_999;

let parent: string;

beforeEach(() => {
  parent = mkdtempSync(join(tmpdir(), "lanescope-folders-"));
});

afterEach(() => rmSync(parent, { recursive: true, force: true }));

/** Makes a folder with something in it. */
function leave(name: string): string {
  const path = join(parent, name);
  mkdirSync(join(path, "uploads"), { recursive: true });
  writeFileSync(join(path, "uploads", "orders.csv"), "a\n1\n");
  return path;
}

describe("a session's folder", () => {
  it("is new each time, and names the process that made it", () => {
    const [first, second] = [makeSessionFolder(parent), makeSessionFolder(parent)];
    expect(first).not.toBe(second);
    for (const folder of [first, second]) {
      expect(dirname(folder)).toBe(parent);
      expect(basename(folder).startsWith(`${prefix}${process.pid}-`)).toBe(true);
      expect(readdirSync(folder)).toEqual([]);
    }
  });

  it("cannot be made where its parent is missing", () => {
    expect(() => makeSessionFolder(join(parent, "missing"))).toThrow("ENOENT");
  });
});

describe("sweeping what killed sessions left", () => {
  it("deletes the folder of a process that is gone, with all in it", () => {
    const stale = leave(`${prefix}${deadProcess}-abc`);
    makeSessionFolder(parent);
    expect(existsSync(stale)).toBe(false);
  });

  it.each([
    ["whose process is alive", `${prefix}${process.pid}-abc`],
    ["whose process is another user's", `${prefix}1-abc`],
    ["of another machine", `lanescope-session-another-${deadProcess}-abc`],
    ["that has another name", `lanescope-test-${deadProcess}-abc`],
    ["that only looks alike", `my-${prefix}${deadProcess}-abc`],
    ["without a process", `${prefix}abc`],
  ])("leaves a folder %s alone", (_what, name) => {
    const kept = leave(name);
    makeSessionFolder(parent);
    expect(existsSync(join(kept, "uploads", "orders.csv"))).toBe(true);
  });
});
