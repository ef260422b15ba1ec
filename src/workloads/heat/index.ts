import { z } from "zod";
import { categories, defineWorkload, formatNumber, planItems, type SharedNumbers } from "../../library/worker";

/** Names of the two grids: each round reads one and writes the other. */
const grids = ["even", "odd"] as const;

const parameters = z.strictObject({
  size: z
    .int()
    .min(3)
    .max(600)
    .default(200)
    .meta({ title: "Grid", description: "Points across and down. Every item is one row." }),
  phases: z
    .int()
    .min(1)
    .max(10_000)
    .default(60)
    .meta({ title: "Phases", description: "How often all workers meet at the barrier." }),
  least: z
    .int()
    .min(0)
    .max(1_000_000)
    .default(100)
    .meta({ title: "Least change to go on (1/1,000,000)", description: "The work ends once no point changes more." }),
});
type HeatParameters = z.output<typeof parameters>;

/** A plate with hot spots: each point becomes the mean of its neighbours, again and again. */
export const heat = defineWorkload<HeatParameters, number>({
  id: "heat",
  title: "Heat in a plate",
  summary:
    "Heat spreads over a grid in shared memory: in every phase each point becomes the mean of its four neighbours. Sides and two spots are held hot.",
  lesson:
    "No phase may begin before all workers ended the one before: the waits at the barrier are what the slowest leaves the others. More, and smaller, chunks shorten them; too small ones cost more to hand out than to compute.",
  input: "none",
  kind: "cpu",
  area: "simulation",
  teaches: ["barriers", "shared-memory", "chunk-size"],
  parameters,
  chunkUnit: "items",
  // A task reads one grid and writes rows of the other that nobody reads in this round: done twice, it writes the same.
  restartable: true,
  grows: true,
  shared: ({ size }) => ({
    [grids[0]]: { kind: "array", length: size * size },
    [grids[1]]: { kind: "array", length: size * size },
  }),
  rounds: ({ phases }) => phases,
  split: (input) => planItems(0, input.parameters.size, input),
  async task(chunk, context) {
    const { size } = context.parameters;
    const from = context.array(grids[context.round % 2]!);
    const to = context.array(grids[(context.round + 1) % 2]!);
    context.trace.begin(categories.deserialize, "read rows");
    const before = await rowsAround(from, chunk, size, context.round);
    context.trace.end(before.byteLength);
    context.trace.begin(categories.compute, "mean of neighbours");
    const after = new Float64Array((chunk.to - chunk.from) * size);
    let most = 0;
    for (let y = chunk.from; y < chunk.to; y++) {
      const row = (y - chunk.from) * size;
      const above = Math.max(0, y - Math.max(0, chunk.from - 1)) * size;
      for (let x = 0; x < size; x++) {
        const held = heldAt(x, y, size);
        const here = before[above + x]!;
        const next =
          held ??
          (before[above - size + x]! + before[above + size + x]! + before[above + x - 1]! + before[above + x + 1]!) / 4;
        most = Math.max(most, Math.abs(next - here));
        after[row + x] = next;
      }
    }
    context.trace.end(after.length);
    context.trace.begin(categories.serialize, "write rows");
    await to.write(chunk.from * size, after);
    context.trace.end(after.byteLength);
    context.progress(chunk.to - chunk.from);
    return { partial: most };
  },
  combine({ parameters: { size, least } }) {
    const changes: [number, number][] = [];
    let most = 0;
    return {
      add: (partial) => {
        most = Math.max(most, partial);
      },
      endRound(round) {
        changes.push([round + 1, most]);
        const isLast = most * 1_000_000 < least;
        most = 0;
        return { isLast, state: null };
      },
      result: (_values, arrays) => {
        const grid = arrays[grids[changes.length % 2]!] ?? new Float64Array(size * size);
        const last = changes.at(-1);
        return {
          columns: [
            { name: "phase", type: "integer" },
            { name: "largest change", type: "decimal" },
          ],
          rows: changes.slice(),
          totalRows: changes.length,
          partial: false,
          chart: { kind: "line", x: "phase", y: "largest change" },
          picture: {
            width: size,
            height: size,
            scale: "heat",
            pixels: Buffer.from(Uint8Array.from(grid, (value) => Math.round(value * 255))).toString("base64"),
            tile: null,
          },
          headline:
            last === undefined
              ? "No phase is over yet"
              : `After ${formatNumber(last[0])} ${last[0] === 1 ? "phase" : "phases"} no point changes by more than ${formatNumber(last[1])}`,
        };
      },
    };
  },
});

/** The chunk's rows, and the one before and behind where there is one. Before the first round all is cold but what is held. */
async function rowsAround(
  grid: SharedNumbers,
  { from, to }: { readonly from: number; readonly to: number },
  size: number,
  round: number,
): Promise<Float64Array> {
  const first = Math.max(0, from - 1);
  const rows = await grid.read(first * size, Math.min(size, to + 1) * size);
  if (round > 0) return rows;
  return rows.map((_, index) => heldAt(index % size, first + Math.floor(index / size), size) ?? 0);
}

/** The temperature of a point that is held, from 0 to 1; null for others. */
function heldAt(x: number, y: number, size: number): number | null {
  if (y === 0) return 1;
  if (y === size - 1 || x === 0 || x === size - 1) return 0;
  const spot = size / 12;
  if ((x - size * 0.3) ** 2 + (y - size * 0.65) ** 2 < spot ** 2) return 1;
  if ((x - size * 0.7) ** 2 + (y - size * 0.55) ** 2 < spot ** 2) return 0.75;
  return null;
}
