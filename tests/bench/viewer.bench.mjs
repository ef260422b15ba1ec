import { mkdtempSync, rmSync } from "node:fs";
import { tmpdir } from "node:os";
import { join } from "node:path";
import { writeTrace } from "./support/trace-file.mjs";
import { openInViewer, scrollManyLanes } from "./support/viewer.mjs";

/** What is asked for, by events: milliseconds and megabytes. */
const asked = new Map([
  [100_000, { firstDrawMs: 200, completeMs: 300, frameMs: 17.5, megabytes: 300 }],
  [1_000_000, { firstDrawMs: 300, completeMs: 600, frameMs: 17.5, megabytes: 450 }],
  [5_000_000, { firstDrawMs: 300, completeMs: 3_000, frameMs: 17.5, megabytes: 1_000 }],
  [10_000_000, { firstDrawMs: 300, completeMs: 6_000, frameMs: 20, megabytes: 1_800 }],
]);

/** Small traces are opened so often, each time in a fresh start of the app: their times vary most. */
const roundsOf = (/** @type {number} */ events) => (events <= 1_000_000 ? 5 : 1);
const manyLanes = 1_000;

/** @type {import("../../scripts/bench.mjs").Benchmark} */
export default {
  name: "viewer",
  description: "opens Chrome traces in headless Chromium and in Electron; --events 100000,1000000 --shell web",
  run: async ({ quick, events, shell }) => {
    const sizes = events ?? (quick ? [100_000] : [...asked.keys()]);
    const shells = shell === "both" ? /** @type {const} */ (["web", "electron"]) : [shell];
    const folder = mkdtempSync(join(tmpdir(), "lanescope-traces-"));
    const figures = [];
    try {
      for (const size of sizes) {
        const path = join(folder, `${size}.json`);
        writeTrace(path, size);
        for (const one of shells) {
          const cold = await openInViewer(one, path, { isCold: true });
          const openings = [];
          for (let round = 0; round < (quick ? 1 : roundsOf(size)); round++)
            openings.push(await openInViewer(one, path));
          figures.push(...figuresOf(one, size, openings, cold));
        }
        rmSync(path);
      }
      const path = join(folder, "lanes.json");
      writeTrace(path, quick ? 20_000 : 200_000, manyLanes);
      for (const one of events === undefined ? shells : []) {
        const value = await scrollManyLanes(one, path);
        figures.push({
          figure: `${manyLanes} lanes, ${one}: frame while scrolling, p95`,
          value,
          unit: "ms",
          baseline: 17.5,
        });
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
 * @param {readonly import("./support/viewer.mjs").Opening[]} openings
 * @param {import("./support/viewer.mjs").Opening} cold
 */
function figuresOf(shell, events, openings, cold) {
  const limit = asked.get(events);
  const title = `${events.toLocaleString("en")} events, ${shell}`;
  /** @param {string} what @param {number} value @param {string} unit @param {number | undefined} baseline */
  const figure = (what, value, unit, baseline) => ({
    figure: `${title}: ${what}`,
    value,
    unit,
    ...(baseline === undefined ? {} : { baseline, ratio: baseline / value }),
  });
  /** @param {(opening: import("./support/viewer.mjs").Opening) => number} of */
  const median = (of) => openings.map(of).sort((a, b) => a - b)[openings.length >> 1] ?? Number.NaN;
  return [
    figure(
      "first draw",
      median(({ firstDrawMs }) => firstDrawMs),
      "ms",
      limit?.firstDrawMs,
    ),
    figure(
      "complete",
      median(({ completeMs }) => completeMs),
      "ms",
      limit?.completeMs,
    ),
    figure("first draw, dropped as soon as the app is there", cold.firstDrawMs, "ms", undefined),
    figure("complete, dropped as soon as the app is there", cold.completeMs, "ms", undefined),
    figure(
      "frame while moving, p95",
      median(({ frameMs }) => frameMs),
      "ms",
      limit?.frameMs,
    ),
    figure(
      "hover answer",
      median(({ hoverMs }) => hoverMs),
      "ms",
      16.7,
    ),
    figure(
      "search, first hit",
      median(({ firstHitMs }) => firstHitMs),
      "ms",
      200,
    ),
    figure(
      "search, all names and arguments",
      median(({ allHitsMs }) => allHitsMs),
      "ms",
      2_000,
    ),
    figure(
      "renderer memory, peak",
      Math.max(...openings.map(({ peakBytes }) => peakBytes)) / 1e6,
      "MB",
      limit?.megabytes,
    ),
  ];
}
