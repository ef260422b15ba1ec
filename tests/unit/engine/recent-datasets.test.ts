import { existsSync, mkdirSync, mkdtempSync, readFileSync, rmSync, writeFileSync } from "node:fs";
import { tmpdir } from "node:os";
import { join } from "node:path";
import { afterEach, beforeEach, describe, expect, it } from "vitest";
import { RecentDatasets } from "../../../src/engine/service/recent-datasets";
import type { Dataset, RecentDataset } from "../../../src/shared/contract/models";
import { dataset } from "../cli/support";

let folder: string;
let file: string;
let warnings: string[];
let told: (readonly RecentDataset[])[];

beforeEach(() => {
  folder = mkdtempSync(join(tmpdir(), "lanescope-recents-"));
  file = join(folder, "user-data", "recent-datasets.json");
  warnings = [];
  told = [];
});

afterEach(() => rmSync(folder, { recursive: true, force: true }));

function start(path: string | null = file): RecentDatasets {
  const ignore = (): void => undefined;
  const log = { info: ignore, warn: (message: string) => warnings.push(message), error: ignore };
  return new RecentDatasets(path, log, (recents) => told.push(recents));
}

function written(name: string): Dataset {
  const path = join(folder, name);
  writeFileSync(path, "a,b\n1,2\n");
  return { ...dataset, name, path };
}

async function names(recents: RecentDatasets): Promise<readonly string[]> {
  return (await recents.list()).map(({ name }) => name);
}

describe("the recent datasets", () => {
  it("are there in the next session, the newest first, each path once", async () => {
    const recents = start();
    for (const name of ["one.csv", "two.csv", "one.csv"]) await recents.opened(written(name));
    expect(await names(start())).toEqual(["one.csv", "two.csv"]);
    expect(told.at(-1)).toEqual(await start().list());
  });

  it("are twelve at most", async () => {
    const recents = start();
    for (let number = 1; number <= 14; number++) await recents.opened(written(`${number}.csv`));
    expect(await names(recents)).toEqual([14, 13, 12, 11, 10, 9, 8, 7, 6, 5, 4, 3].map((number) => `${number}.csv`));
  });

  it("say of a file that vanished that it did, until it is removed", async () => {
    const recents = start();
    const kept = written("kept.csv");
    const gone = written("gone.csv");
    await recents.opened(kept);
    await recents.opened(gone);
    rmSync(gone.path);
    expect((await recents.list()).map(({ name, isThere }) => [name, isThere])).toEqual([
      ["gone.csv", false],
      ["kept.csv", true],
    ]);
    await recents.remove(gone.path);
    expect(await names(start())).toEqual(["kept.csv"]);
    expect(existsSync(kept.path)).toBe(true);
  });

  it("keep the types that the user said columns are of", async () => {
    const codes = written("codes.csv");
    const columns = [
      { name: "code", type: "text", inferred: "integer" },
      { name: "city", type: "text" },
    ] as const;
    await start().opened({ ...codes, columns });
    expect(start().typesOf(codes.path)).toEqual({ code: "text" });
    await start().opened({ ...codes, columns: [{ name: "code", type: "integer" }] });
    expect(start().typesOf(codes.path)).toBeUndefined();
  });

  it("leave out samples, which are always at hand, and uploads, which go with the session", async () => {
    const recents = start();
    for (const origin of ["sample", "upload"] as const) await recents.opened({ ...written("x.csv"), origin });
    expect(await recents.list()).toEqual([]);
  });

  it("are written beside what another process is writing", async () => {
    await start().opened(written("one.csv"));
    mkdirSync(`${file}.new`);
    await start().opened(written("two.csv"));
    expect([await names(start()), warnings]).toEqual([["two.csv", "one.csv"], []]);
  });

  it("begin anew where their file is damaged", async () => {
    const recents = start();
    await recents.opened(written("one.csv"));
    writeFileSync(file, readFileSync(file, "utf8").slice(5));
    expect(await recents.list()).toEqual([]);
    await recents.opened(written("two.csv"));
    expect(await names(recents)).toEqual(["two.csv"]);
    expect(warnings).toEqual([]);
  });

  it("warn where they cannot be kept, and are nowhere where there is no file for them", async () => {
    const blocked = written("blocked");
    await start(join(blocked.path, "recents.json")).opened(written("one.csv"));
    expect(warnings).toEqual([expect.stringMatching(/^the recent datasets were not kept: /)]);
    const nowhere = start(null);
    await nowhere.opened(written("one.csv"));
    expect(await nowhere.list()).toEqual([]);
  });
});
