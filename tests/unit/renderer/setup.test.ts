import { beforeEach, describe, expect, it } from "vitest";
import { adoptSettings } from "../../../src/renderer/setup/adopt";
import { chunkChoiceOf, chunkSizeOf } from "../../../src/renderer/setup/chunk-size";
import { columnsFor, effectiveParameters, fieldsOf, parameterErrors } from "../../../src/renderer/setup/parameters";
import { makePlan, settingsOf, suggestWorkload, takes } from "../../../src/renderer/setup/plan";
import { useAppStore } from "../../../src/renderer/stores/app-store";
import { useDatasetStore } from "../../../src/renderer/stores/dataset-store";
import { useSetupStore } from "../../../src/renderer/stores/setup-store";
import type { RunSettings, WorkloadInfo } from "../../../src/shared/contract/models";
import { dataset, textDataset, workloads } from "./fake-bridge";
import { resetStores } from "./support";

function workload(id: string): WorkloadInfo {
  const found = workloads.find((one) => one.id === id);
  if (found === undefined) throw new Error(`no workload ${id}`);
  return found;
}

function withParameters(parameters: WorkloadInfo["parameters"]): WorkloadInfo {
  return { ...workload("primes"), parameters };
}

beforeEach(resetStores);

describe("a workload's form", () => {
  it("offers for each parameter the control that its schema asks for", () => {
    const fields = fieldsOf(
      withParameters({
        type: "object",
        required: ["by", "limit", "table"],
        properties: {
          by: { type: "string", title: "Group by", "x-column": "any" },
          limit: { type: "integer", exclusiveMinimum: 0, maximum: 100 },
          exact: { type: "boolean", default: true },
          unit: { enum: ["ms", "s"], default: "ms" },
          workFactor: { type: ["number", "null"] },
          table: { type: "string", title: "Second table", "x-dataset": true },
          output: { type: "string", maxLength: 99, "x-output": "-sorted.csv" },
        },
      }),
    );
    expect(fields.map(({ name, title, kind, required }) => [name, title, kind, required])).toEqual([
      ["by", "Group by", "column", true],
      ["limit", "Limit", "number", true],
      ["exact", "Exact", "switch", false],
      ["unit", "Unit", "choice", false],
      ["workFactor", "Work factor", "number", false],
      ["table", "Second table", "dataset", true],
      ["output", "Output", "output", false],
    ]);
    expect(fields[1]).toMatchObject({ integer: true, minimum: 1, maximum: 100 });
  });

  it("takes a default for an answer: what has one is not required", () => {
    const [field] = fieldsOf(
      withParameters({ required: ["steps"], properties: { steps: { type: "integer", default: 10 } } }),
    );
    expect(field).toMatchObject({ required: false, default: 10 });
    expect(effectiveParameters([field!], undefined, undefined)).toEqual({ steps: 10 });
  });

  it("refuses a schema that no form can show", () => {
    expect(() => fieldsOf(withParameters({ properties: { x: { default: { deep: true } } } }))).toThrow();
  });
});

describe("columns", () => {
  const fields = fieldsOf(workload("group-by"));

  it("are offered by type", () => {
    expect(columnsFor(fields[0]!, dataset())).toEqual(["order_id", "customer", "city", "amount"]);
    expect(columnsFor(fields[1]!, dataset())).toEqual(["order_id", "amount"]);
  });

  it("suggested first are a text that repeats, and numbers that are no identifier", () => {
    expect(effectiveParameters(fields, dataset(), undefined)).toEqual({ by: "city", of: "amount" });
  });

  it("suggested first do not count the rows, whatever they are called", () => {
    const counted = dataset({
      columns: [
        { name: "order", type: "decimal" },
        { name: "city", type: "text" },
        { name: "price", type: "decimal" },
      ],
      preview: [
        ["0", "Oslo", "9.5"],
        ["1", "Rome", "3"],
        ["2", "Oslo", "4"],
        ["3", "Rome", "4.5"],
      ],
    });
    expect(effectiveParameters(fields, counted, undefined)).toEqual({ by: "city", of: "price" });
  });

  it("that the user chose stay, until a dataset does not have them", () => {
    const edited = { by: "customer", of: null };
    expect(effectiveParameters(fields, dataset(), edited)).toEqual({ by: "customer", of: null });
    const other = dataset({ columns: [{ name: "town", type: "text" }], preview: [] });
    expect(effectiveParameters(fields, other, edited)).toEqual({ by: "town", of: null });
  });
});

describe("what is wrong with a value", () => {
  const fields = fieldsOf(
    withParameters({
      required: ["steps", "column"],
      properties: {
        steps: { type: "integer", minimum: 1, maximum: 1_000 },
        column: { type: "string", "x-column": "number" },
      },
    }),
  );
  const errorsOf = (steps: number | null, data = dataset()) =>
    parameterErrors(fields, { steps, column: "amount" }, data);

  it("is said with its limits", () => {
    expect(errorsOf(0)).toEqual({ steps: "At least 1." });
    expect(errorsOf(5_000)).toEqual({ steps: "At most 1,000." });
    expect(errorsOf(1.5)).toEqual({ steps: "A whole number is needed." });
    expect(errorsOf(null)).toEqual({ steps: "A value is needed." });
    expect(errorsOf(10)).toEqual({});
  });

  it("is said of a column by what the dataset has", () => {
    const texts = dataset({ columns: [{ name: "city", type: "text" }] });
    expect(parameterErrors(fields, { steps: 1 }, texts)).toEqual({
      column: "orders-2025.csv has no column of numbers.",
    });
    expect(parameterErrors(fields, { steps: 1 }, dataset())).toEqual({ column: "Choose a column." });
    expect(parameterErrors(fields, { steps: 1 }, undefined)).toEqual({ column: "Choose a dataset first." });
  });
});

