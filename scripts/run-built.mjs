/**
 * `node scripts/run-built.mjs server|cli [arguments]` runs a built entry in this process, so that signals and exit codes
 * are its own; builds first where a source changed. `npm run serve` and `npm run lanescope` are this.
 */

import { createRequire } from "node:module";
import { ensureBuild } from "./build.mjs";
import { builtEntry } from "./support/paths.mjs";

const name = process.argv[2];
if (name !== "server" && name !== "cli") {
  console.error("usage: node scripts/run-built.mjs server|cli [arguments]");
  process.exitCode = 2;
} else if (await ensureBuild()) {
  process.argv.splice(1, 2, builtEntry(name));
  createRequire(import.meta.url)(builtEntry(name));
} else {
  process.exitCode = 1;
}
