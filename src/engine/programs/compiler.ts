import { resolve } from "node:path";
import type { BuildFailure, BuildOptions, BuildResult, Message } from "esbuild";
import { FaultError, fail } from "../../shared/fault";

/** How the compiler says that something needs an ES module. */
const commonJsOnly = / with the "cjs" output format( and will be empty)?$/;

const commonJsWords =
  ' in a CommonJS module, which this is by its extension or the nearest package.json: name it .mts or .mjs, or write "type": "module" there';

/** Pieces of work that need the compiler now. */
let users = 0;

/** Lets the compiler, which is a process of its own, live until `body` is over. */
export async function withCompiler<Result>(body: () => Promise<Result>): Promise<Result> {
  users++;
  try {
    return await body();
  } finally {
    users--;
    if (users === 0) await (await import("esbuild")).stop();
  }
}

/**
 * Runs the compiler; writes nothing.
 *
 * @throws {FaultError} `program-broken` with each place and its line; `compiler-missing` where it cannot run.
 */
export async function compile(options: BuildOptions): Promise<BuildResult<{ write: false }>> {
  try {
    // Loaded when it is needed: programs that were compiled before start without it.
    const { build } = await import("esbuild");
    return await build({ ...options, write: false, logLevel: "silent", logOverride: { "empty-import-meta": "error" } });
  } catch (error) {
    const messages = (error as Partial<BuildFailure>).errors;
    if (messages !== undefined) return fail("program-broken", messages.map(describe).join("\n"));
    const reason = error instanceof Error ? error.message : String(error);
    const fault = {
      code: "compiler-missing",
      message: `The compiler of programs, esbuild, cannot run: ${reason}`,
    } as const;
    throw new FaultError(fault, { cause: error });
  }
}

/** `file:line:column: what is wrong`, and the line with its place marked. */
function describe({ text: said, location }: Message): string {
  const text = said.replace(commonJsOnly, commonJsWords);
  if (location === null) return text;
  const { file, line, column, lineText, length } = location;
  // The compiler counts bytes, people count characters.
  const bytes = Buffer.from(lineText);
  const before = bytes.subarray(0, column).toString();
  const marked = bytes.subarray(column, column + length).toString();
  const margin = String(line).length + 3;
  return [
    `${resolve(file)}:${line}:${before.length + 1}: ${text}`,
    `  ${line} | ${lineText}`,
    `${" ".repeat(margin)}| ${before.replace(/[^\t]/g, " ")}${"^".repeat(Math.max(1, marked.length))}`,
  ].join("\n");
}
