/**
 * `npm run docs` writes `docs/api`, the reference of the library, from its docstrings. TypeDoc does it, which needs a
 * TypeScript of its own: both live in `scripts/api-reference`. A test compares the declarations with those that the
 * reference was written from.
 */

import { createHash } from "node:crypto";
import { existsSync, readdirSync, readFileSync, rmSync, writeFileSync } from "node:fs";
import { join, relative } from "node:path";
import { fileURLToPath } from "node:url";
import { ensureBuild } from "./build.mjs";
import { inProject } from "./support/paths.mjs";
import { run, runNode } from "./support/run.mjs";

const toolFolder = inProject("scripts", "api-reference");
const outFolder = inProject("docs", "api");
const declarations = inProject("out", "types");

/** What the reference was written from: a hash for each file of declarations. */
export const sourcesFile = join(outFolder, "sources.json");

const kinds = ["classes", "functions", "interfaces", "type-aliases", "variables"];

/**
 * @typedef {object} Page
 * @property {string} name
 * @property {string} path From the reference's folder.
 * @property {string} text
 */

/** What the reference leaves out: members that are marked so, with their comments; those of the engine's own classes. */
const internal = /\/\*\*(?:(?!\*\/).)*@internal(?:(?!\*\/).)*\*\/\s*[^\n]*\n/gs;

/** @param {string} path From the folder of declarations. */
function hashOf(path) {
  const file = join(declarations, path);
  const text = existsSync(file) ? readFileSync(file, "utf8") : "";
  const told = text.replaceAll(internal, "").replaceAll(/^(import|\s+(private|protected|#private)\b).*\n/gm, "");
  return createHash("sha256").update(told).digest("hex").slice(0, 16);
}

/**
 * Which of the files that the reference was written from are other ones now.
 *
 * @returns {string[]} Their paths in `out/types`.
 */
export function changedSources() {
  const written = /** @type {Record<string, string>} */ (JSON.parse(readFileSync(sourcesFile, "utf8")));
  return Object.entries(written).flatMap(([path, hash]) => (hashOf(path) === hash ? [] : [path]));
}

/** Writes everything anew. @returns {Promise<boolean>} Whether it worked; the reason was shown. */
async function writeReference() {
  if (!(await ensureBuild())) return false;
  if (!existsSync(join(toolFolder, "node_modules"))) {
    const install = ["ci", "--no-audit", "--no-fund", "--prefix", toolFolder];
    if ((await run("npm", install)).code !== 0) return false;
  }
  rmSync(outFolder, { recursive: true, force: true });
  const tool = join(toolFolder, "node_modules/typedoc/bin/typedoc");
  if ((await runNode(tool, ["--options", join(toolFolder, "typedoc.json")])).code !== 0) return false;
  const pages = readPages();
  const found = sources(pages);
  for (const { path, text } of pages) writeFileSync(join(outFolder, path), withoutInternals(text));
  writeFileSync(join(outFolder, "README.md"), overview(pages));
  writeFileSync(sourcesFile, `${JSON.stringify(found, null, 2)}\n`);
  return true;
}

/** @returns {Page[]} By name. */
function readPages() {
  const pages = kinds.flatMap((kind) =>
    (existsSync(join(outFolder, kind)) ? readdirSync(join(outFolder, kind)) : []).map((file) => ({
      name: file.replace(/\.md$/, ""),
      path: `${kind}/${file}`,
      text: readFileSync(join(outFolder, kind, file), "utf8"),
    })),
  );
  return pages.sort((a, b) => (a.name < b.name ? -1 : 1));
}

/**
 * Leaves out what is no business of who uses it: which class within the engine a member comes from, how the engine itself
 * makes handles.
 *
 * @param {string} text
 */
function withoutInternals(text) {
  return text
    .replaceAll("__namedParameters", "options")
    .replaceAll(", `opening?`", "")
    .replaceAll(/^\| `opening\?` .*\n/gm, "")
    .replaceAll(/#+ (Inherited from|Overrides)\n\n.*\n\n?/g, "")
    .replaceAll(/\n{3,}/g, "\n\n")
    .trimEnd()
    .concat("\n");
}

/** @param {readonly Page[]} pages */
function overview(pages) {
  const workloads = readFileSync(join(declarations, "library/worker/index.d.ts"), "utf8");
  /** @param {Page} page */
  const isOfWorkloads = ({ name }) => new RegExp(`\\b${name}\\b`).test(workloads);
  /** @param {readonly Page[]} chosen */
  const table = (chosen) =>
    [
      "| name | |",
      "| --- | --- |",
      ...chosen.map((page) => `| [${page.name}](${page.path}) | ${summary(page)} |`),
    ].join("\n");
  return `# The library

What \`import { … } from "lanescope"\` gives. Made from the docstrings by \`npm run docs\`; the
[guide](../guide/from-python.md) tells how the parts go together.

## For programs

${table(pages.filter((page) => !isOfWorkloads(page)))}

## For workloads

${table(pages.filter(isOfWorkloads))}
`;
}

/** The first sentence that a page says of its subject; nothing where it says none. @param {Page} page */
function summary({ text }) {
  const ownWords = text.split(/^## /m, 1)[0] ?? "";
  const paragraph = ownWords.split("\n\n").find((part) => /^[A-Z]/.test(part)) ?? "";
  return /^.*?[.:](?=\s|$)/s.exec(paragraph)?.[0].replaceAll("\n", " ").replace(/:$/, ".") ?? "";
}

/** Files that declare what the pages tell of. @param {readonly Page[]} pages @returns {Record<string, string>} */
function sources(pages) {
  const names = new Set(pages.map(({ name }) => name));
  for (const { text } of pages) for (const [, name] of text.matchAll(/^`(\w+)\.\S+`$/gm)) names.add(name ?? "");
  const declared = new RegExp(
    `^export (declare )?(abstract )?(class|function|const|interface|type) (${[...names].join("|")})\\b`,
    "m",
  );
  const files = readdirSync(declarations, { recursive: true, encoding: "utf8" })
    .map((name) => relative(declarations, join(declarations, name)).replaceAll("\\", "/"))
    .filter((name) => name.endsWith(".d.ts"));
  // What the app shares with its views changes often; the few types of it that stand in the reference say little.
  const meant = files.filter(
    (name) =>
      name.startsWith("library/") ||
      (!name.startsWith("shared/") && declared.test(readFileSync(join(declarations, name), "utf8"))),
  );
  return Object.fromEntries(meant.sort().map((name) => [name, hashOf(name)]));
}

if (process.argv[1] === fileURLToPath(import.meta.url)) process.exitCode = (await writeReference()) ? 0 : 1;
