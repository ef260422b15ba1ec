import { describe, expect, it } from "vitest";
import { chunkCount, chunkOf } from "../../../src/engine/host/chunk-ledger";
import { planBytes } from "../../../src/library/worker";
import { describeCsv, writeFile } from "./support";

const small = describeCsv(writeFile("a,b\n1,2\n", "small.csv"), { delimiter: ",", columns: ["a", "b"], dataStart: 4 });
const megabyte = 1024 * 1024;

function planned(size: number, workers: number) {
  const plan = planBytes({ dataset: { ...small, size }, chunkSize: "auto", workers });
  const chunks = Array.from({ length: chunkCount(plan) }, (_, index) => chunkOf(plan, index));
  return { plan, chunks };
}

describe("cutting a file into byte ranges by itself", () => {
  it.each([
    ["a file of some bytes", 9, 2],
    ["a file of some megabytes", 60 * megabyte, 2],
    ["a large file", 1_000 * megabyte + 5, 2],
    ["a large file for many", 1_000 * megabyte + 5, 7],
    ["a large file for one", 1_000 * megabyte + 5, 1],
  ])("covers %s without gaps", (_what, size, workers) => {
    const { chunks } = planned(size, workers);
    expect([chunks[0]!.from, chunks.at(-1)!.to]).toEqual([4, size]);
    for (const [index, { from }] of chunks.entries()) if (index > 0) expect(from).toBe(chunks[index - 1]!.to);
  });

  it("ends with small chunks where several workers would wait for the last of them", () => {
    const { plan, chunks } = planned(1_000 * megabyte, 2);
    expect(plan.chunkSize).toBe(32 * megabyte);
    const sizes = chunks.map(({ from, to }) => to - from);
    expect(sizes.slice(0, 30)).toEqual(Array<number>(30).fill(32 * megabyte));
    expect(Math.max(...sizes.slice(30))).toBe(4 * megabyte);
    expect(planned(1_000 * megabyte, 1).plan.tail).toBeUndefined();
    expect(planned(60 * megabyte, 2).plan.tail).toBeUndefined();
  });

  it("leaves it to who asks for a size", () => {
    const plan = planBytes({ dataset: { ...small, size: 1_000 * megabyte }, chunkSize: 5 * megabyte, workers: 2 });
    expect(plan).toEqual({ unit: "bytes", from: 4, to: 1_000 * megabyte, chunkSize: 5 * megabyte });
  });
});
