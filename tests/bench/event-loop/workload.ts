import { z } from "zod";
import { builtinWorkload, categories, planItems, Stopwatch } from "../../../src/library/worker";

const parameters = z.strictObject({
  seconds: z.number(),
  eventsPerSecond: z.number(),
  /** Milliseconds of rest between bursts; 0: it never rests, and keeps a processor busy. */
  restMs: z.number().default(0),
});

/** Each task emits slices at a steady rate for some seconds. */
export const emit = builtinWorkload<z.output<typeof parameters>, number>({
  id: "emit",
  title: "Emit events",
  summary: "Emits trace events at a steady rate.",
  lesson: "",
  input: "none",
  kind: "cpu",
  parameters,
  chunkUnit: "items",
  restartable: true,
  split: (input) => planItems(0, input.workers, { chunkSize: 1, workers: input.workers }),
  async task(_chunk, { parameters: { seconds, eventsPerSecond, restMs }, trace, yield: giveTurn }) {
    const watch = new Stopwatch();
    let emitted = 0;
    for (let elapsedMs = 0; elapsedMs < seconds * 1_000; elapsedMs = watch.elapsedMs()) {
      for (const due = (elapsedMs / 1_000) * eventsPerSecond; emitted < due; emitted += 2) {
        trace.begin(categories.compute, "step");
        trace.end();
      }
      if (restMs > 0) await new Promise((resolve) => setTimeout(resolve, restMs));
      else await giveTurn();
    }
    return { partial: emitted };
  },
  combine: () => ({
    add: () => undefined,
    result: () => ({ columns: [], rows: [], totalRows: 0, partial: false, chart: null, headline: "" }),
  }),
});
