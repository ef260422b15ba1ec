import { mkdtempSync, rmSync, writeFileSync } from "node:fs";
import { tmpdir } from "node:os";
import { join } from "node:path";
import { afterEach, beforeEach, describe, expect, it } from "vitest";
import { Samples } from "../../../src/engine/service/samples";

let folder: string;

beforeEach(() => {
  folder = mkdtempSync(join(tmpdir(), "lanescope-samples-"));
});

afterEach(() => rmSync(folder, { recursive: true, force: true }));

describe("the samples of a folder", () => {
  beforeEach(() => {
    const told = { name: "Rivers", description: "Long ones.", licence: "CC0" };
    writeFileSync(join(folder, "samples.json"), JSON.stringify([{ id: "rivers", file: "rivers.csv", ...told }]));
    writeFileSync(join(folder, "rivers.csv"), "name\nPo\n");
  });

  it("are listed with their size, without their place", () => {
    expect(new Samples(folder).list()).toEqual([
      { id: "rivers", name: "Rivers", description: "Long ones.", licence: "CC0", size: 8 },
    ]);
  });

  it("are found by their id", () => {
    expect(new Samples(folder).pathOf("rivers")).toBe(join(folder, "rivers.csv"));
  });

  it("are told where one is asked for that there is not", () => {
    const fault = { code: "dataset-unknown", message: 'There is no sample "lakes". There are: rivers.' };
    expect(() => new Samples(folder).pathOf("lakes")).toThrow(expect.objectContaining({ fault }));
  });
});

describe("a folder whose catalogue is broken", () => {
  it.each([
    ["is missing", null],
    ["is no JSON", "[{"],
    ["lacks a field", '[{"id":"rivers"}]'],
  ])("is refused where it %s", (_what, text) => {
    if (text !== null) writeFileSync(join(folder, "samples.json"), text);
    expect(() => new Samples(folder)).toThrow();
  });
});
