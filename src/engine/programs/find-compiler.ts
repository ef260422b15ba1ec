import { existsSync, readFileSync, realpathSync, statSync } from "node:fs";
import { dirname, extname, join } from "node:path";

/** A compiler that is installed beside a user's file. */
export interface InstalledCompiler {
  /** Absolute path of the script that runs it: `tsc` by its package. */
  readonly script: string;
  /** Absolute path of the `node_modules` folder that it is in. */
  readonly packages: string;
}

/** Who owns what, by numbers. */
export interface Owners {
  /** Who runs this. */
  readonly self: number;
  of(path: string): number;
}

/**
 * Finds the TypeScript compiler of the project that a file belongs to: in `node_modules` of the file's folder, or of one above it,
 * up to the first that has a `package.json` or a `tsconfig.json`. What lies further up nobody agreed to run; nor what belongs
 * to another user, where the system tells.
 *
 * @param path Absolute.
 * @param owners Null where the system tells none.
 * @returns Null where there is none.
 */
export function findCompiler(path: string, owners = systemOwners()): InstalledCompiler | null {
  for (const folder of projectFolders(dirname(path))) {
    const packages = join(folder, "node_modules");
    const home = join(packages, "typescript");
    const description = join(home, "package.json");
    if (!existsSync(description)) continue;
    const script = scriptNamed("tsc", description, home);
    if (script === null) return null;
    const trusted = owners === null ? [] : [owners.self, owners.of(path)];
    const isOurs = owners === null || [folder, packages, home, script].every((at) => trusted.includes(owners.of(at)));
    return isOurs ? { script, packages } : null;
  }
  return null;
}

/** From a file's folder up to that of its project; only its own where no project is told. */
function projectFolders(own: string): readonly string[] {
  const folders: string[] = [];
  for (let folder = own; ; folder = dirname(folder)) {
    folders.push(folder);
    if (["package.json", "tsconfig.json"].some((name) => existsSync(join(folder, name)))) return folders;
    if (folder === dirname(folder)) return [own];
  }
}

/** @returns Null where the package names no script so, or it is not there. */
function scriptNamed(name: string, description: string, home: string): string | null {
  const { bin } = JSON.parse(readFileSync(description, "utf8")) as { readonly bin?: Readonly<Record<string, string>> };
  const named = bin?.[name];
  if (named === undefined) return null;
  // Node before 20.10 loads no module from a name without an ending; that of TypeScript does nothing but to load this one.
  const candidates = extname(named) === "" ? [`lib/${name}.js`, named] : [named];
  const script = candidates.map((one) => join(home, one)).find((one) => existsSync(one));
  return script === undefined ? null : realpathSync(script);
}

function systemOwners(): Owners | null {
  const self = process.getuid?.();
  return self === undefined ? null : { self, of: (path) => statSync(path).uid };
}
