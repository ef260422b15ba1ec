import { execFile } from "node:child_process";
import { existsSync } from "node:fs";
import { mkdir, mkdtemp, rm, writeFile } from "node:fs/promises";
import { tmpdir } from "node:os";
import { basename, dirname, extname, join, relative, resolve } from "node:path";
import { findCompiler, type InstalledCompiler } from "./find-compiler";

/** Something in a TypeScript file that its types forbid. */
export interface TypeMistake {
  /** `name:line:column`, both from 1. */
  readonly place: string;
  /** The compiler's words, with its number. */
  readonly message: string;
}

/** Milliseconds that the compiler may take: nobody waits for it. */
const limitMs = 60_000;

/** Characters of what it prints. */
const mostPrinted = 4 * 1024 * 1024;

const typedEndings: readonly string[] = [".ts", ".mts", ".cts", ".tsx"];

/**
 * Checks the types of a TypeScript file with the compiler of its project (`findCompiler`); the nearest `tsconfig.json` counts
 * where there is one. Nothing is written there.
 *
 * @param path Absolute.
 * @param libraryTypes Absolute path of the types of `lanescope`, for files that have it not installed.
 * @param signal Aborted, the compiler is ended, and nothing was found.
 * @returns Empty where there is no mistake, or no compiler.
 * @throws {Error} Where the compiler did not run, or could not say.
 */
export async function checkTypes(
  path: string,
  libraryTypes: string,
  signal: AbortSignal,
): Promise<readonly TypeMistake[]> {
  const compiler = typedEndings.includes(extname(path)) ? findCompiler(path) : null;
  if (compiler === null) return [];
  const folder = await mkdtemp(join(tmpdir(), "lanescope-types-"));
  try {
    const hasLibrary = findAbove(path, "node_modules/lanescope/package.json") !== null;
    const files = hasLibrary ? [path] : [await declareLibrary(folder, libraryTypes), path];
    const project = join(folder, "tsconfig.json");
    await writeFile(project, JSON.stringify(projectFor(path, files, compiler)));
    const words = ["--project", project, "--pretty", "false"];
    const { printed, failure } = await output(compiler.script, words, { cwd: dirname(path), signal });
    if (signal.aborted) return [];
    // It ends with a code of its own where it found mistakes.
    if (failure !== null && !placedError.test(printed)) throw new Error(reasonOf(printed, failure));
    return mistakesIn(printed, path);
  } finally {
    await rm(folder, { recursive: true, force: true });
  }
}

/** The nearest path of that name in a file's folder or in one above it. */
function findAbove(path: string, name: string): string | null {
  for (let folder = dirname(path); ; folder = dirname(folder)) {
    const found = join(folder, name);
    if (existsSync(found)) return found;
    if (folder === dirname(folder)) return null;
  }
}

/**
 * Makes `lanescope` known as a module: by `paths` it would take the place of the user's own ones.
 *
 * @returns The path of what declares it.
 */
async function declareLibrary(folder: string, libraryTypes: string): Promise<string> {
  // A declared module takes nothing from a file by its path, only from a package.
  const home = join(folder, "node_modules/lanescope-types");
  await mkdir(home, { recursive: true });
  const from = JSON.stringify(libraryTypes.replace(/\.d\.ts$/, ".js"));
  await writeFile(join(home, "index.d.ts"), `export * from ${from};\n`);
  const declaration = join(folder, "lanescope.d.ts");
  await writeFile(declaration, 'declare module "lanescope" {\n  export * from "lanescope-types";\n}\n');
  return declaration;
}

function projectFor(path: string, files: readonly string[], { packages }: InstalledCompiler): object {
  const own = findAbove(path, "tsconfig.json");
  return {
    ...(own === null ? {} : { extends: own }),
    files,
    include: [],
    compilerOptions: {
      ...(own === null
        ? {
            target: "es2022",
            module: "esnext",
            moduleResolution: "bundler",
            strict: true,
            typeRoots: [join(packages, "@types")],
          }
        : {}),
      noEmit: true,
      composite: false,
      incremental: false,
      skipLibCheck: true,
    },
  };
}

interface Output {
  readonly printed: string;
  /** Null where it ended well. */
  readonly failure: Error | null;
}

/** Runs a compiler on the Node of this process, which is there whatever else is installed. */
function output(
  script: string,
  words: readonly string[],
  where: { readonly cwd: string; readonly signal: AbortSignal },
): Promise<Output> {
  return new Promise((resolve) => {
    // Electron is a Node, too, where it is told so.
    const env = process.versions.electron === undefined ? process.env : { ...process.env, ELECTRON_RUN_AS_NODE: "1" };
    const options = { ...where, env, timeout: limitMs, maxBuffer: mostPrinted, windowsHide: true };
    execFile(process.execPath, [script, ...words], options, (failure, printed) => resolve({ printed, failure }));
  });
}

/** A mistake in a file with types, whoever's it is: with one of these a compiler has done its work. */
const placedError = /^.+?\.[mc]?tsx?\(\d+,\d+\): error TS\d+: /m;

/** Why a compiler could not say: its own words, where it has some, else those of whoever started it. */
function reasonOf(printed: string, failure: Error): string {
  const [line] = printed.split(/\r?\n/).filter((text) => /error TS\d+: /.test(text));
  return (
    line ??
    ("killed" in failure && failure.killed === true ? `it took more than ${limitMs / 1_000} s` : failure.message.trim())
  );
}

/** Those in the file and in others of the user's: a package's are not for him to mend. */
function mistakesIn(printed: string, path: string): readonly TypeMistake[] {
  const folder = dirname(path);
  return [...printed.matchAll(/^(.+?)\((\d+),(\d+)\): error (TS\d+): (.*)$/gm)].flatMap(
    ([, file = "", line, column, number, text]) => {
      const at = resolve(folder, file);
      if (!typedEndings.includes(extname(at)) || at.includes("node_modules")) return [];
      const name = at === path ? basename(path) : relative(folder, at);
      return { place: `${name}:${line}:${column}`, message: `${text} (${number})` };
    },
  );
}
