import { dirname, join } from "node:path";
import { pathToFileURL } from "node:url";
import type { BuildOptions } from "esbuild";
import { compile } from "./compiler";
import { commonOptions, type ModuleImport, type ProgramModule } from "./module-graph";

/** Where compiled modules find each other and the library. */
export interface Places {
  /** Name of a module's compiled file, by its source's path; all lie in one folder. */
  readonly names: ReadonlyMap<string, string>;
  /** Folder in which they will lie. */
  readonly folder: string;
  /** Folder of the built library. */
  readonly library: string;
  /** What the code is to run on, such as `node20.19`. */
  readonly target: string;
}

export interface EmittedModule {
  readonly code: string;
  /** What the compiler read. */
  readonly source: string;
}

/**
 * Compiles one module. Whatever it asks about itself, and all that it imports, is as where its source lies.
 *
 * @throws {FaultError} `program-broken`.
 */
export async function emitModule(module: ProgramModule, places: Places): Promise<EmittedModule> {
  return module.format === "esm" ? await emitEsModule(module, places) : await emitCommonJs(module, places);
}

/** Stands for `require` in an ES module, where the compiler would put one and there is none. */
const freeRequire = "__lanescopeNoRequire";

async function emitEsModule({ path, imports }: ProgramModule, places: Places): Promise<EmittedModule> {
  const { outputFiles } = await compile({
    ...options(path, places),
    bundle: true,
    format: "esm",
    banner: { js: ownPlace(path) },
    define: { require: freeRequire },
    plugins: [
      {
        name: "lanescope-imports",
        setup(build) {
          build.onResolve({ filter: /.*/ }, ({ path: specifier, kind }) => {
            if (kind === "entry-point") return undefined;
            const found = imports.find((one) => one.specifier === specifier && one.kind === kind);
            return { path: found === undefined ? specifier : importOf(found, places), external: true };
          });
        },
      },
    ],
  });
  const [map, code] = outputFiles;
  return withMap(path, [map!, { text: code!.text.replaceAll(freeRequire, "require") }]);
}

/** Functions that are not there in older versions of Node come along, as they are where they are there. */
function ownPlace(path: string): string {
  const meta = { url: pathToFileURL(path).href, filename: path, dirname: dirname(path) };
  const resolve =
    "((own)=>(name)=>/^[./]/.test(name)?new URL(name,import.meta.url).href:own(name))(import.meta.resolve)";
  return `Object.assign(import.meta,{...${JSON.stringify(meta)},resolve:${resolve}});`;
}

/** How an ES module imports it. */
function importOf({ specifier, target }: ModuleImport, { names, library }: Places): string {
  if (target.type === "module") return `./${names.get(target.path)}`;
  if (target.type === "library") return pathToFileURL(join(library, "index.mjs")).href;
  return target.type === "file" ? pathToFileURL(target.path).href : specifier;
}

/**
 * A CommonJS module keeps its `require`, from where its source lies; only what was compiled and the library lie elsewhere.
 */
async function emitCommonJs({ path, imports }: ProgramModule, places: Places): Promise<EmittedModule> {
  const { outputFiles } = await compile({ ...options(path, places), format: "cjs" });
  const required: Record<string, string> = {};
  let code = outputFiles[1]!.text;
  for (const found of imports) {
    const { specifier, kind, target } = found;
    if (kind === "dynamic-import") {
      // The compiler prints every import of that kind alike.
      const before = `import(${JSON.stringify(specifier)}`;
      code = code.replaceAll(before, `import(${JSON.stringify(urlOf(found, places))}`);
    } else if (target.type === "library") required[specifier] = join(places.library, "index.cjs");
    else if (target.type === "module") required[specifier] = join(places.folder, places.names.get(target.path)!);
  }
  const prologue = [
    `module.filename=__filename=${JSON.stringify(path)};`,
    `module.path=__dirname=${JSON.stringify(dirname(path))};`,
    "module.paths=module.constructor._nodeModulePaths(__dirname);",
    "require=((own,to)=>Object.assign((name)=>own(Object.hasOwn(to,name)?to[name]:name),own))",
    `(require,${JSON.stringify(required)});`,
  ].join("");
  // Behind what has to stand first, on a line of its own: the map knows it, and the other lines stay whole.
  const [head] = /^(#!.*\n)?("use strict";\n)?/.exec(code)!;
  const map = JSON.parse(outputFiles[0]!.text) as { mappings: string };
  return withMap(path, [
    { text: JSON.stringify({ ...map, mappings: `;${map.mappings}` }) },
    { text: `${head}${prologue}\n${code.slice(head.length)}` },
  ]);
}

/** What `import()` of a CommonJS module gets: it has no folder of its own to be relative to. */
function urlOf(found: ModuleImport, places: Places): string {
  const { target } = found;
  return target.type === "module"
    ? pathToFileURL(join(places.folder, places.names.get(target.path)!)).href
    : importOf(found, places);
}

function options(path: string, { target, folder, names }: Places): BuildOptions {
  return {
    ...commonOptions(target),
    entryPoints: [path],
    outfile: join(folder, names.get(path)!),
    sourcemap: "external",
  };
}

/** @param files The map and the code, as the compiler gives them. @returns Code with the map in it, which names the source. */
function withMap(path: string, [map, code]: readonly { readonly text: string }[]): EmittedModule {
  const { sourcesContent, ...rest } = JSON.parse(map!.text) as { sourcesContent?: readonly string[] };
  const named = { ...rest, sources: [pathToFileURL(path).href] };
  const data = Buffer.from(JSON.stringify(named)).toString("base64");
  return {
    code: `${code!.text.trimEnd()}\n//# sourceMappingURL=data:application/json;base64,${data}\n`,
    source: sourcesContent?.[0] ?? "",
  };
}
