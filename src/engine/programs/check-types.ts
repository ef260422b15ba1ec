import { execFile } from "node:child_process";
import { existsSync } from "node:fs";
import { mkdtemp, rm, writeFile } from "node:fs/promises";
import { tmpdir } from "node:os";
import { basename, dirname, extname, join, relative, resolve } from "node:path";

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
 * Checks the types of a TypeScript file with the compiler that is installed beside it, in a `node_modules` of its folder or of
 * one above; that folder's `tsconfig.json` counts where there is one. Nothing is written there.
 *
 * @param path Absolute.
 * @param libraryTypes Absolute path of the types of `lanescope`, for files that have it not installed.
 * @param signal Aborted, the compiler is ended, and nothing was found.
 * @returns Empty where there is no mistake, no compiler, or it cannot say.
 */
export async function checkTypes(
  path: string,
  libraryTypes: string,
  signal: AbortSignal,
): Promise<readonly TypeMistake[]> {
  const compiler = typedEndings.includes(extname(path)) ? findAbove(path, "node_modules/.bin/tsc") : null;
  if (compiler === null) return [];
  const folder = await mkdtemp(join(tmpdir(), "lanescope-types-"));
  try {
    const project = join(folder, "tsconfig.json");
    await writeFile(project, JSON.stringify(projectFor(path, compiler, libraryTypes)));
    const words = ["--project", project, "--pretty", "false"];
    return mistakesIn(await output(compiler, words, { cwd: dirname(path), signal }), path);
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

function projectFor(path: string, compiler: string, libraryTypes: string): object {
  const own = findAbove(path, "tsconfig.json");
  const packages = dirname(dirname(compiler));
  const hasLibrary = findAbove(path, "node_modules/lanescope/package.json") !== null;
  return {
    ...(own === null ? {} : { extends: own }),
    files: [path],
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
      ...(hasLibrary ? {} : { paths: { lanescope: [libraryTypes] } }),
      noEmit: true,
      composite: false,
      incremental: false,
      skipLibCheck: true,
    },
  };
}

/** What a compiler printed, however it ended: its code says only whether there were mistakes. */
function output(
  compiler: string,
  words: readonly string[],
  where: { readonly cwd: string; readonly signal: AbortSignal },
): Promise<string> {
  return new Promise((resolve) => {
    const options = { ...where, timeout: limitMs, maxBuffer: mostPrinted, windowsHide: true };
    execFile(compiler, [...words], options, (_error, printed) => resolve(printed));
  });
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
