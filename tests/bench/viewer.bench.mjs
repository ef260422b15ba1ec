import { mkdtempSync, rmSync } from "node:fs";
import { tmpdir } from "node:os";
import { join } from "node:path";
import { writeTrace } from "./support/trace-file.mjs";
import { openInViewer } from "./support/viewer.mjs";

/** What is asked for, by events: milliseconds and megabytes. */
const asked = new Map([
  [100_000, { firstDrawMs: 200, completeMs: 300, frameMs: 17.5, megabytes: 300 }],
  [1_000_000, { firstDrawMs: 300, completeMs: 600, frameMs: 17.5, megabytes: 450 }],
  [5_000_000, { firstDrawMs: 300, completeMs: 3_000, frameMs: 17.5, megabytes: 1_000 }],
  [10_000_000, { firstDrawMs: 300, completeMs: 6_000, frameMs: 20, megabytes: 1_800 }],
]);

/** @type {import("../../scripts/bench.mjs").Benchmark} */
export default {
  name: "viewer",
  description: "opens Chrome traces in headless Chromium (--electron: in Electron too); --events 100000,1000000",
  run: async ({ quick, events, electron }) => {
    const sizes = events ?? (quick ? [100_000] : [...asked.keys()]);
    const folder = mkdtempSync(join(tmpdir(), "lanescope-traces-"));
    const figures = [];
    try {
      for (const size of sizes) {
        const path = join(folder, `${size}.json`);
        writeTrace(path, size);
        for (const shell of electron ? /** @type {const} */ (["web", "electron"]) : /** @type {const} */ (["web"])) {
          const opening = await openInViewer(shell, path);
          figures.push(...figuresOf(shell, size, opening));
        }
        rmSync(path);
      }
    } finally {
      rmSync(folder, { recursive: true });
    }
    return figures;
  },
};

/**
 * @param {string} shell
 * @param {number} events
 * @param {import("./support/viewer.mjs").Opening} opening
 */
function figuresOf(shell, events, { firstDrawMs, completeMs, frameMs, hoverMs, peakBytes }) {
  const limit = asked.get(events);
  const title = `${events.toLocaleString("en")} events, ${shell}`;
  /** @param {string} what @param {number} value @param {string} unit @param {number | undefined} baseline */
  const figure = (what, value, unit, baseline) => ({
    figure: `${title}: ${what}`,
    value,
    unit,
    ...(baseline === undefined ? {} : { baseline, ratio: baseline / value }),
  });
  return [
    figure("first draw", firstDrawMs, "ms", limit?.firstDrawMs),
    figure("complete", completeMs, "ms", limit?.completeMs),
    figure("frame while moving, p95", frameMs, "ms", limit?.frameMs),
    figure("hover answer", hoverMs, "ms", undefined),
    figure("renderer memory, peak", peakBytes / 1e6, "MB", limit?.megabytes),
  ];
}
