/**
 * Checks every import of `src` against `layers.mjs`: imports, re-exports, types, `import()`, `require()`, workers started
 * by URL. `node scripts/check-layers.mjs [ROOT]` prints each violation as `file:line sentence`; exit code 1 if there is one.
 */

import { readFileSync } from "node:fs";
import { join, posix, relative, resolve } from "node:path";
import { fileURLToPath } from "node:url";
import { computedImports, folderBans, layerOf, layers, nodeFree, packages } from "./layers.mjs";
import { findReferences, sourceFiles } from "./support/references.mjs";

/**
 * @typedef {object} Violation
 * @property {string} file Path from the root, forward slashes.
 * @property {number} line From 1.
 * @property {string} message
 */

/**
 * Judges one import.
 *
 * @param {string} file Path from the root, forward slashes.
 * @param {string | null} specifier
 * @returns {string | null} What is wrong, or null.
 */
function judge(file, specifier) {
  const from = layerOf(file);
  if (from === null) return `${file} belongs to no layer: add its folder to scripts/layers.mjs`;
  if (specifier === null && computedImports.includes(file)) return null;
  if (specifier === null) return "imports something that is not written out, so no rule can be checked";
  if (!specifier.startsWith(".")) return judgePackage(file, from.name, specifier);

  const target = posix.join(posix.dirname(file), specifier);
  if (!target.startsWith("src/") && target !== "src") {
    return /^(scripts|tests)(\/|$)/.test(target) || target.startsWith("..")
      ? `must not import ${target}: src stands alone`
      : null;
  }
  const to = layerOf(`${target}/`);
  if (to === null) return `imports ${target}, which belongs to no layer`;
  if (to.name === from.name || from.may.includes(to.name)) return null;
  return `layer "${from.name}" must not import layer "${to.name}" (${target}); it may: ${from.may.join(", ") || "none"}`;
}

/**
 * @param {string} file
 * @param {string} layer
 * @param {string} specifier
 * @returns {string | null}
 */
function judgePackage(file, layer, specifier) {
  if (specifier.startsWith("/")) return `imports ${specifier} by an absolute path`;
  if (specifier.startsWith("node:") && nodeFree.includes(layer))
    return `layer "${layer}" must run without ${specifier}`;
  const parts = specifier.split("/");
  const name = specifier.startsWith("@") ? parts.slice(0, 2).join("/") : parts[0];
  const rule = packages.find((entry) => entry.package === name);
  if (rule !== undefined && !rule.only.includes(layer)) {
    return `layer "${layer}" must not import the package ${name}; only ${rule.only.join(", ")} may`;
  }
  const ban = folderBans.find((entry) => file.startsWith(`${entry.folder}/`) && entry.packages.includes(name ?? ""));
  return ban === undefined ? null : `${ban.folder} must not import the package ${name}`;
}

/**
 * Checks a whole project.
 *
 * @param {string} root Folder that holds `src`.
 * @returns {{ files: number, violations: Violation[] }}
 */
export function checkLayers(root) {
  /** @type {Violation[]} */
  const violations = [];
  const files = sourceFiles(root);
  for (const file of files) {
    const source = readFileSync(join(root, file), "utf8");
    for (const { specifier, offset } of findReferences(source, file)) {
      const message = judge(file, specifier);
      if (message !== null) violations.push({ file, line: source.slice(0, offset).split("\n").length, message });
    }
  }
  for (const layer of layers) {
    for (const name of layer.may) {
      if (!layers.some((other) => other.name === name)) {
        violations.push({
          file: "scripts/layers.mjs",
          line: 1,
          message: `"${layer.name}" may import an unknown "${name}"`,
        });
      }
    }
  }
  return { files: files.length, violations };
}

if (process.argv[1] === fileURLToPath(import.meta.url)) {
  const root = resolve(process.argv[2] ?? join(import.meta.dirname, ".."));
  const { files, violations } = checkLayers(root);
  for (const { file, line, message } of violations) console.error(`${file}:${line} ${message}`);
  console.log(
    `layers: ${files} files in ${relative(process.cwd(), join(root, "src")) || "src"}, ${violations.length} violations`,
  );
  // A check that looked at nothing has checked nothing.
  process.exitCode = violations.length > 0 || files === 0 ? 1 : 0;
}
