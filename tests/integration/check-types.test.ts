import { existsSync, mkdirSync, mkdtempSync, realpathSync, rmSync, writeFileSync } from "node:fs";
import { tmpdir } from "node:os";
import { dirname, join } from "node:path";
import { afterEach, beforeEach, describe, expect, it } from "vitest";
import { checkTypes, type TypeMistake } from "../../src/engine/programs/check-types";
import { findCompiler } from "../../src/engine/programs/find-compiler";
import { installCompiler } from "./support/installed-compiler";

let folder: string;
beforeEach(() => {
  folder = realpathSync(mkdtempSync(join(tmpdir(), "lanescope-check-")));
});
afterEach(() => {
  rmSync(folder, { recursive: true, force: true });
});

function write(name: string, text: string): string {
  const path = join(folder, name);
  mkdirSync(dirname(path), { recursive: true });
  writeFileSync(path, text);
  return path;
}

function check(path: string, signal = new AbortController().signal): Promise<readonly TypeMistake[]> {
  const types = write("library/index.d.ts", "export declare function defineWorkload(title: string): number;");
  return checkTypes(path, types, signal);
}

/** A compiler that leaves a trace of having run. */
const telling = `import { writeFileSync } from "node:fs"; writeFileSync(new URL("ran", import.meta.url), "");`;
const hasRun = (): boolean => existsSync(join(folder, "node_modules/typescript/ran"));

describe("checking the types of a user's file", () => {
  it("knows the library and what the project's own `paths` name", async () => {
    installCompiler(folder);
    write("tsconfig.json", '{ "compilerOptions": { "strict": true, "paths": { "@/*": ["./source/*"] } } }');
    write("source/half.ts", "export const half = (value: number): number => value / 2;");
    const path = write(
      "mine/mine.ts",
      `import { defineWorkload } from "lanescope";
       import { half } from "@/half";
       export const right: number = half(defineWorkload("Mine"));
       export const wrong: number = defineWorkload(3);`,
    );
    expect(await check(path)).toEqual([
      {
        place: "mine.ts:4:52",
        message: "Argument of type 'number' is not assignable to parameter of type 'string'. (TS2345)",
      },
    ]);
  });

  it.each(["package.json", "tsconfig.json"])("runs no compiler from above the folder with a %s", async (name) => {
    installCompiler(folder, telling);
    write(`project/${name}`, "{}");
    expect(await check(write("project/source/mine.ts", ""))).toEqual([]);
    expect(hasRun()).toBe(false);
  });

  it("runs one from above only within a project", async () => {
    installCompiler(folder, telling);
    const path = write("source/mine.ts", "");
    expect(await check(path)).toEqual([]);
    expect(hasRun()).toBe(false);
    write("package.json", "{}");
    await check(path);
    expect(hasRun()).toBe(true);
  });

  it("takes the module that a script without an ending loads: older versions of Node load none such", () => {
    const path = write("mine.ts", "");
    write("node_modules/typescript/package.json", '{ "type": "module", "bin": { "tsc": "./bin/tsc" } }');
    const script = write("node_modules/typescript/bin/tsc", 'import "../lib/tsc.js";');
    expect(findCompiler(path)?.script).toBe(script);
    const loaded = write("node_modules/typescript/lib/tsc.js", "");
    expect(findCompiler(path)?.script).toBe(loaded);
  });

  it("takes none that belongs to another user, nor one in a folder of another's", () => {
    installCompiler(folder, telling);
    const path = write("mine.ts", "");
    const script = join(folder, "node_modules/typescript/start.mjs");
    const found = (others: Readonly<Record<string, number>>): string | undefined =>
      findCompiler(path, { self: 1, of: (at) => others[at] ?? 1 })?.script;
    expect(found({})).toBe(script);
    for (const at of [folder, join(folder, "node_modules"), join(folder, "node_modules/typescript"), script]) {
      expect(found({ [at]: 2 })).toBeUndefined();
    }
    // Whoever the file belongs to was agreed to.
    expect(found({ [script]: 2, [path]: 2 })).toBe(script);
  });

  it.each([
    ["crashes", "throw new RangeError('no heap');", /no heap/],
    [
      "does not know its settings",
      'console.log("error TS5023: Unknown option."); process.exit(1);',
      /^error TS5023: Unknown option\.$/,
    ],
  ])("says so where the compiler %s", async (_what, code, reason) => {
    installCompiler(folder, code);
    await expect(check(write("mine.ts", ""))).rejects.toThrow(reason);
  });

  it("finds nothing once it is not wanted any more", async () => {
    installCompiler(folder, "setInterval(() => undefined, 1_000);");
    const abort = new AbortController();
    const checked = check(write("mine.ts", ""), abort.signal);
    abort.abort();
    expect(await checked).toEqual([]);
  });
});
