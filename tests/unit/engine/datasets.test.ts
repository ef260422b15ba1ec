import { existsSync, mkdirSync, mkdtempSync, rmSync, utimesSync, writeFileSync } from "node:fs";
import { tmpdir } from "node:os";
import { join } from "node:path";
import { afterEach, beforeEach, describe, expect, it } from "vitest";
import { openSource } from "../../../src/engine/datasets";
import { Datasets } from "../../../src/engine/service/datasets";
import { Openings } from "../../../src/engine/service/openings";
import type { Dataset, Opening } from "../../../src/shared/contract/models";

let folder: string;
let told: (readonly Dataset[])[];
let datasets: Datasets;
let openings: (readonly Opening[])[];
let watched: Openings;

/** As `openSource`; a folder takes until it is given up. */
const openWatched: typeof openSource = async (source, given, watch) => {
  if (!("path" in source && source.path.endsWith("endless"))) return openSource(source, given, watch);
  watch?.onFiles?.(7, null);
  return new Promise((_, reject) => watch?.signal?.addEventListener("abort", () => reject(new Error("given up"))));
};

beforeEach(() => {
  folder = mkdtempSync(join(tmpdir(), "lanescope-datasets-"));
  told = [];
  openings = [];
  watched = new Openings((all) => openings.push(all));
  datasets = new Datasets(join(folder, "lists"), (list) => told.push(list), watched, openWatched);
});

afterEach(() => rmSync(folder, { recursive: true, force: true }));

function write(name: string, text = "a,b\n1,2\n"): string {
  const path = join(folder, name);
  writeFileSync(path, text);
  return path;
}

describe("the session's datasets", () => {
  it("tell of each that is opened and removed", async () => {
    const first = await datasets.open(write("first.csv"), "file");
    const second = await datasets.open(write("second.csv"), "file");
    await datasets.remove(first.id);
    expect(told).toEqual([[first], [first, second], [second]]);
    expect(datasets.list()).toEqual([second]);
    expect(datasets.get(second.id)).toBe(second);
  });

  it("are opened no more once the session ends, and none is under way then", async () => {
    const endless = datasets.open(join(folder, "endless"), "file");
    const refused = expect(endless).rejects.toThrow("given up");
    await datasets.close();
    await refused;
    expect(openings.at(-1)).toEqual([]);
    await expect(datasets.open(write("late.csv"), "file")).rejects.toMatchObject({ fault: { code: "aborted" } });
    expect(told).toEqual([]);
  });

  it("hold one entry for each path, looked at again when it is opened again", async () => {
    const path = write("orders.csv");
    const first = await datasets.open(path, "sample");
    write("orders.csv", "a,b,c\n1,2,3\n");
    const second = await datasets.open(path, "file");
    expect(second).toMatchObject({ id: first.id, origin: "sample", size: 12 });
    expect(second.columns).toHaveLength(3);
    expect(datasets.list()).toEqual([second]);
  });

  it("hold one entry for a path that is opened twice at once", async () => {
    const path = write("orders.csv");
    const [first, second] = await Promise.all([datasets.open(path, "file"), datasets.open(path, "file")]);
    expect(second.id).toBe(first.id);
    expect(datasets.list()).toHaveLength(1);
  });

  it("take the user's word for a column's type, also when the file is looked at again", async () => {
    const path = write("codes.csv", "code,city\n10115,Berlin\n");
    const { id } = await datasets.open(path, "file");
    expect(datasets.retype(id, "code", "text").columns).toEqual([
      { name: "code", type: "text", inferred: "integer" },
      { name: "city", type: "text" },
    ]);
    write("codes.csv", "code,city\n10115,Berlin\n80331,Munich\n");
    expect((await datasets.current(id)).columns[0]).toEqual({ name: "code", type: "text", inferred: "integer" });
    expect(datasets.retype(id, "code", "integer").columns[0]).toEqual({ name: "code", type: "integer" });
    expect(() => datasets.retype(id, "zip", "text")).toThrow("codes.csv has no column zip.");
  });

  it("take it from an earlier session, too", async () => {
    const opened = await datasets.open(write("codes.csv", "code\n1\n2\n"), "file", undefined, { code: "text" });
    expect(opened.columns).toEqual([{ name: "code", type: "text", inferred: "integer" }]);
  });

  it("tell of one that takes long, until it is given up", async () => {
    const opened = datasets.open("/data/endless", "file");
    expect(openings).toEqual([[{ id: expect.any(String), name: "endless", files: 7, total: null }]]);
    const [{ id }] = openings[0] as [Opening];
    watched.cancel(id);
    await expect(opened).rejects.toThrow("given up");
    expect(openings.at(-1)).toEqual([]);
    expect(() => watched.cancel(id)).toThrow(
      expect.objectContaining({ fault: expect.objectContaining({ code: "bad-request" }) }),
    );
  });

  it("do not list a file that could not be opened", async () => {
    await expect(datasets.open(join(folder, "none.csv"), "file")).rejects.toMatchObject({
      fault: { code: "dataset-missing" },
    });
    expect(datasets.list()).toEqual([]);
    expect(told).toEqual([]);
  });

  it("do not know an id after its dataset was removed", async () => {
    const { id } = await datasets.open(write("orders.csv"), "file");
    await datasets.remove(id);
    expect(() => datasets.get(id)).toThrow(
      expect.objectContaining({ fault: expect.objectContaining({ code: "dataset-unknown" }) }),
    );
    await expect(datasets.remove(id)).rejects.toMatchObject({ fault: { code: "dataset-unknown" } });
    await expect(datasets.current(id)).rejects.toMatchObject({ fault: { code: "dataset-unknown" } });
  });

  it("delete an uploaded copy with its folder when it is removed, and no file of the user's", async () => {
    const own = await datasets.open(write("own.csv"), "file");
    mkdirSync(join(folder, "upload"));
    const copy = await datasets.open(write("upload/copy.csv"), "upload");
    await datasets.remove(own.id);
    await datasets.remove(copy.id);
    expect(existsSync(own.path)).toBe(true);
    expect(existsSync(join(folder, "upload"))).toBe(false);
  });
});

describe("a dataset as its file is now", () => {
  it("is the same where nothing changed", async () => {
    const dataset = await datasets.open(write("orders.csv"), "file");
    expect(await datasets.current(dataset.id)).toBe(dataset);
    expect(told).toHaveLength(1);
  });

  it("is looked at again where size or time changed, under its id and name", async () => {
    const path = write("orders.csv");
    const { id } = await datasets.open(path, "upload", "shown.csv");
    write("orders.csv", "a,b\n1,2\n3,4\n");
    expect(await datasets.current(id)).toMatchObject({ id, name: "shown.csv", origin: "upload", size: 12 });
    utimesSync(path, 1, 1);
    expect((await datasets.current(id)).modifiedMs).toBe(1_000);
    expect(told).toHaveLength(3);
  });

  it("is missing where its file is gone", async () => {
    const { id, path } = await datasets.open(write("orders.csv"), "file");
    rmSync(path);
    await expect(datasets.current(id)).rejects.toMatchObject({ fault: { code: "dataset-missing" } });
  });
});
