/**
 * A workload of your own. Run it:
 *
 *   npx lanescope run ./my-workload.ts
 *   npx lanescope run ./my-workload.ts --mode threads --workers 4 --param points=2000
 *
 * or drop this file onto the app, where its parameters become a form and its work a timeline.
 * After each change, save and run again. The guide is in the package: docs/guide/your-own-workload.md
 */
import { categories, defineWorkload } from "lanescope";

export default defineWorkload({
  title: "My workload: pi by chance",
  summary: "Throws random points at a square and counts those inside the circle.",
  lesson: "Lanes are solid while there is something to compute; more workers take less time.",

  // What the form asks for. Other types: "number", "text", "switch", "choice" (with choices: ["a", "b"]),
  // and "column" for workloads that read a file.
  parameters: {
    points: {
      type: "integer",
      title: "Points (× 10,000)",
      description: "How many points are thrown, in packs of 10,000.",
      default: 1_000,
      min: 1,
      max: 100_000,
    },
  },

  // How many items there are to be done. Lanescope cuts them into chunks and gives these to workers.
  // (A workload that reads a file leaves this out: see the end of this file.)
  split: ({ parameters }) => parameters.points,

  // Does the items `from` up to `to`, in a worker. What it gives travels to another process: numbers, texts, lists,
  // plain objects, maps, sets and typed arrays do.
  async task({ from, to }, { trace, progress, yield: letOthersGoOn }) {
    let thrown = 0;
    let inside = 0;
    for (let pack = from; pack < to; pack++) {
      // Two numbers a point: this pack's begin where those of the one before it end.
      const random = randomNumbers(pack * 20_000);
      // A named stretch on this worker's lane of the timeline.
      trace.slice(categories.compute, "throw", () => {
        for (let point = 0; point < 10_000; point++) {
          if (Math.hypot(random(), random()) < 1) inside++;
        }
      });
      thrown += 10_000;
      progress(pack + 1 - from);
      // Lets the other tasks of this thread go on, in the mode `concurrent`.
      await letOthersGoOn();
    }
    return { thrown, inside };
  },

  // Puts what two tasks gave together; called again and again, until one is left.
  combine: (before, next) => ({
    thrown: before.thrown + next.thrown,
    inside: before.inside + next.inside,
  }),

  // Shows what there is so far: "table", "bars", "columns", "line" or "picture". Called while the work goes on, too.
  view: ({ thrown, inside }) => ({
    show: "table",
    headline: `Pi is about ${(4 * inside) / thrown}, by ${thrown} points`,
    columns: ["points", "inside", "pi"],
    rows: [[thrown, inside, (4 * inside) / thrown]],
  }),
});

/**
 * Random numbers from 0 up to 1: one long row of them, from the place `first` on. An item's are always the same ones, and so is
 * the result, in every mode, with any number of workers and any chunk size. (With `Math.random()` it would be another one each
 * time; say `measured: true` above then, and comparing modes does not compare results. The generator is mulberry32.)
 */
function randomNumbers(first: number): () => number {
  let state = Math.imul(first, 0x6d2b79f5);
  return () => {
    state = (state + 0x6d2b79f5) | 0;
    let mixed = Math.imul(state ^ (state >>> 15), state | 1);
    mixed ^= mixed + Math.imul(mixed ^ (mixed >>> 7), mixed | 61);
    return ((mixed ^ (mixed >>> 14)) >>> 0) / 2 ** 32;
  };
}

/*
 * To work on a file instead, say `input: "table"` (CSV, JSON, Parquet and the like; or "text", or "any"), leave `split` out, and read its rows:
 *
 *   input: "table",
 *   parameters: { by: { type: "column", description: "Rows with the same text in it are counted together." } },
 *   async task(chunk, { parameters, eachRow }) {
 *     const counts = new Map<string, number>();
 *     await eachRow((row) => {
 *       const key = row[parameters.by] ?? "";
 *       counts.set(key, (counts.get(key) ?? 0) + 1);
 *     });
 *     return counts;
 *   },
 *   combine(before, next) {
 *     for (const [key, count] of next) before.set(key, (before.get(key) ?? 0) + count);
 *     return before;
 *   },
 *   view: (counts) => ({
 *     show: "bars",
 *     headline: `${counts.size} different`,
 *     columns: ["key", "rows"],
 *     rows: [...counts],
 *   }),
 */
