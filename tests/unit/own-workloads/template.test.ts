import { describe, expect, it } from "vitest";
import type { AnyWorkload, TaskContext } from "../../../src/engine/protocol/workload";

// By a name that the compiler does not follow: the template is no part of the tests' project.
const path: string = "../../../resources/templates/workload.ts";
const { default: template } = (await import(path)) as { readonly default: AnyWorkload };

const input = { parameters: { points: 8 }, dataset: null };
const context = {
  ...input,
  trace: { slice: <T>(_category: unknown, _name: string, body: () => T) => body() },
  progress: () => undefined,
  yield: async () => undefined,
} as unknown as TaskContext;

async function rowsWithChunksOf(size: number): Promise<readonly (readonly unknown[])[]> {
  const combiner = template.combine(input);
  for (let from = 0; from < 8; from += size) {
    const { partial } = await template.task({ index: from / size, from, to: from + size }, context);
    combiner.add(partial, from / size);
  }
  return combiner.result({}, {}).rows.slice(0, Number.POSITIVE_INFINITY);
}

describe("the workload that `lanescope new` writes", () => {
  it("has the same result with any chunk size, near pi", async () => {
    const rows = await rowsWithChunksOf(8);
    expect(await rowsWithChunksOf(1)).toEqual(rows);
    const [thrown, , pi] = rows[0] as readonly number[];
    expect(thrown).toBe(80_000);
    expect(pi).toBeCloseTo(Math.PI, 1);
  });
});
