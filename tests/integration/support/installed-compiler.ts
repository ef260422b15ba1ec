import { mkdirSync, writeFileSync } from "node:fs";
import { join } from "node:path";
import { pathToFileURL } from "node:url";

const compiler = pathToFileURL(join(process.cwd(), "node_modules/typescript/lib/tsc.js")).href;

/**
 * Puts a TypeScript compiler beside a user's file.
 *
 * @param code Of its script, a module; this project's own compiler where nothing is given.
 */
export function installCompiler(folder: string, code = `import ${JSON.stringify(compiler)};`): void {
  const home = join(folder, "node_modules/typescript");
  mkdirSync(home, { recursive: true });
  writeFileSync(join(home, "package.json"), JSON.stringify({ name: "typescript", bin: { tsc: "./start.mjs" } }));
  writeFileSync(join(home, "start.mjs"), code);
}
