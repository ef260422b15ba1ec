import { describe, expect, it } from "vitest";
import { z } from "zod";
import type { AnyWorkload } from "../../../src/engine/protocol/workload";
import { parseParameters, withoutOutputs, workloadInfo } from "../../../src/engine/service/workload-info";
import { workloadSchema } from "../../../src/shared/contract/models";
import { builtinWorkloads } from "../../../src/workloads";

function workloadWith(parameters: z.ZodType): AnyWorkload {
  return { ...builtinWorkloads[0]!, title: "Test", parameters: parameters as unknown as AnyWorkload["parameters"] };
}

const sized = workloadWith(
  z.strictObject({ size: z.int().min(1).default(10), name: z.string().optional(), deep: z.boolean().default(false) }),
);

describe("parsing a run's parameters", () => {
  it("fills in what is left out", () => {
    expect(parseParameters(sized, {})).toEqual({ size: 10, deep: false });
    expect(parseParameters(sized, { size: 3, name: "x" })).toEqual({ size: 3, name: "x", deep: false });
  });

  it.each([
    ["of the wrong type", { size: "many" }, /^Test: size must be a number\. It has: size, name, deep\.$/],
    ["out of range", { size: 0 }, /^Test: size must be at least 1\. It has: size, name, deep\.$/],
    ["that there is not", { speed: 1 }, /^Test: there is no parameter speed\. It has: size, name, deep\.$/],
    [
      "several of them",
      { size: 0, deep: "yes" },
      /^Test: size must be at least 1; deep must be true or false\. It has:/,
    ],
  ])("refuses one %s, and says which, why and which there are", (_what, given, message) => {
    expect(() => parseParameters(sized, given)).toThrow(
      expect.objectContaining({ fault: { code: "bad-parameter", message: expect.stringMatching(message) } }),
    );
  });

  it("says so where there are none", () => {
    expect(() => parseParameters(workloadWith(z.strictObject({})), { size: 1 })).toThrow(/size.* It has none\.$/);
  });
});

describe("what a view is told of a workload", () => {
  it.each(builtinWorkloads.map((workload) => [workload.id, workload] as const))(
    "follows the contract and survives the trip as JSON: %s",
    (_id, workload) => {
      const info = workloadInfo(workload);
      expect(workloadSchema.parse(JSON.parse(JSON.stringify(info)))).toEqual(info);
      expect(info.parameters).toMatchObject({ type: "object" });
    },
  );

  it.each(builtinWorkloads.map((workload) => [workload.id, workload] as const))(
    "says in two sentences what the timeline teaches, and has its place in the catalogue: %s",
    (_id, workload) => {
      const { lesson, area, teaches } = workloadInfo(workload);
      expect(lesson).toMatch(/^\S[^.]*[.] \S[^.]*[.]$/);
      expect(area).not.toBe("own");
      expect(teaches.length).toBeGreaterThan(0);
    },
  );

  it("puts a workload that says nothing of the catalogue among the user's own", () => {
    const { area: _area, teaches: _teaches, ...bare } = sized;
    expect(workloadInfo(bare)).toMatchObject({ area: "own", teaches: [] });
  });

  it("names no parameter as required that has a default", () => {
    expect(workloadInfo(sized).parameters).not.toHaveProperty("required");
  });
});

describe("leaving out what is to be written", () => {
  const sort = builtinWorkloads.find(({ id }) => id === "sort")!;

  it("takes away the path of a new file, and tells what it is called", () => {
    const { parameters, leftOut } = withoutOutputs(sort, parseParameters(sort, { by: "city", output: "/new.csv" }));
    expect(parameters).toEqual({ by: "city", order: "ascending", rows: 1_000 });
    expect(leftOut).toEqual(["Sorted file"]);
    expect(withoutOutputs(sort, { by: "city", output: "" }).leftOut).toEqual([]);
  });

  it.each(builtinWorkloads.filter(({ leftovers }) => leftovers !== undefined))(
    "knows the file that $id writes",
    (one) => {
      expect(withoutOutputs(one, { output: "/new" })).toMatchObject({ parameters: {}, leftOut: [expect.any(String)] });
    },
  );
});
