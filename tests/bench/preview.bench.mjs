import { createReadStream, createWriteStream, existsSync, mkdtempSync, renameSync, rmSync, statSync } from "node:fs";
import { open } from "node:fs/promises";
import { tmpdir } from "node:os";
import { join } from "node:path";
import { pipeline } from "node:stream/promises";
import { createGzip } from "node:zlib";
import { generatedCsv } from "./support/csv.mjs";
import { asParquet, hasDuckdb } from "./support/duckdb.mjs";
import { generatedImages } from "./support/images.mjs";
import { drop, startElectron, startWeb } from "./support/viewer.mjs";

const askedMs = 500;

/** Nobody drops a file faster than that behind the window's edge. */
const heldMs = 300;

/** @type {import("../../scripts/bench.mjs").Benchmark} */
export default {
  name: "preview",
  description: "drops data on the app and measures until its preview is drawn; the web shell's host gets a copy first",
  async run({ quick, shell }) {
    const figures = [];
    for (const one of shell === "both" ? /** @type {const} */ (["electron", "web"]) : [shell]) {
      for (const [what, path] of await samples(quick)) {
        for (const isFirst of [true, false]) {
          const ms = await previewMs(one, path, isFirst);
          const times = isFirst ? "first of all" : "after another file";
          figures.push({
            figure: `${what}, ${one}, ${times}`,
            value: ms,
            unit: "ms",
            baseline: askedMs,
            ratio: askedMs / ms,
          });
        }
      }
    }
    return figures;
  },
};

/**
 * @param {boolean} quick
 * @returns {Promise<(readonly [string, string])[]>}
 */
async function samples(quick) {
  const csv = generatedCsv({ bytes: quick ? 10_000_000 : 1_000_000_000, groups: 100_000 });
  const smaller = generatedCsv({ bytes: quick ? 10_000_000 : 100_000_000, groups: 100_000 });
  const all = /** @type {(readonly [string, string])[]} */ ([
    ["CSV", csv],
    ["JSON", await asJson(smaller)],
    ["CSV packed by gzip", await packed(smaller)],
    ["folder of 500 images", generatedImages(500)],
  ]);
  if (await hasDuckdb()) all.push(["Parquet", await asParquet(smaller, 122_880)]);
  return all;
}

/** @param {string} csv @returns {Promise<string>} A list of the same rows. */
async function asJson(csv) {
  const target = csv.replace(/\.csv$/, ".json");
  if (existsSync(target)) return target;
  await pipeline(recordsOf(csv), createWriteStream(`${target}.part`));
  renameSync(`${target}.part`, target);
  return target;
}

/** @param {string} csv Whose quoted cells are of no use here: such rows are left out. */
async function* recordsOf(csv) {
  const file = await open(csv);
  let names = /** @type {string[] | null} */ (null);
  let before = "[\n";
  for await (const line of file.readLines()) {
    const cells = line.split(",");
    if (names === null) names = cells;
    else if (!line.includes('"')) {
      yield `${before}${JSON.stringify(Object.fromEntries(names.map((name, at) => [name, cells[at]])))}`;
      before = ",\n";
    }
  }
  yield "\n]\n";
}

/** @param {string} path */
async function packed(path) {
  const target = `${path}.gz`;
  if (!existsSync(target)) {
    await pipeline(createReadStream(path), createGzip({ level: 1 }), createWriteStream(`${target}.part`));
    renameSync(`${target}.part`, target);
  }
  return target;
}

/**
 * @param {"electron" | "web"} shell
 * @param {string} path
 * @param {boolean} isFirst Whether nothing was dropped before.
 */
async function previewMs(shell, path, isFirst) {
  const folder = mkdtempSync(join(tmpdir(), "lanescope-preview-"));
  const { page, close } = await (shell === "electron" ? startElectron(folder) : startWeb(folder));
  try {
    await page.getByTestId("starter").first().waitFor();
    let ms = Number.NaN;
    for (const dropped of isFirst ? [path] : [generatedCsv({ bytes: 10_000_000, groups: 1_000 }), path]) {
      await page.evaluate(() => performance.clearMarks());
      await drop(page, dropped, heldMs);
      // Of images the first small one has to be there, too.
      await page.waitForFunction(
        (hasPictures) =>
          performance.getEntriesByName("preview:shown").length > 0 &&
          (!hasPictures || document.querySelector("[data-testid=thumbnail] img") !== null),
        !statSync(dropped).isFile(),
        { timeout: 120_000, polling: "raf" },
      );
      ms = await page.evaluate((hasPictures) => {
        const [start, end] = ["preview:drop", "preview:shown"].map((name) => performance.getEntriesByName(name)[0]);
        const shown = hasPictures ? performance.now() : (end?.startTime ?? Number.NaN);
        return shown - (start?.startTime ?? Number.NaN);
      }, !statSync(dropped).isFile());
    }
    return ms;
  } finally {
    await close();
    rmSync(folder, { recursive: true, force: true, maxRetries: 20, retryDelay: 100 });
  }
}