describe("which workload takes what", () => {
  it("goes by the dataset's format", () => {
    expect(takes(workload("group-by"), textDataset())).toBe(false);
    expect(takes(workload("sum"), textDataset())).toBe(true);
    expect(takes(workload("primes"), undefined)).toBe(true);
    expect(takes(workload("sum"), undefined)).toBe(false);
  });

  it("is suggested by what the file holds", () => {
    expect(suggestWorkload(dataset(), workloads)?.id).toBe("group-by");
    expect(suggestWorkload(textDataset(), workloads)?.id).toBe("word-count");
    expect(suggestWorkload(textDataset({ preview: [["12"], ["-3.5e2"]] }), workloads)?.id).toBe("sum");
    const column = dataset({ columns: [{ name: "x", type: "decimal" }] });
    expect(suggestWorkload(column, workloads)?.id).toBe("sum");
  });
});

describe("the plan of the next run", () => {
  const plan = (more: Partial<ReturnType<typeof useSetupStore.getState>>) => {
    useSetupStore.setState(more);
    return makePlan(useSetupStore.getState(), workloads, [dataset(), textDataset()]);
  };

  it("says what is missing, one thing at a time", () => {
    expect(plan({}).obstacle).toBe("Choose a workload first.");
    expect(plan({ workloadId: "group-by" }).obstacle).toBe("Group and aggregate needs a table. Drop or choose a file.");
    expect(plan({ datasetId: "walden" }).obstacle).toBe(
      "Group and aggregate does not fit. It takes a table; walden.txt is text.",
    );
    expect(plan({ datasetId: "orders", chunk: { kind: "custom", amount: null, unit: "MB" } }).obstacle).toBe(
      "Chunk size: a value above 0 is needed, or auto.",
    );
    expect(plan({ chunk: { kind: "custom", amount: 0, unit: "MB" } }).obstacle).toMatch(/^Chunk size: a value above 0/);
    expect(plan({ chunk: { kind: "auto" } }).obstacle).toBeNull();
    expect(plan({ workloadId: "num", edited: { num: { steps: 0 } } }).obstacle).toBe("Steps: At least 1.");
  });

  it("becomes settings only when nothing is missing", () => {
    expect(settingsOf(plan({ workloadId: "group-by" }))).toBeNull();
    const ready = plan({ datasetId: "orders", mode: "threads", workers: 3 });
    expect(settingsOf(ready)).toEqual({
      workload: "group-by",
      parameters: { by: "city", of: "amount" },
      datasetId: "orders",
      mode: "threads",
      workers: 3,
      chunkSize: "auto",
    });
  });

  it("leaves a dataset out that the workload does not take", () => {
    expect(settingsOf(plan({ workloadId: "primes", datasetId: "orders" }))).toMatchObject({ datasetId: null });
  });

  it("changes no number of workers in silence, and asks for none where there is one anyway", () => {
    for (const workers of [0, 65, 10_000, 2.5]) {
      expect(plan({ workloadId: "primes", workers }).obstacle).toBe("Workers: a whole number from 1 to 64 is needed.");
    }
    expect(plan({ workers: 64 }).obstacle).toBeNull();
    expect(settingsOf(plan({ workers: 0, mode: "sequential" }))).toMatchObject({ workers: 1 });
  });
});

describe("chunk sizes", () => {
  it("are bytes for files and items otherwise", () => {
    expect(chunkSizeOf({ kind: "custom", amount: 1.5, unit: "MB" }, "bytes")).toBe(1_500_000);
    expect(chunkSizeOf({ kind: "custom", amount: 1.5, unit: "MB" }, "items")).toBe(2);
    expect(chunkSizeOf({ kind: "custom", amount: 0.0001, unit: "KB" }, "bytes")).toBe(1);
    expect(chunkSizeOf({ kind: "auto" }, "bytes")).toBe("auto");
  });

  it("come back as what would have been entered", () => {
    expect(chunkChoiceOf(8_000_000, "bytes")).toEqual({ kind: "custom", amount: 8, unit: "MB" });
    expect(chunkChoiceOf(500, "bytes")).toEqual({ kind: "custom", amount: 0.5, unit: "KB" });
    expect(chunkChoiceOf(12, "items")).toMatchObject({ kind: "custom", amount: 12 });
    expect(chunkChoiceOf("auto", "bytes")).toEqual({ kind: "auto" });
  });
});

describe("a run's settings that are taken over", () => {
  const settings: RunSettings = {
    workload: "group-by",
    parameters: { by: "city", of: null },
    datasetId: "orders",
    mode: "threads",
    workers: 6,
    chunkSize: 2_500_000,
  };
  const planned = () => settingsOf(makePlan(useSetupStore.getState(), workloads, useDatasetStore.getState().datasets));

  beforeEach(() => {
    useAppStore.setState({ workloads });
    useDatasetStore.setState({ datasets: [dataset()] });
  });

  it("are those of the next run", () => {
    adoptSettings(settings);
    expect(planned()).toEqual(settings);
  });

  it("keep the unit of a chunk size that is the same, and the workers that a sequential run leaves open", () => {
    useSetupStore.setState({ chunk: { kind: "custom", amount: 2_500, unit: "KB" }, workers: 3 });
    adoptSettings({ ...settings, mode: "sequential", workers: 1 });
    expect(useSetupStore.getState()).toMatchObject({ chunk: { amount: 2_500, unit: "KB" }, workers: 3 });
  });

  it("ask for a dataset where theirs is no longer open", () => {
    adoptSettings({ ...settings, datasetId: "gone" });
    expect(planned()).toBeNull();
    expect(useSetupStore.getState().datasetId).toBeNull();
  });
});
