import { z } from "zod";
import { builtinWorkload, categories, formatNumber, planItems } from "../../library/worker";

/** Names of the two grids: each round reads one and writes the other. */
const grids = ["even", "odd"] as const;

/** Chunks that each worker gets in a phase where the size is automatic. */
const chunksPerWorker = 2;

const parameters = z.strictObject({
  size: z
    .int()
    .min(3)
    .max(1_000)
    .default(480)
    .meta({ title: "Grid", description: "Points across and down. Every item is one row." }),
  phases: z
    .int()
    .min(1)
    .max(10_000)
    .default(60)
    .meta({ title: "Phases", description: "How often all workers meet at the barrier." }),
  steps: z.int().min(1).max(1_000).default(20).meta({
    title: "Steps of a phase",
    description: "How often each point becomes the mean of its neighbours before the workers meet.",
  }),
  least: z.int().min(0).max(1_000_000).default(100).meta({
    title: "Least change to go on (1/1,000,000)",
    description: "The work ends once no step changes a point more.",
  }),
});
type HeatParameters = z.output<typeof parameters>;

/** A plate with hot spots: each point becomes the mean of its neighbours, again and again. */
export const heat = builtinWorkload<HeatParameters, number>({
  id: "heat",
  title: "Heat in a plate",
  summary:
    "Heat spreads over a grid in shared memory: step by step each point becomes the mean of its four neighbours, and after so many steps all workers meet. Sides and two spots are held hot.",
  lesson:
    "No phase may begin before all workers ended the one before: the waits at the barrier are what the slowest leaves the others. With one step a phase the meeting costs more than the work; smaller chunks compute the rows at their rims twice.",
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
  split: ({ chunkSize, workers, parameters: { size } }) => {
    // Each phase hands all of them out again, so few of them: enough for the faster to help the slower.
    const auto = Math.ceil(size / (workers * chunksPerWorker));
    return planItems(0, size, { chunkSize: chunkSize === "auto" ? auto : chunkSize, workers });
  },
  async task(chunk, context) {
    const { size, steps } = context.parameters;
    const from = context.array(grids[context.round % 2]!);
    const to = context.array(grids[(context.round + 1) % 2]!);
    context.trace.begin(categories.deserialize, "read rows");
    const first = Math.max(0, chunk.from - steps);
    const last = Math.min(size, chunk.to + steps);
    const stretch = new Stretch(size, first, await from.read(first * size, last * size));
    if (context.round === 0) stretch.warm();
    context.trace.end((last - first) * size);
    let most = 0;
    for (let step = steps - 1; step >= 0; step--) {
      context.trace.begin(categories.compute, "mean of neighbours");
      // Rows further out are needed by the steps before the last only, and each step spoils one more of them.
      most = stretch.step(Math.max(0, chunk.from - step), Math.min(size, chunk.to + step));
      context.trace.end((chunk.to - chunk.from) * size);
      await context.yield();
    }
    context.trace.begin(categories.serialize, "write rows");
    const rows = stretch.rows(chunk.from, chunk.to);
    await to.write(chunk.from * size, rows);
    context.trace.end(rows.byteLength);
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
            title: "Temperature",
            width: size,
            height: size,
            scale: "heat",
            pixels: Buffer.from(Uint8Array.from(grid, (value) => Math.round(value * 255))).toString("base64"),
            tile: null,
          },
          headline:
            last === undefined
              ? "No phase is over yet"
              : `After ${formatNumber(last[0])} ${last[0] === 1 ? "phase" : "phases"} no step changes a point by more than ${formatNumber(last[1])}`,
        };
      },
    };
  },
});

/** Some rows of the grid, of which each step computes the inner ones. */
class Stretch {
  readonly #size: number;
  readonly #first: number;
  /** Shape [rows, size], as it is and as the step makes it. */
  #now: Float64Array;
  #next: Float64Array;
  /** The same: what a point is held at, NaN for those that are free. */
  readonly #held: Float64Array;

  /** @param first The row with which `now` begins. */
  constructor(size: number, first: number, now: Float64Array) {
    this.#size = size;
    this.#first = first;
    this.#now = now;
    this.#next = new Float64Array(now.length);
    this.#held = heldGrid(size).subarray(first * size, first * size + now.length);
  }

  /** Before the first phase all is cold but what is held. */
  warm(): void {
    this.#now = this.#held.map((held) => (Number.isNaN(held) ? 0 : held));
  }

  /**
   * Makes each point of the rows [from, to) the mean of its neighbours. The rows before and behind are there, or the grid ends.
   *
   * @returns The most by which a point changed.
   */
  step(from: number, to: number): number {
    const size = this.#size;
    const now = this.#now;
    const next = this.#next;
    let most = 0;
    for (let at = (from - this.#first) * size; at < (to - this.#first) * size; at++) {
      const held = this.#held[at]!;
      // Points at the grid's sides are held.
      const value = Number.isNaN(held) ? (now[at - size]! + now[at + size]! + now[at - 1]! + now[at + 1]!) / 4 : held;
      const change = Math.abs(value - now[at]!);
      if (change > most) most = change;
      next[at] = value;
    }
    this.#now = next;
    this.#next = now;
    return most;
  }

  /** A copy of the rows [from, to). */
  rows(from: number, to: number): Float64Array {
    return this.#now.slice((from - this.#first) * this.#size, (to - this.#first) * this.#size);
  }
}

let known: { readonly size: number; readonly held: Float64Array } | null = null;

/** What each point of the grid is held at, NaN for those that are free; made once in a worker. */
function heldGrid(size: number): Float64Array {
  if (known?.size !== size) {
    const at = (index: number): number => heldAt(index % size, Math.floor(index / size), size) ?? Number.NaN;
    known = { size, held: Float64Array.from({ length: size * size }, (_, index) => at(index)) };
  }
  return known.held;
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
