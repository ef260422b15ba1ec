import { describe, expect, it } from "vitest";
import { makeCatalogue, noFilter } from "../../../src/renderer/setup/catalogue";
import { fittingWorkloads, usualWorkloads } from "../../../src/renderer/setup/plan";
import { misfit } from "../../../src/shared/contract/fit";
import type { Dataset, WorkloadInfo } from "../../../src/shared/contract/models";
import { dataset, textDataset, workloads } from "./fake-bridge";

const wordsOnly = dataset({ name: "words.csv", columns: [{ name: "word", type: "text" }] });
const walden = textDataset();

const tally: WorkloadInfo = { ...workloads.find(({ id }) => id === "shared-counter")!, id: "tally" };

function found(change: Partial<typeof noFilter>, over?: Dataset): readonly string[] {
  const { sections } = makeCatalogue(workloads, { ...noFilter, ...change }, over);
  return sections.flatMap(({ entries }) => entries.map(({ workload }) => workload.id));
}

describe("the catalogue", () => {
  it("holds every workload once, by area", () => {
    const { sections, count } = makeCatalogue(workloads, noFilter, undefined);
    expect(sections.map(({ title, entries }) => [title, entries.map(({ workload }) => workload.id)])).toEqual([
      ["Tables", ["group-by", "sum"]],
      ["Text", ["word-count"]],
      ["Locks and sharing", ["shared-counter"]],
      ["Computing and waiting", ["num", "primes"]],
    ]);
    expect(count).toBe(workloads.length);
  });

  it("finds by words in any order, in what a workload does and in what it teaches", () => {
    expect(found({ words: "number PRIME" })).toEqual(["primes"]);
    expect(found({ words: "locks" })).toEqual(["shared-counter"]);
    expect(found({ words: "  " })).toHaveLength(workloads.length);
    expect(found({ words: "no such workload" })).toEqual([]);
  });

  it("filters by what is taught, by data and by kind, all of which have to hold", () => {
    expect(found({ topics: new Set(["scaling"]) })).toEqual(["group-by", "sum", "primes"]);
    expect(found({ topics: new Set(["scaling"]), data: new Set(["none"]) })).toEqual(["primes"]);
    expect(found({ areas: new Set(["text", "contention"]) })).toEqual(["word-count", "shared-counter"]);
  });

  it("says at each thing to filter by how many would be left with it", () => {
    const filter = { ...noFilter, topics: new Set(["scaling"] as const) };
    const { topics, data } = makeCatalogue(workloads, filter, undefined);
    const counts = (values: readonly { readonly value: string; readonly count: number }[]): unknown =>
      Object.fromEntries(values.map(({ value, count }) => [value, count]));
    expect(counts(data)).toEqual({ none: 1, table: 2, text: 1 });
    // Other topics would be added to this one: they count as if it were not chosen.
    expect(counts(topics)).toEqual({ scaling: 3, balance: 1, waiting: 1, merging: 2, locks: 1 });
  });

  it("finds twins by what they teach, where their workload is there", () => {
    const twinsOf = (change: Partial<typeof noFilter>): readonly string[] =>
      makeCatalogue([...workloads, tally], { ...noFilter, ...change }, undefined).twins.map(({ id }) => id);
    expect(twinsOf({})).toEqual(["hot-lock"]);
    expect(twinsOf({ topics: new Set(["locks"]), words: "own totals" })).toEqual(["hot-lock"]);
    expect(twinsOf({ topics: new Set(["merging"]) })).toEqual([]);
    expect(twinsOf({ areas: new Set(["text"]) })).toEqual([]);
  });

  it("puts first what fits the data, and says of the others why they do not", () => {
    const { sections } = makeCatalogue(workloads, noFilter, walden);
    expect(sections.map(({ title }) => title)).toEqual(["For walden.txt", "Not for walden.txt", "Without data"]);
    expect(sections[1]?.entries).toEqual([{ workload: workloads[0], misfit: "It takes a table; walden.txt is text." }]);
    expect(sections[2]?.entries.every((entry) => entry.misfit === null)).toBe(true);
  });
});

describe("whether a workload fits", () => {
  const [groupBy, sum] = workloads as readonly [WorkloadInfo, WorkloadInfo];

  it("depends on the columns that it cannot do without", () => {
    expect(misfit(sum, wordsOnly)).toBe("It needs a column of numbers; words.csv has none.");
    expect(misfit(groupBy, wordsOnly)).toBeNull();
    expect(misfit(sum, walden)).toBeNull();
  });

  it("puts what has nothing to do with the data last, and leaves the rest as it is", () => {
    const ids = (of: readonly WorkloadInfo[]): readonly string[] => of.map(({ id }) => id);
    expect(usualWorkloads(workloads, undefined)).toBe(workloads);
    expect(ids(usualWorkloads(workloads, walden))).toEqual([...ids(workloads.slice(1)), "group-by"]);
  });

  it("lets the user begin with what is most usual for the data", () => {
    expect(fittingWorkloads(dataset(), workloads).map(({ id }) => id)).toEqual(["group-by", "sum"]);
    expect(fittingWorkloads(walden, workloads).map(({ id }) => id)).toEqual(["word-count", "sum"]);
    expect(fittingWorkloads(wordsOnly, workloads).map(({ id }) => id)).toEqual(["group-by"]);
  });
});
