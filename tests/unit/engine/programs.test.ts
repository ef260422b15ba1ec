import { mkdirSync, mkdtempSync, readFileSync, rmSync, writeFileSync } from "node:fs";
import { tmpdir } from "node:os";
import { join } from "node:path";
import { afterEach, beforeEach, describe, expect, it, vi } from "vitest";
import { Consents } from "../../../src/engine/service/consents";
import { Programs } from "../../../src/engine/service/programs";
import { FaultError } from "../../../src/shared/fault";

const silent = { info: () => undefined, warn: () => undefined, error: () => undefined };
let folder: string;
let programs: Programs;
const told = vi.fn();
const code = { entry: "/cache/one.mjs", modules: {} };
/** Hashes of what the program imports. */
let others: Record<string, string>;
const compile = vi.fn(async (path: string) => ({ ...code, text: readFileSync(path, "utf8"), others }));

beforeEach(() => {
  folder = mkdtempSync(join(tmpdir(), "lanescope-programs-"));
  mkdirSync(join(folder, "examples"));
  writeFileSync(join(folder, "examples", "pool.ts"), "// Two chunks, two processes.\n// Watch both lanes.\n\nrun();\n");
  writeFileSync(join(folder, "examples", "notes.txt"), "no program");
  mkdirSync(join(folder, "examples.ts"));
  vi.clearAllMocks();
  others = {};
  programs = new Programs(join(folder, "examples"), join(folder, "added"), compile, new Consents(null, silent), told);
});

afterEach(() => rmSync(folder, { recursive: true, force: true }));

function file(name: string, source: string): string {
  const path = join(folder, name);
  writeFileSync(path, source);
  return path;
}

describe("programs", () => {
  it("are the bundled examples at first, with what their first comment says to watch", async () => {
    expect(programs.list()).toMatchObject([
      { name: "pool.ts", origin: "example", isTrusted: true, summary: "Two chunks, two processes. Watch both lanes." },
    ]);
    expect(await programs.ready("example:pool.ts")).toMatchObject({ name: "pool.ts", code });
  });

  it("are there without examples, too", () => {
    expect(
      new Programs(join(folder, "missing"), join(folder, "added"), compile, new Consents(null, silent), told).list(),
    ).toEqual([]);
  });

  it("of a file run only once the user agreed to what it holds", async () => {
    const path = file("mine.ts", "first();");
    const { id, isTrusted, source } = await programs.open(path);
    expect({ isTrusted, source }).toEqual({ isTrusted: false, source: "first();" });
    await expect(programs.ready(id)).rejects.toMatchObject({ code: "program-untrusted" });
    expect(programs.trust(id, false).isTrusted).toBe(true);
    expect(await programs.ready(id)).toMatchObject({ path, code });
    expect(told).toHaveBeenLastCalledWith(expect.arrayContaining([expect.objectContaining({ id, isTrusted: true })]));
  });

  it("need another consent when the file has changed, and none when it is as it was", async () => {
    const path = file("mine.ts", "first();");
    const { id } = await programs.open(path);
    programs.trust(id, false);
    file("mine.ts", "second();");
    await expect(programs.ready(id)).rejects.toMatchObject({ code: "program-untrusted" });
    expect(programs.list().find((one) => one.id === id)).toMatchObject({ source: "second();", isTrusted: false });
    file("mine.ts", "first();");
    expect((await programs.open(path)).isTrusted).toBe(true);
  });

  it("need another consent when a file that they import has changed", async () => {
    others = { "/helper.ts": "first" };
    const { id } = await programs.open(file("mine.ts", "run();"));
    programs.trust(id, false);
    expect(await programs.ready(id)).toMatchObject({ code: { others } });
    others = { "/helper.ts": "second" };
    await expect(programs.ready(id)).rejects.toMatchObject({ code: "program-untrusted" });
    programs.trust(id, true);
    others = { "/helper.ts": "third" };
    expect(await programs.ready(id)).toMatchObject({ code: { others } });
  });

  it("are agreed to as they were compiled, though the file is written to at that moment", async () => {
    const path = file("mine.ts", "first();");
    const { id } = await programs.open(path);
    programs.trust(id, false);
    compile.mockImplementationOnce(async () => {
      file("mine.ts", "second();");
      return { ...code, text: "second();", others };
    });
    await expect(programs.ready(id)).rejects.toMatchObject({ code: "program-untrusted" });
    expect(programs.list().find((one) => one.id === id)).toMatchObject({ source: "second();", isTrusted: false });
  });

  it("that came by their source are agreed to as they are, never with changes", async () => {
    const { id } = await programs.add("mine.ts", "first();");
    programs.trust(id, true);
    expect(await programs.ready(id)).toMatchObject({ code });
    expect((await programs.add("mine.ts", "second();")).isTrusted).toBe(false);
  });

  it("that cannot be compiled are shown, and say why when they are to run", async () => {
    const fault = new FaultError({ code: "program-broken", message: "mine.ts:1:1: no" });
    compile.mockRejectedValueOnce(fault).mockRejectedValueOnce(fault);
    const { id, source } = await programs.open(file("mine.ts", "first("));
    expect(source).toBe("first(");
    programs.trust(id, false);
    await expect(programs.ready(id)).rejects.toBe(fault);
  });

  it.each([
    ["a table", () => file("data.csv", "a,b"), "is no program"],
    ["a file that is not there", () => join(folder, "missing.ts"), "there is no such file"],
    ["a folder", () => join(folder, "examples.ts"), "it is a folder"],
    ["a huge file", () => file("huge.js", " ".repeat(2 ** 21 + 1)), "2 MB at most"],
  ])("are never made of %s", async (_what, path, message) => {
    await expect(programs.open(path())).rejects.toMatchObject({
      code: "program-unsuitable",
      message: expect.stringContaining(message),
    });
  });

  it("come by their source where there is no path", async () => {
    const { id, path, source } = await programs.add("mine.mjs", "first();");
    expect([source, readFileSync(path, "utf8")]).toEqual(["first();", "first();"]);
    expect(await programs.add("mine.mjs", "first();")).toMatchObject({ id });
    await expect(programs.add("../mine.mjs", "")).rejects.toMatchObject({ code: "program-unsuitable" });
  });

  it("that nobody opened are unknown", async () => {
    await expect(programs.ready("file:/no")).rejects.toMatchObject({ code: "program-unknown" });
  });
});
