import { mkdtempSync } from "node:fs";
import { fileURLToPath } from "node:url";
import { build } from "vite";
import { inProject } from "../../../scripts/support/paths.mjs";

/**
 * Bundles a benchmark's host that runs the workload `emit`.
 *
 * @param {string} name Of the benchmark's folder, with `host.ts`.
 * @returns {Promise<string>} A folder with `host.cjs`, and `workers/` as the engine expects it.
 */
export async function bundleHost(name) {
  const folder = mkdtempSync(inProject(".cache", `${name}-`));
  const source = (/** @type {string} */ path) => fileURLToPath(new URL(`../${path}.ts`, import.meta.url));
  await build({
    configFile: false,
    logLevel: "warn",
    publicDir: false,
    // What is native stays a package.
    ssr: { noExternal: true, external: ["@napi-rs/image"] },
    build: {
      outDir: folder,
      ssr: true,
      target: "node20",
      rolldownOptions: {
        input: {
          host: source(`${name}/host`),
          "workers/task": source("event-loop/task"),
          "workers/combine": source("event-loop/combine"),
        },
        output: { format: "cjs", entryFileNames: "[name].cjs", chunkFileNames: "chunks/[name]-[hash].cjs" },
      },
    },
  });
  return folder;
}
