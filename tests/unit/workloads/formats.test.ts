import { readFileSync } from "node:fs";
import { join } from "node:path";
import { gzipSync } from "node:zlib";
import { describe, expect, it } from "vitest";
import type { AnyWorkload } from "../../../src/engine/protocol/workload";
import type { Dataset } from "../../../src/shared/contract/models";
import { groupBy } from "../../../src/workloads/group-by";
import { sum } from "../../../src/workloads/sum";
import { wordCount } from "../../../src/workloads/word-count";
import { openWritten } from "../datasets/support";
import { runWorkload } from "./run-workload";

const [header, ...lines] = readFileSync(join(__dirname, "../../../resources/samples/new-york-flights.csv"), "utf8")
  .trim()
  .split("\n")
  .slice(0, 1_500);
const names = header!.split(",");
const csv = `${[header, ...lines].join("\n")}\n`;

/** Numbers as they stand in the table, everything else as text; a missing one is left out, null or a text in turns. */
function recordOf(line: string, row: number): Record<string, unknown> {
  const entries = line.split(",").map((cell, column): [string, unknown] => {
    if (cell === "NA") return [names[column]!, row % 2 === 0 ? "NA" : null];
    return [names[column]!, /^-?\d+$/.test(cell) ? Number(cell) : cell];
  });
  return Object.fromEntries(entries.filter(([, value]) => value !== null));
}

const records = lines.map(recordOf);
const ndjson = `${records.map((record) => JSON.stringify(record)).join("\n")}\n`;

const files: readonly (readonly [name: string, content: string | Uint8Array])[] = [
  ["flights.csv.gz", gzipSync(csv)],
  ["flights.ndjson", ndjson],
  ["flights.jsonl.gz", gzipSync(ndjson)],
  ["flights.json", JSON.stringify(records)],
  ["pretty.json", JSON.stringify(records, null, 2)],
  ["flights.json.gz", gzipSync(JSON.stringify(records))],
];

const runs: readonly (readonly [AnyWorkload, Record<string, unknown>])[] = [
  [sum, { column: "distance" }],
  [groupBy, { by: "carrier", of: "dep_delay" }],
  [groupBy, { by: "carrier" }],
  [wordCount, { column: "dest", top: 1_000 }],
];

describe.each(files)("%s", (name, content) => {
  it("gives the results of the CSV file, for every chunk size", async () => {
    const plain = await openWritten(csv, "flights.csv");
    const dataset = await openWritten(content, name);
    for (const [workload, parameters] of runs) {
      const expected = await problemsAndResult(workload, parameters, plain, 1_000_000);
      for (const chunkSize of [3_000, 50_000, 10_000_000]) {
        expect(await problemsAndResult(workload, parameters, dataset, chunkSize)).toEqual(expected);
      }
    }
  });
});

describe("words of records", () => {
  it("are those of their cells, as texts stand for, without the names", async () => {
    const dataset = await openWritten('{"title":"caf\\u00e9 one\\ntwo","n":1}\n{"title":"one"}\n', "words.ndjson");
    const { result } = await runWorkload(wordCount, { top: 10 }, dataset, { chunkSize: 7 });
    expect(result.rows).toEqual([
      ["one", 2],
      ["1", 1],
      ["café", 1],
      ["two", 1],
    ]);
  });

  it("are those of a packed text as well", async () => {
    const text = "one two\nthree, two \n".repeat(50_000);
    const expected = await runWorkload(wordCount, { top: 10 }, await openWritten(text, "words.txt"));
    const packed = await openWritten(gzipSync(text), "words.txt.gz");
    expect((await runWorkload(wordCount, { top: 10 }, packed)).result).toEqual(expected.result);
  });
});

async function problemsAndResult(
  workload: AnyWorkload,
  parameters: Record<string, unknown>,
  dataset: Dataset,
  chunkSize: number,
): Promise<unknown> {
  const { result, problems } = await runWorkload(workload, parameters, dataset, { chunkSize });
  return { result, problems: problems.map(({ code, count }) => ({ code, count })) };
}
