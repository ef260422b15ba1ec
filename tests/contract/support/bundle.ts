import { build } from "vite";

/** The oldest runtimes, for which the app itself is built too. */
const targets = { node: "node16.17", page: "chrome108" } as const;

/**
 * Bundles a TypeScript file into one script with everything but Electron and what has binaries in it.
 *
 * @param name Of the script: `NAME.cjs` in `folder`, or `NAME.js` for a page.
 * @param path Absolute.
 */
export async function bundle(
  name: string,
  path: string,
  folder: string,
  kind: "node" | "page" = "node",
): Promise<void> {
  await build({
    configFile: false,
    logLevel: "error",
    publicDir: false,
    ssr: { noExternal: true },
    build: {
      outDir: folder,
      emptyOutDir: false,
      minify: false,
      target: targets[kind],
      ssr: kind === "node",
      rolldownOptions: {
        input: path,
        // The decoder of images finds its own binary beside itself.
        external: ["electron", "@napi-rs/image"],
        output:
          kind === "page"
            ? { format: "iife", entryFileNames: `${name}.js` }
            : { format: "cjs", entryFileNames: `${name}.cjs` },
      },
    },
  });
}
