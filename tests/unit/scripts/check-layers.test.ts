import { mkdirSync, mkdtempSync, rmSync, writeFileSync } from "node:fs";
import { tmpdir } from "node:os";
import { dirname, join } from "node:path";
import { afterEach, describe, expect, it } from "vitest";
import { checkLayers } from "../../../scripts/check-layers.mjs";
import { layers, reachableFrom } from "../../../scripts/layers.mjs";

let root: string | null = null;

afterEach(() => {
  if (root !== null) rmSync(root, { recursive: true });
  root = null;
});

/** Checks a project of these files. */
function check(files: Readonly<Record<string, string>>): readonly string[] {
  root = mkdtempSync(join(tmpdir(), "layers-"));
  for (const [path, source] of Object.entries(files)) {
    mkdirSync(dirname(join(root, path)), { recursive: true });
    writeFileSync(join(root, path), source);
  }
  return checkLayers(root).violations.map(({ file, line, message }) => `${file}:${line} ${message}`);
}

describe("the layer rules", () => {
  it("accept the project's own sources", () => {
    expect(checkLayers(join(import.meta.dirname, "../../..")).violations).toEqual([]);
  });

  it("accept imports of an allowed layer, of the own layer and of packages", () => {
    const violations = check({
      "src/engine/host/pool.ts": [
        `import { readFileSync } from "node:fs";`,
        `import { z } from "zod";`,
        `import type { Fault } from "../../shared/fault";`,
        `import { lane } from "./lane";`,
      ].join("\n"),
    });
    expect(violations).toEqual([]);
  });

  const host = "../engine/host/pool";
  it.each([
    ["an import", `import { Pool } from "${host}";`],
    ["an import of a type", `import type { Pool } from "${host}";`],
    ["an import for its effect", `import "${host}";`],
    ["a re-export", `export { Pool } from "${host}";`],
    ["a re-export of everything", `export * from "${host}";`],
    ["a re-export of a type", `export type { Pool } from "${host}";`],
    ["an inline type", `export type Mine = import("${host}").Pool;`],
    ["a dynamic import", `export const pool = await import("${host}");`],
    ["a dynamic import by a template", `export const pool = () => import(\`${host}\`);`],
    ["a require", `const pool = require("${host}");`],
    ["an import assignment", `import pool = require("${host}");`],
    ["a module's address", `new Worker(new URL("${host}.ts", import.meta.url));`],
  ])("refuse %s from workers to host", (_kind, source) => {
    const [violation, ...others] = check({ "src/workers/task.ts": `// A comment.\n${source}\n` });
    expect(violation).toMatch(/^src\/workers\/task\.ts:2 layer "workers" must not import layer "host"/);
    expect(others).toEqual([]);
  });

  it("refuse an import that is not written out, for nobody can check it", () => {
    const [violation] = check({ "src/workers/task.ts": `export const load = (name: string) => import(name);` });
    expect(violation).toContain("not written out");
  });

  it("let only the Electron shell and its preload import electron", () => {
    const violations = check({
      "src/main/index.ts": `import { app } from "electron";`,
      "src/preload/index.ts": `import { contextBridge } from "electron";`,
      "src/engine/host/pool.ts": `import { utilityProcess } from "electron";`,
      "src/server/index.ts": `import type { App } from "electron/main";`,
    });
    expect(violations).toHaveLength(2);
    expect(violations[0]).toContain('src/engine/host/pool.ts:1 layer "host" must not import the package electron');
    expect(violations[1]).toContain('src/server/index.ts:1 layer "server" must not import the package electron');
  });

  it("keep React out of the timeline, though the renderer may use it", () => {
    const violations = check({
      "src/renderer/views/app.tsx": `import { useState } from "react"; export const view = <p>{String(useState)}</p>;`,
      "src/renderer/timeline/draw.ts": `import { useState } from "react/index"; export { useState };`,
    });
    expect(violations).toEqual([
      "src/renderer/timeline/draw.ts:1 src/renderer/timeline must not import the package react",
    ]);
  });

  it("keep Node out of what runs in a browser", () => {
    const violations = check({
      "src/renderer/app.ts": `import { join } from "node:path"; export { join };`,
      "src/shared/units.ts": `export * from "node:os";`,
      "src/server/index.ts": `export * from "node:os";`,
    });
    expect(violations).toHaveLength(2);
  });

  it("refuse a source folder that no layer claims, and tests or scripts as a source", () => {
    const violations = check({
      "src/misc/helper.ts": `import "../shared/fault";`,
      "src/shared/a.ts": `import "../../tests/helper";`,
      "src/shared/b.ts": `import "../misc/helper";`,
    });
    expect(violations).toHaveLength(3);
  });

  it("let the bundle of an entry hold what its layer may reach through others, and nothing else", () => {
    expect([...reachableFrom("preload")].sort()).toEqual(["preload", "shared"]);
    const ofWorkers = reachableFrom("workers");
    for (const name of ["child", "memory", "workloads"]) expect(ofWorkers).toContain(name);
    for (const name of ["host", "service", "recorder", "shells", "main"]) expect(ofWorkers).not.toContain(name);
  });

  it("name only layers that exist", () => {
    const names = layers.map((layer) => layer.name);
    for (const layer of layers) expect(names).toEqual(expect.arrayContaining([...layer.may]));
  });
});
