/** Reads from source files what they import. */

import { readdirSync } from "node:fs";
import { join, sep } from "node:path";
import { parseAst } from "vite";

/**
 * @typedef {object} Reference
 * @property {string | null} specifier What is imported; null where the source does not say it literally.
 * @property {number} offset Index in the source.
 */

/**
 * @param {string} root Folder that holds `src`.
 * @returns {string[]} Its TypeScript files, from the root, forward slashes, sorted.
 */
export function sourceFiles(root) {
  return filesOf(root).filter((name) => /\.[cm]?tsx?$/.test(name));
}

/**
 * @param {string} root Folder that holds `src`.
 * @returns {string[]} Every file of `src`, likewise.
 */
export function filesOf(root) {
  return readdirSync(join(root, "src"), { recursive: true, encoding: "utf8" })
    .map((name) => `src/${name.split(sep).join("/")}`)
    .sort();
}

/**
 * Finds everything that a source file refers to.
 *
 * @param {string} source
 * @param {string} file Its name tells the dialect.
 * @returns {Reference[]}
 */
export function findReferences(source, file) {
  /** @type {Reference[]} */
  const references = [];
  /** @param {any} node */
  const visit = (node) => {
    if (Array.isArray(node)) {
      for (const item of node) visit(item);
      return;
    }
    if (node === null || typeof node !== "object" || typeof node.type !== "string") return;
    const target = targetOf(node);
    if (target !== undefined) references.push({ specifier: literal(target), offset: node.start });
    for (const key in node) visit(node[key]);
  };
  const lang = /\.[cm]?tsx$/.test(file) ? "tsx" : "ts";
  visit(parseAst(source, { lang, sourceType: "module" }, file).body);
  return references;
}

/**
 * @param {any} node A node of the syntax tree.
 * @returns {any} The expression that names what the node imports; undefined where it imports nothing.
 */
function targetOf(node) {
  switch (node.type) {
    case "ImportDeclaration":
    case "ExportAllDeclaration":
    case "ImportExpression":
    case "TSImportType":
      return node.source;
    case "ExportNamedDeclaration":
      return node.source ?? undefined;
    case "TSExternalModuleReference":
      return node.expression;
    case "CallExpression":
      return isRequire(node.callee) ? node.arguments[0] : undefined;
    case "NewExpression":
      return isModuleUrl(node) ? node.arguments[0] : undefined;
    default:
      return undefined;
  }
}

/** @param {any} callee */
function isRequire(callee) {
  if (callee.type === "Identifier") return callee.name === "require";
  return callee.type === "MemberExpression" && callee.object.name === "require" && callee.property.name === "resolve";
}

/** @param {any} node `new URL(x, import.meta.url)`: how bundlers find workers. */
function isModuleUrl(node) {
  const base = node.arguments[1];
  return (
    node.callee.name === "URL" &&
    base?.type === "MemberExpression" &&
    base.object.type === "MetaProperty" &&
    base.property.name === "url"
  );
}

/** @param {any} node @returns {string | null} */
function literal(node) {
  if (node?.type === "Literal" && typeof node.value === "string") return node.value;
  if (node?.type === "TemplateLiteral" && node.expressions.length === 0) return node.quasis[0].value.cooked;
  return null;
}
