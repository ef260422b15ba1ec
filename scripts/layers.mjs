/**
 * Which layer may reach which, declared once: the import check (`scripts/check-layers.mjs`) reads it for every import
 * statement, the bundle guard (`electron.vite.config.ts`) for every module that an entry really pulls in.
 */

/**
 * Folder of each layer, the most specific first, and the layers it may import besides itself.
 *
 * @type {ReadonlyArray<{ name: string, folder: string, may: readonly string[] }>}
 */
export const layers = [
  { name: "protocol", folder: "src/engine/protocol", may: ["shared"] },
  { name: "memory", folder: "src/engine/memory", may: ["shared", "protocol"] },
  { name: "runtime", folder: "src/engine/runtime", may: ["shared", "protocol", "memory"] },
  { name: "ports", folder: "src/engine/ports", may: ["shared", "protocol"] },
  { name: "datasets", folder: "src/engine/datasets", may: ["shared", "protocol"] },
  { name: "child", folder: "src/engine/child", may: ["shared", "protocol", "memory", "runtime", "ports", "datasets"] },
  { name: "programs", folder: "src/engine/programs", may: ["shared"] },
  { name: "recorder", folder: "src/engine/recorder", may: ["shared", "protocol", "datasets"] },
  {
    name: "host",
    folder: "src/engine/host",
    may: ["shared", "protocol", "memory", "runtime", "ports", "datasets", "recorder"],
  },
  {
    name: "service",
    folder: "src/engine/service",
    may: ["shared", "protocol", "ports", "datasets", "recorder", "host"],
  },
  {
    name: "library-host",
    folder: "src/library/host",
    may: ["shared", "protocol", "memory", "runtime", "ports", "recorder", "host", "library"],
  },
  { name: "library", folder: "src/library", may: ["shared", "protocol", "runtime", "datasets", "child"] },
  { name: "workloads", folder: "src/workloads", may: ["shared", "protocol", "datasets", "library"] },
  // The one kind of worker that runs a user's whole program, and so may start others.
  {
    name: "main-program",
    folder: "src/workers/main-program",
    may: ["shared", "protocol", "ports", "runtime", "child", "host", "programs"],
  },
  {
    name: "workers",
    folder: "src/workers",
    may: ["shared", "protocol", "ports", "datasets", "child", "library", "workloads"],
  },
  {
    name: "shells",
    folder: "src/shells",
    may: ["shared", "protocol", "memory", "ports", "programs", "service", "workloads"],
  },
  { name: "main", folder: "src/main", may: ["shared", "protocol", "ports", "service", "shells"] },
  { name: "server", folder: "src/server", may: ["shared", "service", "shells"] },
  { name: "cli", folder: "src/cli", may: ["shared", "service", "shells"] },
  { name: "preload", folder: "src/preload", may: ["shared"] },
  { name: "renderer", folder: "src/renderer", may: ["shared"] },
  { name: "shared", folder: "src/shared", may: [] },
];

/** Packages that only some layers may import. */
export const packages = [{ package: "electron", only: ["main", "preload"] }];

/** Layers that run where Node is not: browsers, the sandboxed preload. */
export const nodeFree = ["shared", "preload", "renderer"];

/** Folders within a layer that may not import a package, though the layer may. */
export const folderBans = [{ folder: "src/renderer/timeline", packages: ["react", "react-dom", "zustand"] }];

/** Files that import what a user names, which no rule can know. */
export const computedImports = ["src/engine/runtime/import-file.ts"];

/**
 * The layer of a file; null where none claims it.
 *
 * @param {string} path From the project's root, with forward slashes.
 */
export function layerOf(path) {
  return layers.find((layer) => path.startsWith(`${layer.folder}/`)) ?? null;
}

/**
 * The layers that a layer may reach, by itself or through others: all that the module graph of a built entry of it may
 * contain.
 *
 * @param {string} name
 * @returns {ReadonlySet<string>}
 */
export function reachableFrom(name) {
  const reached = new Set([name]);
  // A set that grows while it is walked: what is added is walked too.
  for (const layer of reached) {
    for (const next of layers.find((one) => one.name === layer)?.may ?? []) reached.add(next);
  }
  return reached;
}
