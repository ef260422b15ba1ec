/**
 * Writes what `import … from "lanescope"` and `require("lanescope")` load: a few lines that choose by role. One file of a
 * user serves the main process and its workers, and a worker must not load what starts processes.
 */

import { writeFileSync } from "node:fs";
import { createRequire } from "node:module";
import { join } from "node:path";

/** Whether this thread is a worker of a program, as `engine/runtime/context.ts` keeps it. */
const role = `globalThis[Symbol.for("lanescope.context")]?.current?.role`;

/** @param {string} folder Of the built library, with `host.cjs` and `worker.cjs`. */
export function writeLibraryFacade(folder) {
  const names = Object.keys(createRequire(import.meta.url)(join(folder, "host.cjs"))).sort();
  writeFileSync(
    join(folder, "index.cjs"),
    `module.exports = ${role} === "worker" ? require("./worker.cjs") : require("./host.cjs");\n`,
  );
  // Written out: what an ES module exports has to stand in it.
  writeFileSync(
    join(folder, "index.mjs"),
    `import library from "./index.cjs";\n${names.map((name) => `export const ${name} = library.${name};\n`).join("")}`,
  );
}
