import type { Parameters, ResultTable } from "../../src/shared/contract/models";

/** What each built-in workload is tested with: small enough for a test, large enough for several chunks. */
export interface WorkloadCase {
  readonly parameters: Parameters;
  /** The dataset's text; left out for workloads without one. */
  readonly text?: string;
  /** The text of a second dataset, whose path becomes the parameter `table`. */
  readonly table?: string;
  /** What of the result is the same everywhere; left out for all of it. */
  readonly same?: (result: ResultTable) => unknown;
}

/** Rows of which some have what no number is, to be sure that those are left out alike. */
const table = [
  "city,amount,share",
  ...Array.from({ length: 150 }, (_, row) => {
    const amount = row % 37 === 5 ? "none" : String((row * 7_919) % 1_000);
    return `city ${(row * 31) % 7},${amount},${((row * 104_729) % 997) / 16}`;
  }),
].join("\n");

export const workloadCases: Readonly<Record<string, WorkloadCase>> = {
  "group-by": { parameters: { by: "city", of: "share" }, text: table },
  sum: { parameters: { column: "amount" }, text: table },
  histogram: { parameters: { column: "share", bars: 7 }, text: table },
  sort: { parameters: { by: "amount", order: "descending", rows: 50 }, text: table },
  join: {
    parameters: { key: "city", of: "amount" },
    text: table,
    table: "city,land\ncity 1,north\ncity 2,south\ncity 4,north\n",
  },
  "word-count": { parameters: {}, text: table },
  primes: { parameters: { below: 3_000 } },
  pi: { parameters: { points: 24, seed: 7 } },
  mandelbrot: { parameters: { tiles: 4, depth: 60 } },
  heat: { parameters: { size: 24, phases: 5, steps: 3, least: 0 } },
  queueing: { parameters: { seeds: 9, customers: 1, servers: 2, load: 0.8 } },
  "k-means": { parameters: { first: "amount", second: "share", clusters: 3, rounds: 4 }, text: table },
  "logistic-regression": {
    parameters: { target: "amount", above: 400, first: "share", most: 100, batches: 3, passes: 2, rate: 1 },
    text: table,
  },
  "chat-server": {
    parameters: { messages: 45, perSecond: 10_000, work: 1 },
    // How long answers take is measured, and so never the same.
    same: ({ rows, figures }) => ({
      rows: rows.map(([second, messages]) => [second, messages]),
      seal: figures?.find(({ name }) => name === "seal of all answers"),
    }),
  },
  num: { parameters: { steps: 12, seconds: 0 } },
  errands: { parameters: { errands: 12, kind: "compute", computing: 1 } },
  "shared-counter": { parameters: { tasks: 5, increments: 4, outside: 0, inside: 0 } },
  tally: { parameters: { packs: 12, lock: "each step" } },
};
