// Stands where Electron keeps its default app, which packaged runtimes lack: `electron [-r FILE] APP [arguments]`.
const { readFileSync, statSync } = require("node:fs");
const Module = require("node:module");
const { dirname, join, resolve } = require("node:path");
const { app } = require("electron");

const given = process.argv.slice(1);
const passedOn = [];
let target = null;
while (given.length > 0) {
  const word = given.shift();
  if (word === "-r" || word === "--require") {
    require(resolve(given.shift() ?? ""));
  } else if (target === null && !word.startsWith("-")) {
    target = resolve(word);
    passedOn.push(target);
  } else {
    passedOn.push(word);
  }
}

if (target === null) {
  console.error("usage: electron [-r FILE] APP [arguments]");
  process.exit(2);
}

let entry = target;
if (statSync(target).isDirectory()) {
  const manifest = JSON.parse(readFileSync(join(target, "package.json"), "utf8"));
  entry = join(target, manifest.main ?? "index.js");
  app.setAppPath(target);
  app.setName(manifest.productName ?? manifest.name ?? app.getName());
  app.setVersion(manifest.version ?? app.getVersion());
} else {
  app.setAppPath(dirname(target));
}

// What an app sees when Electron's own default app starts it.
process.argv.splice(1, Number.POSITIVE_INFINITY, ...passedOn);
process.defaultApp = true;
Module._load(require.resolve(entry), null, true);
