import { resolve } from "node:path";
import react from "@vitejs/plugin-react";
import { defineConfig } from "electron-vite";
import type { Plugin } from "vite";
import { layerOf, reachableFrom } from "./scripts/layers.mjs";

const root = import.meta.dirname;
const at = (path: string): string => resolve(root, path);

/** The oldest runtimes that run this code: the test Electron's Node and Chromium. */
const nodeTarget = "node16.17";
const chromeTarget = "chrome108";

/** Fails the build when an entry's module graph reaches a layer that it must not. */
function bundleGuard(): Plugin {
  return {
    name: "bundle-guard",
    generateBundle(_options, bundle) {
      for (const output of Object.values(bundle)) {
        if (output.type !== "chunk" || !output.isEntry || output.facadeModuleId === null) continue;
        const entry = relativePath(output.facadeModuleId);
        const entryLayer = layerOf(entry);
        if (entryLayer === null) continue;
        const reachable = reachableFrom(entryLayer.name);
        const seen = new Map<string, string | null>([[output.facadeModuleId, null]]);
        const queue = [output.facadeModuleId];
        for (let id = queue.shift(); id !== undefined; id = queue.shift()) {
          const layer = layerOf(relativePath(id))?.name;
          if (layer !== undefined && !reachable.has(layer)) {
            const path: string[] = [];
            for (let at: string | null | undefined = id; at != null; at = seen.get(at)) path.unshift(relativePath(at));
            this.error(`${entry} must not reach the layer "${layer}", but does: ${path.join(" -> ")}`);
          }
          const info = this.getModuleInfo(id);
          for (const next of [...(info?.importedIds ?? []), ...(info?.dynamicallyImportedIds ?? [])]) {
            if (!seen.has(next)) {
              seen.set(next, id);
              queue.push(next);
            }
          }
        }
      }
    },
  };
}

function relativePath(id: string): string {
  return id.startsWith(root) ? id.slice(root.length + 1).replaceAll("\\", "/") : id;
}

export default defineConfig({
  main: {
    plugins: [bundleGuard()],
    build: {
      outDir: at("out"),
      emptyOutDir: false,
      target: nodeTarget,
      externalizeDeps: false,
      rolldownOptions: {
        // They find their own binaries beside themselves.
        external: ["esbuild", "@napi-rs/image"],
        input: {
          "main/index": at("src/main/index.ts"),
          "workers/task": at("src/workers/task.ts"),
          "workers/combine": at("src/workers/combine.ts"),
          "workers/look": at("src/workers/look.ts"),
          "server/index": at("src/server/index.ts"),
          "cli/index": at("src/cli/index.ts"),
          "workers/program": at("src/workers/program.ts"),
          "workers/main-program": at("src/workers/main-program/index.ts"),
          "workers/exec": at("src/workers/main-program/exec.ts"),
          "library/host": at("src/library/host/index.ts"),
          "library/worker": at("src/library/in-worker.ts"),
        },
        output: { format: "cjs", entryFileNames: "[name].cjs", chunkFileNames: "chunks/[name]-[hash].cjs" },
      },
    },
  },
  preload: {
    plugins: [bundleGuard()],
    build: {
      outDir: at("out/preload"),
      target: nodeTarget,
      externalizeDeps: false,
      rolldownOptions: {
        input: { index: at("src/preload/index.ts") },
        output: { format: "cjs", entryFileNames: "[name].cjs" },
      },
    },
  },
  renderer: {
    root: at("src/renderer"),
    plugins: [react(), bundleGuard()],
    worker: { format: "es" },
    build: {
      outDir: at("out/renderer"),
      target: chromeTarget,
      cssTarget: chromeTarget,
      // A page parses its script at each start: a third of the text is a shorter start, and a sooner first picture.
      minify: "oxc",
      cssMinify: "lightningcss",
      assetsInlineLimit: 0,
      rolldownOptions: { input: { index: at("src/renderer/index.html") } },
    },
  },
});
