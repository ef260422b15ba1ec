import { linkSync, mkdirSync, mkdtempSync, rmSync, symlinkSync, writeFileSync } from "node:fs";
import { tmpdir } from "node:os";
import { join } from "node:path";
import { afterEach, beforeEach, describe, expect, it } from "vitest";
import { openInThread } from "../../src/engine/service";
import type { RunSettings } from "../../src/shared/contract/models";
import { EngineUnderTest } from "./support/engine";

/** Each mode, with another number of workers or chunk size. */
const ways: readonly Pick<RunSettings, "mode" | "workers" | "chunkSize">[] = [
  { mode: "sequential", workers: 1, chunkSize: "auto" },
  { mode: "concurrent", workers: 2, chunkSize: 7 },
  { mode: "threads", workers: 2, chunkSize: 1_000 },
  { mode: "processes", workers: 3, chunkSize: 1 },
];

let engine: EngineUnderTest;
let folder: string;

beforeEach(() => {
  engine = new EngineUnderTest();
  folder = mkdtempSync(join(tmpdir(), "lanescope-folders-"));
});

afterEach(async () => {
  await engine.close();
  rmSync(folder, { recursive: true, force: true });
  expect(engine.workers).toEqual([]);
});

describe("a folder of many files", () => {
  it("is listed in a thread, and may be given up", async () => {
    const openSource = openInThread(join(process.cwd(), "out/workers/look.cjs"));
    const given = { id: "d", origin: "file", listsFolder: join(engine.folder, "lists") } as const;
    const files = 20_000;
    writeFileSync(join(folder, "0.txt"), "some words");
    // Each of them is the same file: faster than to write so many.
    for (let file = 1; file < files; file++) linkSync(join(folder, "0.txt"), join(folder, `${file}.txt`));
    mkdirSync(join(folder, "0 within"));
    symlinkSync("..", join(folder, "0 within", "circle"));
    symlinkSync("circle.txt", join(folder, "0 within", "circle.txt"));
    const abort = new AbortController();
    const givenUp = openSource({ path: folder }, given, { signal: abort.signal });
    const opened = openSource({ path: folder }, given);
    abort.abort();
    await expect(givenUp).rejects.toMatchObject({ fault: { code: "aborted" } });
    expect(await opened).toMatchObject({
      rowsEstimate: files + 1,
      size: files * "some words".length,
      files: { count: files + 1, leftOut: 1, unreadableFolders: 0 },
    });
  });
});

describe("counting the words of a folder", () => {
  it("gives the same in every mode and for every chunk size, and tells of files that it cannot use", async () => {
    for (let file = 0; file < 40; file++)
      writeFileSync(join(folder, `${file}.txt`), `word${file % 7} the the\n`.repeat(file));
    writeFileSync(join(folder, "binary.txt"), Uint8Array.of(0, 1, 2));
    writeFileSync(join(folder, "other.bin"), "the");
    symlinkSync(join(folder, "nowhere"), join(folder, "gone.txt"));
    const dataset = await engine.request("datasets.open", { path: folder });
    const found = new Set<string>();
    for (const settings of ways) {
      const run = await engine.ended(await engine.start("word-count", { ...settings, datasetId: dataset.id }));
      expect(run).toMatchObject({ state: "done", fault: null, progress: { total: 42, unit: "items" } });
      expect(run.problems.map(({ code, count }) => [code, count])).toEqual([
        ["file-not-text", 1],
        ["file-missing", 1],
        ["other-files", 1],
      ]);
      found.add(JSON.stringify(await engine.request("runs.result", { runId: run.id })));
    }
    expect(found.size).toBe(1);
    const [first] = [...found].map((text) => JSON.parse(text) as { rows: unknown[][] });
    expect(first?.rows[0]).toEqual(["the", (2 * (40 * 39)) / 2]);
  });

  it("looks at the folder again before each run, and refuses what does not fit", async () => {
    const path = join(folder, "a.txt");
    writeFileSync(path, "one");
    const { id: datasetId } = await engine.request("datasets.open", { path: folder });
    writeFileSync(path, "one two three");
    writeFileSync(join(folder, "b.txt"), "four");
    const run = await engine.ended(await engine.start("word-count", { datasetId }));
    expect(await engine.request("runs.result", { runId: run.id })).toMatchObject({ headline: "4 words, 4 different" });
    await expect(engine.start("sum", { datasetId })).rejects.toMatchObject({ fault: { code: "dataset-unsuitable" } });
  });
});
