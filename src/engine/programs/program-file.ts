import { readFileSync, realpathSync, statSync } from "node:fs";
import { dirname, extname, join, resolve } from "node:path";
import { fail } from "../../shared/fault";

/** What a program may be written in; everything else that a program imports is left where it is. */
const extensions: ReadonlySet<string> = new Set([".ts", ".mts", ".cts", ".tsx", ".js", ".mjs", ".cjs", ".jsx"]);

export type ModuleFormat = "esm" | "cjs";

/** Whether a file is compiled where a program reaches it. */
export function isModuleFile(path: string): boolean {
  return extensions.has(extname(path));
}

/**
 * Finds a program.
 *
 * @param path As it was typed.
 * @returns Its real path: Node, too, takes the place that a link leads to for a program's own.
 * @throws {FaultError} `program-missing`, `program-unsuitable`.
 */
export function findProgram(path: string): string {
  const absolute = resolve(path);
  let isFile: boolean;
  try {
    isFile = statSync(absolute).isFile();
  } catch (error) {
    const { code } = error as NodeJS.ErrnoException;
    if (code !== "ENOENT" && code !== "ENOTDIR") throw error;
    return fail("program-missing", `There is no file ${absolute}. Name a TypeScript or JavaScript file.`);
  }
  if (!isFile) fail("program-unsuitable", `${absolute} is no file. Name a TypeScript or JavaScript file.`);
  if (!isModuleFile(absolute)) {
    fail(
      "program-unsuitable",
      `${absolute} is no program: its name has to end in one of ${[...extensions].join(", ")}.`,
    );
  }
  return realpathSync(absolute);
}

/**
 * Whether a module is an ES module, as Node decides it: by its extension, by the nearest package.json, by its syntax.
 *
 * @param syntax What its syntax says: import and export, import.meta and await at the top are those of an ES module.
 */
export function formatOf(path: string, syntax: ModuleFormat): ModuleFormat {
  const extension = extname(path);
  if (extension === ".mts" || extension === ".mjs") return "esm";
  if (extension === ".cts" || extension === ".cjs") return "cjs";
  const manifest = nearestFile(dirname(path), "package.json");
  const type = manifest === null ? undefined : typeField(readFileSync(manifest, "utf8"));
  if (type === "module") return "esm";
  return type === "commonjs" ? "cjs" : syntax;
}

/** The file of that name in the folder or the nearest one above; null where there is none. */
export function nearestFile(folder: string, name: string): string | null {
  for (let at = folder; ; at = dirname(at)) {
    const candidate = join(at, name);
    if (statSync(candidate, { throwIfNoEntry: false })?.isFile() === true) return candidate;
    if (at === dirname(at)) return null;
  }
}

function typeField(manifest: string): unknown {
  try {
    return (JSON.parse(manifest) as { type?: unknown } | null)?.type;
  } catch {
    // A broken package.json says nothing; Node and npm complain about it where it matters.
    return undefined;
  }
}
