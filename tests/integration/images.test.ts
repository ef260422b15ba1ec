import { existsSync, mkdirSync, mkdtempSync, readdirSync, readFileSync, rmSync, writeFileSync } from "node:fs";
import { tmpdir } from "node:os";
import { join } from "node:path";
import { afterAll, afterEach, beforeAll, beforeEach, describe, expect, it } from "vitest";
import { imageHeader } from "../../src/engine/datasets/images/image-size";
import type { RunSettings } from "../../src/shared/contract/models";
import { encoded, hugePng } from "../support/pictures";
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

/** Images that can be decoded. */
const whole = 24;

beforeAll(() => {
  folder = mkdtempSync(join(tmpdir(), "lanescope-images-"));
  for (let image = 0; image < whole; image++) {
    const format = (["jpeg", "png", "webp"] as const)[image % 3]!;
    writeFileSync(join(folder, `${image}.${format}`), encoded(format, 60 + image, 90 - image, image));
  }
  writeFileSync(join(folder, "broken.jpg"), "no picture");
  writeFileSync(join(folder, "empty.png"), "");
  writeFileSync(join(folder, "huge.png"), hugePng(50_000, 50_000));
  writeFileSync(join(folder, "notes.txt"), "no picture either");
});

afterAll(() => rmSync(folder, { recursive: true, force: true }));

beforeEach(() => {
  engine = new EngineUnderTest();
});

afterEach(async () => {
  await engine.close();
  expect(engine.workers).toEqual([]);
});

describe.each(["image-filter", "image-colours"])("%s", (workload) => {
  it("gives the same in every mode, with every number of workers and chunk size, and tells of what is no image", async () => {
    const dataset = await engine.request("datasets.open", { path: folder });
    expect(dataset).toMatchObject({ format: "images", files: { count: whole + 3, leftOut: 1 } });
    const found = new Set<string>();
    for (const settings of ways) {
      const run = await engine.ended(await engine.start(workload, { ...settings, datasetId: dataset.id }));
      expect(run).toMatchObject({ state: "done", fault: null });
      expect(run.problems.map(({ code, count }) => [code, count])).toEqual([
        ["image-undecodable", 2],
        ["image-too-large", 1],
        ["other-files", 1],
      ]);
      found.add(JSON.stringify(await engine.request("runs.result", { runId: run.id })));
    }
    expect(found.size).toBe(1);
    expect([...found][0]).toContain(`${whole} of ${whole + 3} images`);
  });
});

describe("new images", () => {
  it("are saved where that is asked for, and nothing is left of them where the run is stopped", async () => {
    const { id: datasetId } = await engine.request("datasets.open", { path: folder });
    const output = join(engine.folder, "new");
    const run = await engine.ended(
      await engine.start("image-filter", { datasetId, parameters: { filter: "resize", longest: 32, output } }),
    );
    expect(run.state).toBe("done");
    expect(readdirSync(output)).toHaveLength(whole);
    expect(imageHeader(readFileSync(join(output, "1.png.jpg")))).toEqual({ format: "jpeg", width: 22, height: 32 });
    await expect(engine.start("image-filter", { datasetId, parameters: { output } })).rejects.toMatchObject({
      fault: { code: "bad-parameter" },
    });
    const other = join(engine.folder, "other.zip");
    const stopped = await engine.start("image-filter", { datasetId, workers: 1, parameters: { output: other } });
    // Held in the turn in which it gets its first chunk, so that the run cannot end; what it would write is written here.
    await engine.until(() => engine.state(stopped).state === "running");
    process.kill(engine.workers[0]!, "SIGSTOP");
    mkdirSync(`${other}.unfinished`, { recursive: true });
    writeFileSync(`${other}.unfinished/1.jpg`, "half");
    expect((await engine.request("runs.stop", { runId: stopped.id })).state).toBe("stopped");
    await expect.poll(() => existsSync(`${other}.unfinished`)).toBe(false);
    expect(existsSync(other)).toBe(false);
  });
});

describe("nearest-neighbours", () => {
  it("gives the same in every mode, with every number of workers and chunk size: that of an independent tool", async () => {
    const path = join(process.cwd(), "resources/samples/digits-images.idx3-ubyte.gz");
    const { id: datasetId } = await engine.request("datasets.open", { path });
    const parameters = { neighbours: 3, known: 1_000, asked: 300 };
    const found = new Set<string>();
    for (const settings of ways) {
      const run = await engine.ended(await engine.start("nearest-neighbours", { ...settings, datasetId, parameters }));
      expect(run).toMatchObject({ state: "done", fault: null, problems: [] });
      found.add(JSON.stringify(await engine.request("runs.result", { runId: run.id })));
    }
    expect(found.size).toBe(1);
    // Counted by a few lines of Python over the same files.
    expect([...found][0]).toContain("283 of 300 right");
  });
});
