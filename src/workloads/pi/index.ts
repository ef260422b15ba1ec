import { z } from "zod";
import { builtinWorkload, formatNumber, planItems } from "../../library/worker";
import { inTurns } from "../support/in-turns";
import { randomStream } from "../support/random";

/** Points of one item: each has random numbers of its own, so that no chunk size changes the result. */
const pointsPerItem = 10_000;

/** The chart has no more points than that. */
const mostSteps = 100;

const parameters = z.strictObject({
  points: z
    .int()
    .min(1)
    .max(100_000)
    .default(5_000)
    .meta({ title: "Points (× 10,000)", description: "How many points are thrown, in packs of 10,000." }),
  seed: z
    .int()
    .min(0)
    .max(4_294_967_295)
    .default(1)
    .meta({ title: "Seed", description: "Another seed, other points." }),
});

/** What a chunk's items gave: points within the quarter of the circle, by step of the chart. */
interface Hits {
  readonly steps: Int32Array;
  readonly hits: Float64Array;
  readonly items: Int32Array;
}

/** Throws points at a square, and counts those in the circle. */
export const pi = builtinWorkload<z.output<typeof parameters>, Hits>({
  id: "pi",
  title: "Pi by chance (Monte Carlo)",
  summary: "Throws random points at a square and counts those inside the circle: four times their share comes near pi.",
  lesson:
    "Chunks have nothing to tell each other, so lanes are solid, and more workers take less time as long as there are processors for them. Each pack of points has a seed of its own: the result is the same whoever throws them.",
  input: "none",
  kind: "cpu",
  area: "simulation",
  teaches: ["scaling", "chunk-size"],
  parameters,
  chunkUnit: "items",
  restartable: true,
  grows: true,
  split: (input) => planItems(0, input.parameters.points, input),
  async task(chunk, context) {
    const { points, seed } = context.parameters;
    const first = stepOf(chunk.from, points);
    const count = stepOf(chunk.to - 1, points) - first + 1;
    const hits = new Float64Array(count);
    const items = new Int32Array(count);
    await inTurns(chunk, context, { name: "throw", amount: pointsPerItem }, (item) => {
      const step = stepOf(item, points) - first;
      hits[step]! += hitsOf(seed, item);
      items[step]! += 1;
    });
    return { partial: { steps: Int32Array.from({ length: count }, (_, step) => first + step), hits, items } };
  },
  combine({ parameters: { points } }) {
    const steps = Math.min(points, mostSteps);
    const hits = new Float64Array(steps);
    const items = new Float64Array(steps);
    return {
      add: (partial) => {
        partial.steps.forEach((step, index) => {
          hits[step]! += partial.hits[index]!;
          items[step]! += partial.items[index]!;
        });
      },
      result: () => {
        const rows: [number, number, number][] = [];
        let thrown = 0;
        let inside = 0;
        for (let step = 0; step < steps && items[step]! > 0; step++) {
          thrown += items[step]! * pointsPerItem;
          inside += hits[step]!;
          const estimate = (4 * inside) / thrown;
          rows.push([thrown, estimate, estimate - Math.PI]);
        }
        const last = rows.at(-1);
        return {
          columns: [
            { name: "points", type: "integer" },
            { name: "estimate", type: "decimal" },
            { name: "error", type: "decimal" },
          ],
          rows,
          totalRows: rows.length,
          partial: false,
          chart: { kind: "line", x: "points", y: "estimate" },
          headline:
            last === undefined
              ? "No point was thrown"
              : `Pi is about ${formatNumber(last[1])}, by ${formatNumber(thrown)} points`,
        };
      },
    };
  },
});

/** Which of the chart's steps an item belongs to. */
function stepOf(item: number, items: number): number {
  return Math.floor((item * Math.min(items, mostSteps)) / items);
}

function hitsOf(seed: number, item: number): number {
  const random = randomStream(seed, item);
  let hits = 0;
  for (let point = 0; point < pointsPerItem; point++) {
    const x = random();
    const y = random();
    if (x * x + y * y < 1) hits++;
  }
  return hits;
}
