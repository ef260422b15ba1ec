import { createHash } from "node:crypto";
import { existsSync, readFileSync } from "node:fs";
import { basename, dirname, extname, join, resolve } from "node:path";
import { pathToFileURL } from "node:url";
import { withCompiler } from "./compiler";
import { emitModule, type Places } from "./emit-module";
import { findModules, type ProgramModule } from "./module-graph";
import { descriptionIn, keepProgram, recallProgram, sourceHash } from "./program-cache";
import { nearestFile } from "./program-file";

/** A program that is ready to run. */
export interface CompiledProgram {
  /** Path of a file that holds this as JSON. */
  readonly description: string;
  /** Real path of its source. */
  readonly source: string;
  /** Path of the compiled file that begins it. */
  readonly entry: string;
  /** URL of each module's compiled file, by the source's URL. */
  readonly modules: Readonly<Record<string, string>>;
  /** What its source held when it was compiled. */
  readonly text: string;
  /** Hashes of all its other files, by path: modules as they were compiled, what else it loads as it is now; none of packages. */
  readonly others: Readonly<Record<string, string>>;
}

/** As it is kept. */
interface KeptProgram extends CompiledProgram {
  /** Paths of what it loads and is not compiled. */
  readonly loaded: readonly string[];
}

export interface CompileOptions {
  /** The user's cache folder for Lanescope. */
  readonly cacheFolder: string;
  /** Folder of the built library. */
  readonly library: string;
  /** Lanescope's version. */
  readonly version: string;
  /** What the code is to run on, such as `node20.19`. */
  readonly target: string;
}

/**
 * Makes a program ready to run: its modules become JavaScript, each a file of its own in the format that it has, in the
 * cache folder. What was compiled before is used again, unless something it was made from has changed.
 *
 * @param source Real path of its first module.
 * @throws {FaultError} `program-broken`, `compiler-missing`, `cache-unwritable`.
 */
export async function compileProgram(source: string, options: CompileOptions): Promise<CompiledProgram> {
  const { library, version, target } = options;
  const folder = join(options.cacheFolder, "programs");
  const key = JSON.stringify({ source, library, version, target });
  const known = recallProgram(folder, key);
  return withLoaded(known ?? (await withCompiler(() => compileAnew(source, options, folder, key))));
}

/** A program as it is kept, with the hashes of what it loads as it is. */
function withLoaded(description: string): CompiledProgram {
  const { loaded, ...program } = JSON.parse(readFileSync(description, "utf8")) as KeptProgram;
  const hashes = loaded.map((path) => [path, contentHash(path)] as const);
  return { ...program, others: { ...program.others, ...Object.fromEntries(hashes) } };
}

function contentHash(path: string): string {
  // What was deleted meanwhile cannot be loaded, either.
  return existsSync(path) ? createHash("sha256").update(readFileSync(path)).digest("hex") : "";
}

/** @returns Path of the file that describes it. */
async function compileAnew(
  source: string,
  { library, target }: CompileOptions,
  folder: string,
  key: string,
): Promise<string> {
  const modules = await findModules(source, target);
  const origin = { key, files: decidingFiles(modules), found: modules, isWhole: modules.every(isWhole) };
  return await keepProgram(folder, origin, async (programFolder) => {
    const names = new Map(modules.map(({ path, format }, index) => [path, fileName(path, format, index)]));
    const places: Places = { names, folder: programFolder, library, target };
    const emitted = await Promise.all(modules.map((module) => emitModule(module, places)));
    const sources = new Map(emitted.map((one, index) => [modules[index]!.path, one.source]));
    const program: KeptProgram = {
      description: descriptionIn(programFolder),
      source,
      entry: join(programFolder, names.get(source)!),
      modules: Object.fromEntries(
        [...names].map(([path, name]) => [pathToFileURL(path).href, pathToFileURL(join(programFolder, name)).href]),
      ),
      text: sources.get(source)!,
      others: Object.fromEntries(
        [...sources].filter(([path]) => path !== source).map(([path, text]) => [path, sourceHash(text)]),
      ),
      loaded: loadedFiles(modules),
    };
    return {
      program,
      files: new Map(emitted.map(({ code }, index) => [names.get(modules[index]!.path)!, code])),
      sources,
    };
  });
}

/** @param description Path of the file that holds it. */
export function readProgram(description: string): CompiledProgram {
  return JSON.parse(readFileSync(description, "utf8")) as CompiledProgram;
}

/** @returns Such as `0-counter.mjs`: the extension tells Node the format, the number makes it unique. */
function fileName(path: string, format: "esm" | "cjs", index: number): string {
  // Modules import each other by it, and in a URL some characters mean something.
  const name = basename(path, extname(path)).replace(/[^\w.-]/g, "_");
  return `${index}-${name}.${format === "esm" ? "mjs" : "cjs"}`;
}

/** What is loaded as it is, and belongs to no package: data, native addons. */
function loadedFiles(modules: readonly ProgramModule[]): readonly string[] {
  const paths = modules.flatMap(({ imports }) =>
    imports.flatMap(({ target }) => (target.type === "file" ? [target.path] : [])),
  );
  return [...new Set(paths.filter((path) => !/[\\/]node_modules[\\/]/.test(path)))];
}

/** Whether all that it imports was there. */
function isWhole({ imports }: ProgramModule): boolean {
  return imports.every(({ target }) => target.type !== "missing");
}

/** All files that decide what comes out: sources, and what says how to read them and where packages begin. */
function decidingFiles(modules: readonly ProgramModule[]): readonly string[] {
  const files = new Set<string>();
  for (const { path, imports } of modules) {
    files.add(path);
    const packages = imports.flatMap(({ target }) => (target.type === "file" ? [dirname(target.path)] : []));
    for (const folder of [dirname(path), ...packages]) {
      const manifest = nearestFile(folder, "package.json");
      if (manifest !== null) files.add(manifest);
    }
    const settings = nearestFile(dirname(path), "tsconfig.json");
    if (settings !== null) addSettings(settings, files);
  }
  return [...files];
}

/** Adds a tsconfig.json and the files that it extends by their paths; what comes from packages changes with these. */
function addSettings(path: string, files: Set<string>): void {
  if (files.has(path) || !existsSync(path)) return;
  files.add(path);
  const [, extended = ""] = /"extends"\s*:\s*(\[[^\]]*\]|"[^"]*")/.exec(readFileSync(path, "utf8")) ?? [];
  for (const [, name] of extended.matchAll(/"(\.[^"]*)"/g)) {
    addSettings(resolve(dirname(path), name!.endsWith(".json") ? name! : `${name}.json`), files);
  }
}
