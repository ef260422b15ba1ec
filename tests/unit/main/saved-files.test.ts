import { existsSync, mkdtempSync, readFileSync, rmSync } from "node:fs";
import { tmpdir } from "node:os";
import { join } from "node:path";
import { afterEach, beforeEach, describe, expect, it } from "vitest";
import { SavedFiles } from "../../../src/main/saved-files";

let folder: string;

beforeEach(() => {
  folder = mkdtempSync(join(tmpdir(), "lanescope-saved-"));
});
afterEach(() => rmSync(folder, { recursive: true }));

/** @param chosen What the user says, null for no. */
function savedFiles(chosen: string | null) {
  const suggested: string[] = [];
  const shown: string[] = [];
  const subject = new SavedFiles({
    askForPath: async (name) => {
      suggested.push(name);
      return chosen;
    },
    showInFolder: (path) => shown.push(path),
  });
  return { subject, suggested, shown };
}

describe("a file that is saved", () => {
  it("is written where the user says, and can be shown there", async () => {
    const path = join(folder, "sums.csv");
    const { subject, suggested, shown } = savedFiles(path);
    expect(await subject.save("result.csv", "a,b\n")).toEqual({ ok: true, value: { path } });
    expect([suggested, readFileSync(path, "utf8")]).toEqual([["result.csv"], "a,b\n"]);
    subject.show(path);
    expect(shown).toEqual([path]);
  });

  it("is not written where the user decides against it", async () => {
    const { subject } = savedFiles(null);
    expect(await subject.save("result.csv", "a,b\n")).toEqual({ ok: true, value: null });
  });

  it("that cannot be written says where and why", async () => {
    const path = join(folder, "gone", "sums.csv");
    const { subject, shown } = savedFiles(path);
    expect(await subject.save("result.csv", "a,b\n")).toMatchObject({
      ok: false,
      fault: { message: `${path} cannot be written: its folder is gone. Choose another folder.` },
    });
    subject.show(path);
    expect(shown).toEqual([]);
  });

  it("is suggested without the folders that a page may name", async () => {
    const { subject, suggested } = savedFiles(null);
    await subject.save("../../etc/passwd", "");
    expect(suggested).toEqual(["passwd"]);
  });

  it("needs a name and a text", async () => {
    const { subject, suggested } = savedFiles(null);
    expect(await subject.save(7, "a")).toMatchObject({ ok: false, fault: { code: "bad-request" } });
    expect(await subject.save("a", undefined)).toMatchObject({ ok: false, fault: { code: "bad-request" } });
    expect(suggested).toEqual([]);
  });
});

describe("a place for something new", () => {
  it("is asked for, and nothing is written there", async () => {
    const path = join(folder, "filtered");
    const { subject, suggested, shown } = savedFiles(path);
    expect(await subject.choose("../images-filtered")).toEqual({ ok: true, value: { path } });
    expect(suggested).toEqual(["images-filtered"]);
    expect(existsSync(path)).toBe(false);
    subject.show(path);
    expect(shown).toEqual([]);
    expect(await savedFiles(null).subject.choose("a")).toEqual({ ok: true, value: null });
    expect(await subject.choose(7)).toMatchObject({ ok: false, fault: { code: "bad-request" } });
  });
});

it("no other file of the disk is shown", () => {
  const { subject, shown } = savedFiles(null);
  subject.show("/etc/passwd");
  subject.show(undefined);
  expect(shown).toEqual([]);
});
