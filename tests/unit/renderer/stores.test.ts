import { beforeEach, describe, expect, it } from "vitest";
import { addDataset, useDatasetStore } from "../../../src/renderer/stores/dataset-store";
import { activeRun, putOutput, putRun, useRunStore } from "../../../src/renderer/stores/run-store";
import { themeName } from "../../../src/renderer/stores/theme-store";
import type { OutputLine } from "../../../src/shared/contract/models";
import { dataset, run } from "./fake-bridge";
import { resetStores } from "./support";

beforeEach(resetStores);

function lines(from: number, to: number): readonly OutputLine[] {
  return Array.from({ length: to - from + 1 }, (_, index) => ({
    sequence: from + index,
    lane: 2,
    laneName: "worker 1",
    stream: "stdout",
    text: `line ${from + index}`,
  }));
}

function kept(): readonly number[] {
  return useRunStore.getState().outputs["run-1"]!.lines.map(({ sequence }) => sequence);
}

describe("runs", () => {
  it("stand by their number, whenever they become known", () => {
    putRun(run({ id: "b", number: 2 }));
    putRun(run({ id: "a", number: 1 }));
    expect(useRunStore.getState().runs.map(({ id }) => id)).toEqual(["a", "b"]);
  });

  it("that ended stay ended, though an older answer arrives late", () => {
    putRun(run({ state: "done" }));
    putRun(run({ state: "running" }));
    expect(useRunStore.getState().runs[0]?.state).toBe("done");
    expect(activeRun(useRunStore.getState().runs)).toBeUndefined();
  });

  it("are active from their start until their last process is gone", () => {
    for (const state of ["starting", "running", "stopping"] as const) {
      expect(activeRun([run({ state: "done", id: "old" }), run({ state })])?.id).toBe("run-1");
    }
  });
});

describe("output", () => {
  it("is kept once and in order, in whatever stretches it comes", () => {
    putOutput("run-1", lines(4, 6));
    putOutput("run-1", lines(1, 5));
    putOutput("run-1", lines(6, 8));
    expect(kept()).toEqual([1, 2, 3, 4, 5, 6, 7, 8]);
  });

  it("lets lines behind a gap take the place of those before it, and counts them", () => {
    putOutput("run-1", lines(1, 3));
    putOutput("run-1", lines(10, 12));
    const { lines: kept, lost } = useRunStore.getState().outputs["run-1"]!;
    expect([kept.map(({ sequence }) => sequence), lost]).toEqual([[10, 11, 12], 9]);
  });

  it("keeps the newest lines and counts those before", () => {
    const printed = 50_000;
    for (let from = 1; from <= printed; from += 1_000) putOutput("run-1", lines(from, from + 999));
    const { lost } = useRunStore.getState().outputs["run-1"]!;
    expect(lost).toBeGreaterThan(0);
    expect(kept()[0]).toBe(lost + 1);
    expect(kept().at(-1)).toBe(printed);
    expect(kept()).toHaveLength(printed - lost);
  });

  it("says how many are lost where the engine kept none", () => {
    putOutput("run-1", [], 12);
    expect(useRunStore.getState().outputs["run-1"]).toEqual({ lines: [], lost: 12 });
  });
});

describe("datasets", () => {
  it("are listed once, though an answer and an event both bring them", () => {
    addDataset(dataset());
    addDataset(dataset({ rowsEstimate: 7 }));
    expect(useDatasetStore.getState().datasets).toEqual([dataset({ rowsEstimate: 7 })]);
  });
});

describe("the theme", () => {
  it("is the system's until the user chooses one", () => {
    expect(themeName({ choice: "system", system: "light" })).toBe("light");
    expect(themeName({ choice: "dark", system: "light" })).toBe("dark");
  });
});
