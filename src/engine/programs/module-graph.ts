import { dirname, resolve } from "node:path";
import { pathToFileURL } from "node:url";
import type { BuildOptions, ImportKind, OnResolveArgs, OnResolveResult, Plugin, PluginBuild } from "esbuild";
import { compile } from "./compiler";
import { formatOf, isModuleFile, type ModuleFormat } from "./program-file";

/** Where an import leads. */
type Target =
  /** To a module of the program, which is compiled. */
  | { readonly type: "module"; readonly path: string }
  /** To something that is left where it is: a file of a package, data. */
  | { readonly type: "file"; readonly path: string }
  | { readonly type: "library" }
  /** To a module of Node's own, or what else the compiler leaves to Node. */
  | { readonly type: "node" }
  /** Nowhere, yet: a package that may be missing. */
  | { readonly type: "missing" };

export interface ProgramModule {
  /** Real path of its source. */
  readonly path: string;
  readonly format: ModuleFormat;
  readonly imports: readonly ModuleImport[];
}

export interface ModuleImport {
  /** As it is written. */
  readonly specifier: string;
  readonly kind: ImportKind;
  readonly target: Target;
}

/** Marks what the resolver itself asks for, so that it answers only once. */
const own = { lanescope: true };

/**
 * Finds all modules of a program: its entry, first, and what these reach by paths.
 *
 * @param target What the code is to run on, such as `node20.19`.
 * @throws {FaultError} `program-broken` for syntax errors and imports that lead nowhere.
 */
export async function findModules(entry: string, target: string): Promise<readonly ProgramModule[]> {
  const imports = new Map<string, ModuleImport[]>();
  const { metafile } = await compile({
    ...commonOptions(target),
    entryPoints: [entry],
    bundle: true,
    format: "esm",
    metafile: true,
    // Nothing is written; the compiler wants a place nevertheless.
    outdir: dirname(entry),
    plugins: [resolver((importer, found) => imports.set(importer, [...(imports.get(importer) ?? []), found]))],
  });
  const inputs = Object.entries(metafile?.inputs ?? {}).map(([name, { format }]) => ({
    path: resolve(name),
    syntax: format ?? "cjs",
  }));
  return inputs
    .sort((a, b) => Number(b.path === entry) - Number(a.path === entry) || (a.path < b.path ? -1 : 1))
    .map(({ path, syntax }) => ({ path, format: formatOf(path, syntax), imports: imports.get(path) ?? [] }));
}

/** What all uses of the compiler have in common. */
export function commonOptions(target: string): BuildOptions {
  return {
    platform: "node",
    target,
    charset: "utf8",
    // A module that nobody imports a name from may still do something.
    treeShaking: false,
    legalComments: "none",
    // Those of Node; without any the compiler adds "module", which Node does not know.
    conditions: ["node-addons"],
  };
}

/** Notes where each import leads, and keeps all but the program's own modules out. */
function resolver(note: (importer: string, found: ModuleImport) => void): Plugin {
  return {
    name: "lanescope-modules",
    setup(build) {
      build.onResolve({ filter: /.*/ }, async (wanted): Promise<OnResolveResult | undefined> => {
        if (wanted.kind === "entry-point" || wanted.pluginData === own) return undefined;
        const { result, target } = await resolveImport(build, wanted);
        note(wanted.importer, { specifier: wanted.path, kind: wanted.kind, target });
        return result;
      });
    },
  };
}

async function resolveImport(
  build: PluginBuild,
  { path: specifier, kind, importer, resolveDir }: OnResolveArgs,
): Promise<{ readonly result: OnResolveResult; readonly target: Target }> {
  const external = { path: specifier, external: true };
  if (specifier === "lanescope") return { result: external, target: { type: "library" } };
  const found = await build.resolve(specifier, { kind, importer, resolveDir, pluginData: own });
  if (found.errors.length > 0) {
    const mayBeMissing = kind !== "import-statement";
    return { result: mayBeMissing ? external : { errors: found.errors }, target: { type: "missing" } };
  }
  if (found.external || found.namespace !== "file") return { result: external, target: { type: "node" } };
  const { path } = found;
  const isOfPackage = !/^(\.|\/|[a-z]:)/i.test(specifier) && /[\\/]node_modules[\\/]/.test(path);
  if (isOfPackage || !isModuleFile(path)) {
    return { result: { path: pathToFileURL(path).href, external: true }, target: { type: "file", path } };
  }
  return { result: { path, sideEffects: true }, target: { type: "module", path } };
}
