import { z } from "zod";
import type { AnyWorkload } from "../../../src/engine/protocol/workload";
import type { ResultTable } from "../../../src/shared/contract/models";

/** What goes wrong, and where; `task-…` in the task of the last chunk, the others in the combiner. */
export type Trouble =
  | "none"
  | "task-throws"
  | "task-pends"
  | "result-is-no-data"
  | "add-throws"
  | "add-exits"
  | "add-spins"
  | "result-throws"
  | "result-spins"
  | "table-is-no-data"
  | "prints"
  | "keeps-a-timer";

export const chunks = 6;

/** What a combiner that prints says at the end, in lines. */
export const printedLines = 1_000;

const parameters = z.strictObject({ task: z.string(), combiner: z.string() });

/** Adds up the numbers of its chunks, unless something goes wrong. */
export const troubled: AnyWorkload = {
  id: "troubled",
  title: "Troubled",
  summary: "",
  lesson: "",
  input: "none",
  kind: "cpu",
  parameters: parameters as unknown as AnyWorkload["parameters"],
  chunkUnit: "items",
  restartable: true,
  split: () => ({ unit: "items", from: 0, to: chunks, chunkSize: 1 }),
  async task({ index, to }, context) {
    if (to < chunks) return { partial: index };
    // The chunks before are in: what they gave is there to be shown.
    context.trace.begin(1, "left open");
    switch (context.parameters.task as Trouble) {
      case "task-throws":
        throw new Error("the task threw");
      case "task-pends":
        return new Promise(() => undefined);
      case "result-is-no-data":
        return { partial: () => index };
      default:
        context.trace.end();
        return { partial: index };
    }
  },
  combine: ({ parameters: { combiner } }) => {
    let sum = 0;
    const trouble = combiner as Trouble;
    if (trouble === "keeps-a-timer") setInterval(() => undefined, 1_000);
    return {
      add(partial: number, index) {
        if (trouble === "prints") console.log(`added ${index}`);
        if (index === 1 && trouble === "add-throws") throw new Error("add threw");
        if (index === 1 && trouble === "add-exits") process.exit(3);
        if (index === 1 && trouble === "add-spins") for (;;);
        sum += partial;
      },
      result() {
        if (trouble === "prints") {
          for (let line = 1; line <= printedLines; line++) console.log(`line ${line}`);
          process.stderr.write("the last words");
        }
        if (trouble === "result-throws") throw new Error("result threw");
        if (trouble === "result-spins") for (;;);
        const cell = trouble === "table-is-no-data" ? (((): number => sum) as unknown as number) : sum;
        return {
          columns: [{ name: "sum", type: "integer" }],
          rows: [[cell]],
          totalRows: 1,
          partial: false,
          chart: null,
          headline: "",
        } satisfies ResultTable;
      },
      problems: () => [{ code: "large", severity: "note", message: "It is large.", count: 1 }],
    };
  },
};
