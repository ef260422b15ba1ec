import { setTimeout as delay } from "node:timers/promises";
import { z } from "zod";
import type { AnyWorkload, TaskContext, TaskResult } from "../../../src/engine/protocol/workload";
import { fail } from "../../../src/shared/fault";
import { categories } from "../../../src/shared/trace/records";

/** What a task does; the run's parameters list one for each chunk. */
const deeds = {
  echo: async (index) => ({ partial: { index, text: "città" }, lines: index }),
  throw: async (_index, { trace }) => {
    trace.begin(categories.compute, "left open");
    throw new Error("thrown on purpose");
  },
  fail: async () => fail("dataset-missing", "There is no such file."),
  "give-no-data": async (index) => ({ partial: () => index }),
  pend: async (_index, context) => {
    await signal(context);
    return new Promise(() => undefined);
  },
  spin: async (_index, context) => {
    // Nobody reads the answer any more.
    void signal(context);
    for (;;);
  },
  exit: async () => process.exit(5),
  /** Takes the lock and never gives it back. */
  hold: async (_index, context) => {
    await context.lock("lock").acquire();
    await signal(context);
    return new Promise(() => undefined);
  },
  /** Ends with the lock in its hands. */
  keep: async (index, context) => {
    await context.lock("lock").acquire();
    return { partial: index };
  },
  /** Adds 1 to the count under the lock, with time for others to interfere. */
  add: async (index, context) => {
    await context.lock("lock").with(async () => {
      const before = await context.value("count").get();
      await delay(1);
      await context.value("count").set(before + 1);
    });
    return { partial: index };
  },
  print: async (index) => {
    console.log(`chunk ${index}`);
    return { partial: index };
  },
  /** Reports progress until a report has gone out, as reports are spaced. */
  report: async (index, context) => {
    for (let done = 1; done <= 20; done++) {
      context.progress(done);
      await delay(5);
    }
    return { partial: index };
  },
} satisfies Record<string, (index: number, context: TaskContext) => Promise<TaskResult<unknown>>>;

export type Deed = keyof typeof deeds;

/** Tells that a task has got that far. */
async function signal(context: TaskContext): Promise<void> {
  await context.value("signals").set(1);
}

/** Does with each chunk what the parameter `deeds` says. */
export const probeWorkload: AnyWorkload = {
  id: "probe",
  title: "Probe",
  summary: "",
  lesson: "",
  input: "none",
  kind: "cpu",
  parameters: z.strictObject({ deeds: z.string() }) as unknown as AnyWorkload["parameters"],
  chunkUnit: "items",
  restartable: true,
  split: () => ({ unit: "items", from: 0, to: 0, chunkSize: 1 }),
  task({ index }, context) {
    const deed = String(context.parameters.deeds).split(" ")[index] as Deed;
    return deeds[deed](index, context);
  },
  combine: () => fail("internal", "A pool combines nothing."),
};
