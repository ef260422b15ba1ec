import { setTimeout as delay } from "node:timers/promises";
import { z } from "zod";
import type { AnyWorkload, TaskContext, TaskResult } from "../../../src/engine/protocol/workload";
import { fail } from "../../../src/shared/fault";
import { categories } from "../../../src/shared/trace/records";

/** What a task does; the run's parameters list one for each chunk. */
const deeds = {
  echo: async (index) => ({ partial: { index, text: "città" }, lines: index }),
  /** What a batch is made of. */
  pile: async (index) => ({ partial: index, lines: index }),
  /** Likewise; enough for it to be handed on. */
  top: async (index) => ({ partial: index }),
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
  /** Records 20 MB of trace, a little at a time, and each time waits until the parent is as far. */
  chatter: async (index, { trace, value }) => {
    for (let round = 0; round < 20; round++) {
      for (let slice = 0; slice < 16_384; slice++) {
        trace.begin(categories.compute, "step");
        trace.end();
      }
      await value("count").get();
    }
    return { partial: index };
  },
  /** Reports progress until a report has gone out, as reports are spaced. */
  report: async (index, context) => {
    for (let done = 1; done <= 30; done++) {
      context.progress(done);
      await delay(10);
    }
    return { partial: index };
  },
} satisfies Record<string, (index: number, context: TaskContext) => Promise<TaskResult<unknown>>>;

export type Deed = keyof typeof deeds;

function deedOf({ parameters }: TaskContext, index: number): Deed {
  return String(parameters.deeds).split(" ")[index] as Deed;
}

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
  task: ({ index }, context) => deeds[deedOf(context, index)](index, context),
  /** Gives what its chunks gave, as a list. */
  accumulate() {
    const partials: unknown[] = [];
    let isEnough = false;
    return {
      async add({ index }, context) {
        const deed = deedOf(context, index);
        const { partial, ...done } = await deeds[deed](index, context);
        partials.push(partial);
        isEnough = deed === "top";
        return done;
      },
      partial: () => partials,
      get bytes() {
        return isEnough ? 0 : 1;
      },
    };
  },
  combine: () => fail("internal", "A pool combines nothing."),
};
