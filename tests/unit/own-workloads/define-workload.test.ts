import { describe, expect, it } from "vitest";
import { ownWorkloadMark } from "../../../src/engine/protocol/own-workload";
import type { TaskContext } from "../../../src/engine/protocol/workload";
import { defineWorkload } from "../../../src/library/own";
import { openWritten } from "../datasets/support";
import { bareContext, runWorkload } from "../workloads/run-workload";

/** A definition that is right, so that one thing in it can be wrong. */
const right = {
  title: "Count",
  split: () => 10,
  task: ({ from, to }: { from: number; to: number }) => to - from,
  combine: (before: number, next: number) => before + next,
  view: (total: number) => ({ show: "table", headline: `${total}`, columns: ["total"], rows: [[total]] }) as const,
};
const input = { parameters: {}, dataset: null };

function define(changes: object): ReturnType<typeof defineWorkload> {
  return defineWorkload({ ...right, ...changes });
}

function resultOf(view: unknown): unknown {
  const combiner = define({ view: () => view }).combine(input);
  combiner.add(1, 0);
  return combiner.result({}, {});
}

describe("a workload of one's own", () => {
  it("splits, does, combines and shows", async () => {
    const workload = define({});
    const plan = workload.split({ ...input, chunkSize: 4, workers: 2 });
    expect(plan).toEqual({ unit: "items", from: 0, to: 10, chunkSize: 4 });
    const { partial } = await workload.task({ index: 1, from: 4, to: 8 }, { ...input } as unknown as TaskContext);
    const combiner = workload.combine(input);
    combiner.add(4, 0);
    combiner.add(partial, 1);
    expect(combiner.result({}, {})).toMatchObject({
      headline: "8",
      columns: [{ name: "total", type: "integer" }],
      rows: [[8]],
      chart: null,
    });
  });

  it("says whether its result is measured", () => {
    expect(define({}).measured).toBe(false);
    expect(define({ measured: true }).measured).toBe(true);
    expect(() => define({ measured: "yes" })).toThrow("`measured` of a workload has to be true or false.");
  });

  it("says so where there was nothing to do", () => {
    expect(define({}).combine(input).result({}, {})).toMatchObject({ headline: "There was nothing to do", rows: [] });
  });

  it("tells its parameters as a JSON schema", () => {
    const { parameters } = define({
      parameters: {
        count: { type: "integer", default: 3, min: 1, max: 9, description: "How many." },
        share: { type: "number", default: 0.5 },
        name: { type: "text", default: "" },
        loud: { type: "switch", default: true },
        way: { type: "choice", choices: ["up", "down"], title: "Way" },
        by: { type: "column", holds: "numbers" },
      },
    })[ownWorkloadMark];
    expect(parameters).toEqual({
      type: "object",
      additionalProperties: false,
      required: ["by"],
      properties: {
        count: { type: "integer", default: 3, minimum: 1, maximum: 9, description: "How many." },
        share: { type: "number", default: 0.5 },
        name: { type: "string", default: "" },
        loud: { type: "boolean", default: true },
        way: { type: "string", enum: ["up", "down"], default: "up", title: "Way" },
        by: { type: "string", minLength: 1, "x-column": "number" },
      },
    });
  });

  it.each([
    [{ title: "" }, "A workload needs a `title`, a text."],
    [{ split: undefined }, "A workload needs `split`, a function."],
    [{ view: 3 }, "A workload needs `view`, a function."],
    [{ input: "excel" }, '`input` of a workload has to be one of "none", "table", "text", "any".'],
    [{ tasks: 1 }, "A workload has no `tasks`. It has: title, summary"],
    [{ parameters: { a: { type: "whole" } } }, "`type` of the parameter `a` has to be one of"],
    [
      { parameters: { a: { type: "integer", default: 0.5 } } },
      "`default` of the parameter `a` has to be a whole number.",
    ],
    [{ parameters: { a: { type: "number", default: 5, max: 1 } } }, "has to be within `min` and `max`."],
    [
      { parameters: { a: { type: "choice", choices: [] } } },
      "`choices` of the parameter `a` has to be a list of texts.",
    ],
  ])("refuses %j with a sentence", (changes, sentence) => {
    expect(() => define(changes)).toThrow(sentence);
  });

  it.each([
    [null, "`view` gave null; it has to give an object"],
    [Promise.resolve(), "`view` gave a promise: it cannot be an async function."],
    [{ show: "table", columns: [], rows: [] }, "`headline` of what `view` gave has to be a text."],
    [{ show: "pie", headline: "" }, "has to be one of"],
    [{ show: "table", headline: "", columns: ["a"], rows: [[1, 2]] }, "Row 0 of what `view` gave has 2 cells"],
    [{ show: "table", headline: "", columns: ["a"], rows: [[{}]] }, "has an object in the column `a`"],
    [{ show: "line", headline: "", columns: ["a", "b"], rows: [], y: "c" }, "`y` of what `view` gave names no column."],
    [{ show: "picture", headline: "", width: 2, height: 2, pixels: new Uint8Array(5) }, "has 4 bytes of shades or 12"],
  ])("refuses the view %j with a sentence", (view, sentence) => {
    expect(() => resultOf(view)).toThrow(sentence);
  });

  it("shows bars, lines and pictures", () => {
    const table = { headline: "h", columns: ["a", "b"], rows: [["x", 0.5]] };
    expect(resultOf({ show: "bars", ...table })).toMatchObject({ chart: { kind: "bar", x: "a", y: "b" } });
    expect(resultOf({ show: "line", ...table, x: "b", y: "b" })).toMatchObject({ chart: { kind: "line", x: "b" } });
    const picture = { show: "picture", headline: "h", width: 2, height: 1, pixels: Uint8Array.of(1, 2, 3, 4, 5, 6) };
    expect(resultOf(picture)).toMatchObject({ picture: { width: 2, height: 1, scale: "rgb", pixels: "AQIDBAUG" } });
  });

  it("refuses what is no number of items, at the place of the definition", () => {
    const workload = define({ split: () => Number.NaN });
    try {
      workload.split({ ...input, chunkSize: "auto", workers: 1 });
      expect.unreachable();
    } catch (error) {
      expect((error as Error).message).toContain("`split` gave NaN");
      expect((error as Error).stack).toContain("define-workload.test.ts");
    }
  });

  const counting = {
    input: "table",
    split: undefined,
    async task(_chunk: unknown, { eachRow }: { eachRow(handle: () => void): Promise<void> }) {
      let rows = 0;
      await eachRow(() => rows++);
      return rows;
    },
  };
  const table = "key,n\na,1\nb,2\n";

  it("fails where a task ended before its rows were read, at the place where it asked for them", async () => {
    const dataset = await openWritten(table);
    const forgetful = define({
      ...counting,
      async task(_chunk: unknown, { eachRow }: { eachRow(handle: () => void): Promise<void> }) {
        let rows = 0;
        void eachRow(() => {
          rows++;
          // Nobody hears of it: that it was not awaited is what is wrong.
          throw new Error("in a row");
        });
        return rows;
      },
    });
    const { context } = bareContext(forgetful, {}, dataset);
    const done = forgetful.task({ index: 0, from: dataset.dataStart, to: dataset.size }, context);
    await expect(done).rejects.toThrow("The task ended before `eachRow` did: `await` it.");
    await expect(done).rejects.toMatchObject({ stack: expect.stringContaining("define-workload.test.ts") });
    expect((await runWorkload(define(counting), {}, dataset)).result.headline).toBe("2");
  });

  it("refuses a column that the dataset has not", async () => {
    const byColumn = define({ ...counting, parameters: { by: { type: "column" } } });
    const dataset = await openWritten(table);
    expect((await runWorkload(byColumn, { by: "key" }, dataset)).result.headline).toBe("2");
    await expect(runWorkload(byColumn, { by: "nosuch" }, dataset)).rejects.toThrow(
      `${dataset.name} has no column nosuch. Its columns: key, n.`,
    );
  });

  it.each([
    [{ task: () => undefined }, "`task` gave nothing: it has to `return` what it made of its chunk, or null."],
    [{ combine: () => undefined }, "`combine` gave nothing: it has to `return` the two parts put together."],
    [{ combine: async () => 1 }, "`combine` gave a promise: it cannot be an async function."],
  ])("says which function gave nothing of use, at the place of the definition: %o", async (changes, sentence) => {
    const failed = runWorkload(define(changes), {}, null, { chunkSize: 5 });
    await expect(failed).rejects.toThrow(sentence);
    await expect(failed).rejects.toMatchObject({ stack: expect.stringContaining("define-workload.test.ts") });
  });
});
