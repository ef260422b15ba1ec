import { spawn } from "node:child_process";
import { rmSync } from "node:fs";
import { createInterface } from "node:readline";
import { inProject } from "../../scripts/support/paths.mjs";
import { bundleHost } from "./support/bundle-host.mjs";
import { launchChromium, rendererBytes } from "./support/viewer.mjs";

const workers = 2;
const eventsPerSecond = 200_000;
/** What is asked for, milliseconds. */
const asked = { frameMs: 20, lagMs: 150 };
const sampleEveryMs = 100;
/** The run's beginning: processes start, the page appears. */
const warmUpMs = 1_500;

/** @typedef {{ timeNs: number, shownMs: number }} Shown When an event was told, and when it was on the screen. */

/** @type {import("../../scripts/bench.mjs").Benchmark} */
export default {
  name: "viewer-live",
  description: "200,000 events a second into the view of headless Chromium: frames, and the lag from event to pixel",
  async run({ quick, seconds = quick ? 4 : 10, memoryMb }) {
    const folder = await bundleHost("viewer-live");
    const parameters = [folder, inProject("out/renderer"), String(workers), String(seconds), String(eventsPerSecond)];
    const host = spawn(process.execPath, [`${folder}/host.cjs`, ...parameters], {
      stdio: ["pipe", "pipe", "inherit"],
    });
    const lines = createInterface({ input: host.stdout })[Symbol.asyncIterator]();
    const told = async () => JSON.parse((await lines.next()).value ?? "null");
    const { client, processId, close } = await launchChromium();
    let peakBytes = 0;
    const sampling = setInterval(() => {
      peakBytes = Math.max(peakBytes, rendererBytes(processId));
    }, sampleEveryMs);
    try {
      const { url } = await told();
      const page = await client.newPage({ viewport: { width: 1600, height: 900 } });
      await page.addInitScript(watchTrace);
      if (memoryMb !== undefined) await page.addInitScript(limitMemory, memoryMb * 1e6);
      await page.goto(url);
      await page.getByTestId("drop-target").waitFor();
      await page.evaluate(watchFrames);
      host.stdin.write("start\n");
      const { startedMs } = await told();
      const { state, events, dropped } = await told();
      if (state !== "done") throw new Error(`the run is ${state}`);
      const { shown, frames } = await page.evaluate(
        () =>
          /** @type {{ bench: { shown: Shown[], frames: { atMs: number, ms: number }[] } }} */ (
            /** @type {unknown} */ (globalThis)
          ).bench,
      );
      const isWarm = (/** @type {number} */ atMs) => atMs > startedMs + warmUpMs && atMs < startedMs + seconds * 1_000;
      const frameMs = frames.filter(({ atMs }) => isWarm(atMs)).map(({ ms }) => ms);
      const lagMs = shown
        .filter(({ shownMs }) => isWarm(shownMs))
        .map(({ timeNs, shownMs }) => shownMs - startedMs - timeNs / 1e6);
      return [
        { figure: "events a second", value: events / seconds, unit: "1/s" },
        { figure: "dropped", value: dropped, unit: "events" },
        { figure: "frame, median", value: share(frameMs, 0.5), unit: "ms" },
        { ...limited(share(frameMs, 0.95), asked.frameMs), figure: "frame, p95", unit: "ms" },
        { figure: "event to pixel, median", value: share(lagMs, 0.5), unit: "ms" },
        { ...limited(share(lagMs, 0.95), asked.lagMs), figure: "event to pixel, p95", unit: "ms" },
        ...(await memoryFigures(page)),
        { figure: "renderer memory, peak", value: peakBytes / 1e6, unit: "MB" },
      ];
    } finally {
      clearInterval(sampling);
      await close();
      host.stdin.end();
      await new Promise((resolve) => host.once("exit", resolve));
      rmSync(folder, { recursive: true });
    }
  },
};

