import { mkdtempSync, readFileSync, rmSync, writeFileSync } from "node:fs";
import { tmpdir } from "node:os";
import { join } from "node:path";
import { afterEach, beforeEach, describe, expect, it } from "vitest";
import { Consents } from "../../../src/engine/service/consents";

let folder: string;
let file: string;
let warnings: string[];
const first = { path: "/home/me/mine.ts", source: "first();" };
const second = { ...first, source: "second();" };

beforeEach(() => {
  folder = mkdtempSync(join(tmpdir(), "lanescope-consents-"));
  file = join(folder, "settings", "allowed.json");
  warnings = [];
});

afterEach(() => rmSync(folder, { recursive: true, force: true }));

function open(path: string | null = file): Consents {
  const log = { info: () => undefined, warn: (message: string) => warnings.push(message), error: () => undefined };
  return new Consents(path, log);
}

describe("consents", () => {
  it("are for a file with its content, and kept over restarts", () => {
    const consents = open();
    expect(consents.has(first)).toBe(false);
    consents.add(first, false);
    expect([consents.has(first), consents.has(second), consents.has({ ...first, path: "/other.ts" })]).toEqual([
      true,
      false,
      false,
    ]);
    expect(open().has(first)).toBe(true);
    expect(readFileSync(file, "utf8")).not.toContain("first()");
  });

  it("for a file's changes end with the session", () => {
    const consents = open();
    consents.add(first, true);
    expect(consents.has(second)).toBe(true);
    expect(open().has(second)).toBe(false);
  });

  it("are taken back all at once", () => {
    const consents = open();
    consents.add(first, true);
    consents.add({ path: "/other.ts", source: "" }, false);
    expect(consents.clear()).toBe(2);
    expect(consents.has(first)).toBe(false);
    expect(open().has(first)).toBe(false);
  });

  it("are forgotten, with a warning, where their file is broken or cannot be written", () => {
    open().add(first, false);
    writeFileSync(file, "{");
    expect(open().has(first)).toBe(false);
    expect(warnings).toEqual([expect.stringContaining("you are asked again")]);
    open(join(file, "below")).add(first, false);
    expect(warnings.at(-1)).toContain("not kept for the next start");
  });

  it("are of this session alone where there is no place for them", () => {
    const consents = open(null);
    consents.add(first, false);
    expect(consents.has(first)).toBe(true);
  });
});
