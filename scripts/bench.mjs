/**
 * `npm run bench` lists the benchmarks of `tests/bench`; `npm run bench -- NAME [--quick] [--json FILE]` runs one and
 * prints its figures; `--json` writes them as an array of `{figure, value, unit, baseline?, ratio?}`.
 */

import { readdirSync, writeFileSync } from "node:fs";
import { join, resolve } from "node:path";
import { pathToFileURL } from "node:url";
import { parseArgs } from "node:util";
import { ensureBuild } from "./build.mjs";
import { inProject } from "./support/paths.mjs";

/**
 * @typedef {object} Figure
 * @property {string} figure What was measured.
 * @property {number} value
 * @property {string} unit
 * @property {number} [baseline] What it is compared with, in the same unit.
 * @property {number} [ratio] How many times better than the baseline.
 */

/**
 * @typedef {object} Benchmark
 * @property {string} name
 * @property {string} description One line.
 * @property {(options: BenchmarkOptions) => Promise<Figure[]>} run
 */

/**
 * @typedef {object} BenchmarkOptions
 * @property {boolean} quick Once each, to see that it works.
 * @property {number[] | undefined} events Of the traces that are opened.
 * @property {"web" | "electron" | "both"} shell In which shells they are opened.
 * @property {number | undefined} seconds How long a run that is watched lasts.
 * @property {number | undefined} memoryMb What a timeline may take.
 */

const folder = inProject("tests", "bench");

/** @returns {Promise<Benchmark[]>} */
async function loadBenchmarks() {
  const files = readdirSync(folder).filter((name) => name.endsWith(".bench.mjs"));
  return Promise.all(files.sort().map(async (name) => (await import(pathToFileURL(join(folder, name)).href)).default));
}

/** @param {readonly Figure[]} figures */
function asTable(figures) {
  const rows = [
    ["figure", "value", "unit", "baseline", "ratio"],
    ...figures.map(({ figure, value, unit, baseline, ratio }) => [
      figure,
      shown(value),
      unit,
      baseline === undefined ? "" : shown(baseline),
      ratio?.toFixed(2) ?? "",
    ]),
  ];
  const widths = [0, 1, 2, 3, 4].map((column) => Math.max(...rows.map((row) => row[column]?.length ?? 0)));
  const isText = [true, false, true, false, false];
  return rows
    .map((row) =>
      row
        .map((cell, column) => (isText[column] ? cell.padEnd(widths[column] ?? 0) : cell.padStart(widths[column] ?? 0)))
        .join("  ")
        .trimEnd(),
    )
    .join("\n");
}

/** @param {number} value */
function shown(value) {
  return value.toLocaleString("en", { maximumFractionDigits: value < 100 ? 2 : 0 });
}

const usage = `npm run bench                                      lists the benchmarks
npm run bench -- NAME [--quick] [--json FILE]      runs one
npm run bench -- viewer [--events N,N] [--shell web|electron|both]   with traces of so many events
npm run bench -- viewer-live [--seconds N] [--memory MB]   a run of so many seconds, a timeline of so much memory at most`;

function readCommandLine() {
  const options = /** @type {const} */ ({
    json: { type: "string" },
    quick: { type: "boolean", default: false },
    events: { type: "string" },
    shell: { type: "string", default: "both" },
    seconds: { type: "string" },
    memory: { type: "string" },
    help: { type: "boolean", default: false },
  });
  try {
    return parseArgs({ allowPositionals: true, options });
  } catch (error) {
    return error instanceof Error ? error.message : String(error);
  }
}

/** @returns {Promise<number>} Exit code. */
async function main() {
  const commandLine = readCommandLine();
  if (typeof commandLine === "string") {
    console.error(`${commandLine}\n\n${usage}`);
    return 2;
  }
  const { values, positionals } = commandLine;
  if (values.help) {
    console.log(usage);
    return 0;
  }
  const benchmarks = await loadBenchmarks();
  const [name] = positionals;
  if (name === undefined) {
    for (const benchmark of benchmarks) console.log(`${benchmark.name.padEnd(16)} ${benchmark.description}`);
    return 0;
  }
  const benchmark = benchmarks.find((candidate) => candidate.name === name);
  if (benchmark === undefined) {
    console.error(`There is no benchmark "${name}". There are: ${benchmarks.map((one) => one.name).join(", ")}.`);
    return 2;
  }
  if (!(await ensureBuild())) return 1;
  const events = values.events?.split(",").map(Number);
  if (events?.some((count) => !Number.isInteger(count) || count < 1)) {
    console.error(`--events takes whole numbers, such as 100000,1000000; it got "${values.events}".\n\n${usage}`);
    return 2;
  }
  const { shell } = values;
  if (shell !== "web" && shell !== "electron" && shell !== "both") {
    console.error(`--shell takes web, electron or both; it got "${shell}".\n\n${usage}`);
    return 2;
  }
  const [seconds, memoryMb] = [values.seconds, values.memory].map((text) =>
    text === undefined ? undefined : Number(text),
  );
  if ([seconds, memoryMb].some((value) => value !== undefined && !(value > 0))) {
    console.error(`--seconds and --memory take numbers above zero.\n\n${usage}`);
    return 2;
  }
  const figures = await benchmark.run({ quick: values.quick, events, shell, seconds, memoryMb });
  console.log(asTable(figures));
  if (values.json !== undefined) writeFileSync(resolve(values.json), `${JSON.stringify(figures, null, 2)}\n`);
  return 0;
}

process.exitCode = await main();
