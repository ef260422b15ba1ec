import { afterEach, describe, expect, it, vi } from "vitest";
import { builtinWorkloads } from "../../../src/workloads";
import { workloadCases } from "../../support/workload-cases";
import { openWritten, writeFile } from "../datasets/support";
import { runWorkload } from "./run-workload";

afterEach(() => {
  vi.restoreAllMocks();
});

const cuts = [{}, { workers: 7 }, { chunkSize: 1 }, { chunkSize: 3 }, { chunkSize: 1_000 }, { chunkSize: 100_000 }];

/** Those on images have tests of their own: their datasets are more than a text. */
const workloads = builtinWorkloads.flatMap((workload) =>
  workload.input === "images" || workload.input === "idx" ? [] : [{ id: workload.id, workload }],
);

describe.each(workloads)("$id", ({ id, workload }) => {
  it("gives the same, bit for bit, for every chunk size and number of workers", async () => {
    // Those that print do so here.
    vi.spyOn(console, "log").mockImplementation(() => undefined);
    expect(workloadCases).toHaveProperty(id);
    const { parameters: given, text, table, same = (whole) => whole } = workloadCases[id]!;
    const parameters = table === undefined ? given : { ...given, table: writeFile(table) };
    const dataset = text === undefined ? null : await openWritten(text);
    const found = new Set<string>();
    for (const cut of cuts) {
      // Chunks of a byte or three would be read over and over.
      const isTiny = workload.chunkUnit === "bytes" && (cut.chunkSize ?? 100) < 100;
      const options = isTiny ? { ...cut, chunkSize: 100 * cut.chunkSize! } : cut;
      const { result, problems } = await runWorkload(workload, parameters, dataset, options);
      found.add(JSON.stringify({ result: same(result), problems }));
    }
    expect(found.size).toBe(1);
  });
});
