import { describe, expect, it } from "vitest";
import { ProblemList } from "../../../src/engine/host/problem-list";
import type { Dataset } from "../../../src/shared/contract/models";

const ragged = { code: "ragged-row", severity: "warning", count: 2, line: 4, message: "{place}: too short." } as const;

describe("a run's problems", () => {
  it("has one entry for each code, with the first message and the sum of the counts", () => {
    const problems = new ProblemList();
    problems.add({ code: "a", severity: "warning", message: "first", count: 1 });
    problems.add({ code: "b", severity: "note", message: "other", count: 7 });
    problems.add({ code: "a", severity: "warning", message: "second", count: 3 });
    expect(problems.list()).toEqual([
      { code: "a", severity: "warning", message: "first", count: 4 },
      { code: "b", severity: "note", message: "other", count: 7 },
    ]);
  });

  it("says on which line of which file a chunk's problem is", () => {
    const problems = new ProblemList();
    problems.addOfChunk(ragged, { name: "orders.csv" } as Dataset, 1_234_567);
    expect(problems.list()).toEqual([
      { code: "ragged-row", severity: "warning", count: 2, message: "orders.csv, line 1,234,571: too short." },
    ]);
  });

  it("shows a file's name as it is, whatever is in it", () => {
    const problems = new ProblemList();
    problems.addOfChunk(ragged, { name: "$& $1 $$ {place}.csv" } as Dataset, 1);
    expect(problems.list()[0]!.message).toBe("$& $1 $$ {place}.csv, line 5: too short.");
  });

  it("speaks of the input where there is no file", () => {
    const problems = new ProblemList();
    problems.addOfChunk(ragged, null, 1);
    expect(problems.list()[0]!.message).toBe("input, line 5: too short.");
  });
});
