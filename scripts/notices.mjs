/**
 * `npm run notices` writes THIRD-PARTY-NOTICES.md: the licence of every package that a build bundles, found from the
 * imports of `src` and the packages' own dependencies. A test checks that the file is current.
 */

import { existsSync, readdirSync, readFileSync, writeFileSync } from "node:fs";
import { dirname, join } from "node:path";
import { fileURLToPath } from "node:url";
import { inProject, projectRoot } from "./support/paths.mjs";
import { filesOf, findReferences } from "./support/references.mjs";

/** Never bundled: a shell provides it, or it has types only. */
const notBundled = /^(electron|@types\/.*|node:.*)$/;

/**
 * @typedef {object} Bundled
 * @property {string} name
 * @property {string} version
 * @property {string} licence SPDX identifier.
 * @property {string} text The licence's text.
 */

/** @returns {string[]} Packages that `src` imports, sorted. */
function importedPackages() {
  /** @type {Set<string>} */
  const names = new Set();
  for (const file of filesOf(projectRoot)) {
    for (const specifier of specifiersOf(file)) {
      if (specifier === null || /^[./]/.test(specifier)) continue;
      const parts = specifier.split("/");
      const name = specifier.startsWith("@") ? parts.slice(0, 2).join("/") : (parts[0] ?? "");
      if (!notBundled.test(name)) names.add(name);
    }
  }
  return [...names].sort();
}

/** @param {string} file @returns {Array<string | null>} */
function specifiersOf(file) {
  if (file.endsWith(".css")) {
    const source = readFileSync(inProject(file), "utf8");
    return [...source.matchAll(/@import\s+(?:url\()?["']([^"']+)/g)].map((match) => match[1] ?? null);
  }
  if (!/\.[cm]?tsx?$/.test(file)) return [];
  return findReferences(readFileSync(inProject(file), "utf8"), file).map(({ specifier }) => specifier);
}

/**
 * @param {string} name
 * @param {string} from Folder of the package that asks.
 * @returns {string | null} Folder of the package as Node would find it; null where it is not installed.
 */
function packageFolder(name, from) {
  for (let folder = from; ; folder = dirname(folder)) {
    const candidate = join(folder, "node_modules", name);
    if (existsSync(join(candidate, "package.json"))) return candidate;
    if (folder === projectRoot || folder === dirname(folder)) return null;
  }
}

/** @returns {Bundled[]} Sorted by name and version. */
function bundledPackages() {
  /** @type {Map<string, Bundled>} */
  const found = new Map();
  const queue = importedPackages().map((name) => ({ name, from: projectRoot }));
  for (let item = queue.shift(); item !== undefined; item = queue.shift()) {
    const folder = packageFolder(item.name, item.from);
    if (folder === null || found.has(folder)) continue;
    const manifest = JSON.parse(readFileSync(join(folder, "package.json"), "utf8"));
    found.set(folder, {
      name: manifest.name,
      version: manifest.version,
      licence: typeof manifest.license === "string" ? manifest.license : "see its text",
      text: licenceText(folder),
    });
    for (const name of Object.keys({ ...manifest.dependencies, ...manifest.peerDependencies })) {
      if (!notBundled.test(name)) queue.push({ name, from: folder });
    }
  }
  return [...found.values()].sort((a, b) => compare(a.name, b.name) || compare(a.version, b.version));
}

/** @param {string} a @param {string} b By code units: the same on every machine. */
function compare(a, b) {
  return a < b ? -1 : a > b ? 1 : 0;
}

/** @param {string} folder @returns {string} */
function licenceText(folder) {
  const names = readdirSync(folder).filter((name) => /^(licen[cs]e|copying|notice)/i.test(name));
  const texts = names.sort(compare).map((name) => readFileSync(join(folder, name), "utf8"));
  const text = texts.join("\n\n").replaceAll("\r\n", "\n").trim();
  return text === "" ? "The package carries no licence text of its own." : text;
}

/** @returns {string} The whole file. */
export function notices() {
  /** @type {Map<string, Bundled[]>} */
  const byText = new Map();
  for (const item of bundledPackages()) byText.set(item.text, [...(byText.get(item.text) ?? []), item]);
  const parts = [...byText].map(([text, items]) => {
    const titles = items.map(({ name, version, licence }) => `## ${name} ${version} (${licence})`);
    return `${titles.join("\n\n")}\n\n~~~text\n${text}\n~~~\n`;
  });
  return `# Third-party notices\n\nLanescope's builds contain these packages. Made by \`npm run notices\`.\n\n${parts.join("\n")}`;
}

export const noticesFile = inProject("THIRD-PARTY-NOTICES.md");

if (process.argv[1] === fileURLToPath(import.meta.url)) writeFileSync(noticesFile, notices());
