import { mkdtempSync, readFileSync, rmSync, writeFileSync } from "node:fs";
import { join } from "node:path";
import { fileURLToPath } from "node:url";
import { build } from "vite";
import { locateElectron } from "../../scripts/find-electron.mjs";
import { startVirtualDisplay } from "../../scripts/support/display.mjs";
import { inProject } from "../../scripts/support/paths.mjs";
import { hasDisplay, isRoot } from "../../scripts/support/platform.mjs";
import { measure } from "./support/processes.mjs";

/** @param {string} path */
const at = (path) => fileURLToPath(new URL(path, import.meta.url));

const entries = {
  main: at("electron/electron-main.ts"),
  "library/host": inProject("tests/integration/library/primitives/library-entry.ts"),
  "workers/program": inProject("tests/integration/library/primitives/program-entry.ts"),
};

/** @param {string} folder */
async function buildApp(folder) {
  for (const [name, input] of Object.entries(entries)) {
    await build({
      configFile: false,
      logLevel: "warn",
      publicDir: false,
      ssr: { noExternal: true },
      build: {
        outDir: folder,
        emptyOutDir: false,
        ssr: true,
        target: "node16.17",
        rolldownOptions: {
          input,
          external: ["electron", "@napi-rs/image"],
          output: { format: "cjs", entryFileNames: `${name}.cjs` },
        },
      },
    });
  }
  writeFileSync(join(folder, "package.json"), JSON.stringify({ name: "lanescope-bench", main: "main.cjs" }));
}

/** @param {number} rounds @returns {Promise<Record<string, number>>} */
async function inElectron(rounds) {
  const { found } = locateElectron();
  if (found === null) throw new Error("There is no Electron: npm run electron-runtime fetches one.");
  if (!hasDisplay()) {
    const started = await startVirtualDisplay();
    if ("reason" in started) throw new Error(started.reason);
    process.env.DISPLAY = started.display;
  }
  const folder = mkdtempSync(inProject(".cache", "electron-"));
  try {
    await buildApp(folder);
    const file = join(folder, "figures.json");
    const options = [`--user-data-dir=${join(folder, "user-data")}`, ...(isRoot ? ["--no-sandbox"] : [])];
    await measure(found.executable, [...options, folder], {
      LANESCOPE_TEST_PROGRAM: inProject("out/workers/program.cjs"),
      LANESCOPE_BENCH_FOLDER: at("electron"),
      LANESCOPE_BENCH_ROUNDS: String(rounds),
      LANESCOPE_BENCH_FILE: file,
    });
    return JSON.parse(readFileSync(file, "utf8"));
  } finally {
    rmSync(folder, { recursive: true, force: true, maxRetries: 5 });
  }
}

/** @type {import("../../scripts/bench.mjs").Benchmark} */
export default {
  name: "electron",
  description: "pool and lock in Electron's utility processes, against Node's processes",
  run: async ({ quick }) => {
    const rounds = quick ? 1 : 5;
    const { output } = await measure(process.execPath, [at("electron/node.mjs"), String(rounds)]);
    /** @type {Record<string, number>} */
    const node = JSON.parse(output);
    const electron = await inElectron(rounds);
    /** @param {string} figure @param {string} name @param {string} unit */
    const compared = (figure, name, unit) => {
      const [value, baseline] = [electron[name] ?? Number.NaN, node[name] ?? Number.NaN];
      return { figure, value, unit, baseline, ratio: unit === "M tasks/s" ? value / baseline : baseline / value };
    };
    return [
      compared("pool, chunk size 1", "noop", "M tasks/s"),
      compared("  as many messages as long, echoed without a pool", "noopEcho", "M tasks/s"),
      compared("pool, chunks chosen, numbers", "numbers", "M tasks/s"),
      compared("  as many messages as long, echoed without a pool", "numbersEcho", "M tasks/s"),
      compared("one task after the other, way and back", "tripUs", "us"),
      compared("  a message, way and back, without a pool", "tripEchoUs", "us"),
      compared("Lock: lock + unlock in a worker", "lockNs", "ns"),
      compared("RLock: lock + unlock in a worker", "rlockNs", "ns"),
    ];
  },
};
