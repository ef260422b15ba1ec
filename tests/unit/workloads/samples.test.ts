import { readdirSync, readFileSync, statSync } from "node:fs";
import { fileURLToPath } from "node:url";
import { describe, expect, it } from "vitest";
import { openDataset } from "../../../src/engine/datasets";
import { Samples } from "../../../src/engine/service/samples";
import { workloadInfo } from "../../../src/engine/service/workload-info";
import { effectiveParameters, fieldsOf } from "../../../src/renderer/setup/parameters";
import { suggestWorkload } from "../../../src/renderer/setup/plan";
import { makeStarters } from "../../../src/renderer/views/start/starters";
import { sampleSchema } from "../../../src/shared/contract/models";
import { builtinWorkloads } from "../../../src/workloads";
import { runWorkload } from "./run-workload";

const folder = fileURLToPath(new URL("../../../resources/samples", import.meta.url));
const samples = new Samples(folder);

interface Expected {
  readonly file: string;
  readonly workload: string;
  readonly parameters: Record<string, string | number>;
  readonly rows: readonly unknown[];
  readonly notNumbers: number;
  /** Of the first cell that is no number. */
  readonly firstLine: number | null;
}

/**
 * Computed by Python 3.11, with its `csv`, `re` and `math.fsum` alone; the numbers of the CSV files by DuckDB 2.0.1 as well, with
 * the same outcome to the last digit.
 */
const expectations = JSON.parse(
  readFileSync(new URL("samples-expected.json", import.meta.url), "utf8"),
) as readonly Expected[];

describe("a result from a bundled sample", () => {
  it.each(expectations)(
    "is an independent tool's, to the last digit: $file by $workload with $parameters",
    async (own) => {
      const dataset = await openDataset(`${folder}/${own.file}`, { id: "d", origin: "sample" });
      const workload = builtinWorkloads.find(({ id }) => id === own.workload)!;
      for (const chunkSize of ["auto", 50_000, dataset.size] as const) {
        const { result, problems } = await runWorkload(workload, own.parameters, dataset, { chunkSize });
        expect(result.rows).toEqual(own.rows);
        expect(problems.map(({ code, count, line }) => [code, count, line])).toEqual(
          own.notNumbers === 0 ? [] : [["not-a-number", own.notNumbers, own.firstLine]],
        );
      }
    },
  );
});

describe("the bundled samples", () => {
  it("are what the catalogue says, each file with its licence told, and small", () => {
    const listed = samples.list();
    expect(listed.map((sample) => sampleSchema.parse(sample))).toEqual(listed);
    const told = readFileSync(`${folder}/README.md`, "utf8");
    for (const { id, name, licence } of listed) {
      expect(samples.pathOf(id)).toBe(`${folder}/${name}`);
      expect(licence).toMatch(/^Public domain \(|CC BY 4\.0$/);
      expect(told).toContain(`\`${name}\``);
    }
    const files = readdirSync(folder).filter((name) => !/^(README\.md|samples\.json)$/.test(name));
    // The labels lie beside their images.
    expect(files.sort()).toEqual([...listed.map(({ name }) => name), "digits-labels.idx1-ubyte.gz"].sort());
    expect(files.reduce((sum, name) => sum + statSync(`${folder}/${name}`).size, 0)).toBeLessThan(6_000_000);
  });

  it("each start with a workload and columns that show something", async () => {
    const infos = builtinWorkloads.map(workloadInfo);
    const starts: unknown[] = [];
    for (const { id } of samples.list()) {
      const dataset = await openDataset(samples.pathOf(id), { id: "d", origin: "sample" });
      const workload = suggestWorkload(dataset, infos)!;
      starts.push([id, workload.id, effectiveParameters(fieldsOf(workload), dataset, undefined)]);
    }
    expect(starts).toEqual([
      ["new-york-flights", "group-by", { by: "carrier", of: "dep_delay" }],
      ["bird-strikes", "group-by", { by: "Wildlife Species", of: "Cost Total $" }],
      ["shakespeare-tragedies", "word-count", { top: 20 }],
      ["handwritten-digits", "nearest-neighbours", { neighbours: 3, known: 5_000, asked: 500 }],
    ]);
  });

  it("are on the start page under the icon of the workload that they start", () => {
    const starters = makeStarters(samples.list(), []);
    expect(starters.map(({ id, icon }) => [id, icon.id])).toEqual([
      ["new-york-flights", "group-by"],
      ["bird-strikes", "group-by"],
      ["shakespeare-tragedies", "word-count"],
      ["handwritten-digits", "nearest-neighbours"],
    ]);
  });
});
