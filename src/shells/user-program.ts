import { type ChildProcess, spawn } from "node:child_process";
import { join } from "node:path";
import { environmentWith } from "../engine/ports/start-facts";
import { cacheFolder } from "../engine/programs/cache-folder";
import { checkTypes, type TypeMistake } from "../engine/programs/check-types";
import { type CompiledProgram, compileProgram } from "../engine/programs/compile-program";
import { findProgram } from "../engine/programs/program-file";

/** The package that runs programs. */
export interface ProgramHost {
  /** The package's folder: `out/` is in it. */
  readonly packageFolder: string;
  readonly version: string;
}

/**
 * Makes a program ready to run on the Node of this process.
 *
 * @param path Of a TypeScript or JavaScript file, as it was typed.
 * @throws {FaultError} `program-missing`, `program-unsuitable`, `program-broken`, `compiler-missing`, `cache-unwritable`.
 */
export async function compileUserProgram(
  path: string,
  { packageFolder, version }: ProgramHost,
): Promise<CompiledProgram> {
  return await compileProgram(findProgram(path), {
    cacheFolder: cacheFolder(process.env, process.platform),
    library: join(packageFolder, "out/library"),
    version,
    target: `node${process.versions.node}`,
  });
}

/** Checks the types of a user's file. @returns As `checkTypes`, which does it. */
export function checkUserTypes(
  path: string,
  { packageFolder }: Pick<ProgramHost, "packageFolder">,
  signal: AbortSignal,
): Promise<readonly TypeMistake[]> {
  return checkTypes(path, join(packageFolder, "out/types/library/host/index.d.ts"), signal);
}

/**
 * Starts a program that is written on the library, in a process of its own. It has this process's standard streams, and
 * ends with it.
 *
 * @param path Of a TypeScript or JavaScript file, as it was typed.
 * @param parameters What the program gets.
 * @param tracePath Of the file into which it traces; null for what its environment says.
 * @throws {FaultError} As `compileUserProgram`.
 */
export async function startUserProgram(
  path: string,
  parameters: readonly string[],
  host: ProgramHost,
  tracePath: string | null,
): Promise<ChildProcess> {
  const { description } = await compileUserProgram(path, host);
  const entry = join(host.packageFolder, "out/workers/exec.cjs");
  return spawn(process.execPath, [...process.execArgv, entry, description, path, ...parameters], {
    stdio: "inherit",
    env: {
      ...environmentWith({ generation: 0, parentPid: process.pid }),
      ...(tracePath === null ? {} : { LANESCOPE_TRACE: tracePath }),
    },
  });
}