/** @param {number} value @param {number} baseline */
function limited(value, baseline) {
  return { value, baseline, ratio: baseline / value };
}

/** @param {number[]} values @param {number} part */
function share(values, part) {
  const sorted = [...values].sort((a, b) => a - b);
  return sorted[Math.floor(sorted.length * part)] ?? Number.NaN;
}

/**
 * What the status bar says: how much the timeline takes of what it may, and from when on every event is there.
 *
 * @param {import("@playwright/test").Page} page
 */
async function memoryFigures(page) {
  const element = page.getByTestId("trace-memory");
  /** @param {string} name */
  const read = async (name) => Number(await element.getAttribute(`data-${name}`));
  return [
    {
      ...limited((await read("bytes")) / 1e6, (await read("cap-bytes")) / 1e6),
      figure: "timeline's memory",
      unit: "MB",
    },
    { figure: "every event from", value: (await read("detail-from-ns")) / 1e9, unit: "s" },
  ];
}

/** In the page, before it is loaded: as a user does in the settings. @param {number} capBytes */
function limitMemory(capBytes) {
  localStorage.setItem("lanescope.memory", JSON.stringify({ state: { capBytes }, version: 0 }));
}

/** In the page, before it is loaded: notes of each stretch of the trace its newest time, and when that was on the screen. */
function watchTrace() {
  const shown = /** @type {Shown[]} */ ([]);
  Object.assign(globalThis, { bench: { shown, frames: [] } });
  const arrived = /** @type {{ end: number, timeNs: number }[]} */ ([]);
  const recordBytes = 32;
  /** @param {ArrayBuffer} frame The run's id, its length and the trace's offset before; then blocks. */
  const note = (frame) => {
    const view = new DataView(frame);
    const first = 12 + view.getUint32(0, true);
    let timeNs = 0;
    for (let at = first; at + 16 <= frame.byteLength; ) {
      const payload = view.getUint32(at, true);
      const last = at + 16 + payload - recordBytes;
      // Of records; the last one begins or ends a slice: of a name the text might follow.
      const isRecords = view.getUint32(at + 12, true) === 1 && payload >= recordBytes;
      if (isRecords && (view.getUint8(last + 8) === 2 || view.getUint8(last + 8) === 3)) {
        timeNs = Math.max(timeNs, view.getFloat64(last, true));
      }
      at += 16 + payload;
    }
    if (timeNs > 0) arrived.push({ end: view.getFloat64(4, true) + frame.byteLength - first, timeNs });
  };
  /** @param {number} offset Everything before it was taken in. */
  const taken = (offset) => {
    const count = arrived.findIndex(({ end }) => end > offset);
    const done = arrived.splice(0, count < 0 ? arrived.length : count);
    requestAnimationFrame(() => {
      const { port1, port2 } = new MessageChannel();
      port1.onmessage = () => {
        const shownMs = performance.timeOrigin + performance.now();
        for (const { timeNs } of done) shown.push({ timeNs, shownMs });
        port1.close();
      };
      port2.postMessage(null);
    });
  };
  globalThis.WebSocket = class extends WebSocket {
    /** @param {string | URL} address */
    constructor(address) {
      super(address);
      this.addEventListener("message", ({ data }) => {
        if (data instanceof ArrayBuffer) note(data);
      });
    }

    /** @param {string} data @override */
    send(data) {
      super.send(data);
      if (data.startsWith('["acknowledge"')) taken(JSON.parse(data)[1].offset);
    }
  };
}

/** In the page: notes how long each frame was. */
function watchFrames() {
  const { frames } = /** @type {{ bench: { frames: { atMs: number, ms: number }[] } }} */ (
    /** @type {unknown} */ (globalThis)
  ).bench;
  let last = performance.now();
  /** @param {number} now */
  const take = (now) => {
    frames.push({ atMs: performance.timeOrigin + now, ms: now - last });
    last = now;
    requestAnimationFrame(take);
  };
  requestAnimationFrame(take);
}
