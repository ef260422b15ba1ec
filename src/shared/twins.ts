import type { Topic } from "./contract/catalogue";
import type { RunSettings } from "./contract/models";

/** One of two runs that differ in one thing. */
interface TwinRun {
  /** What it does that the other does not, in a few words. */
  readonly name: string;
  readonly settings: RunSettings;
}

/** Two runs of the same work, to be run one after the other and looked at under each other. */
export interface Twin {
  readonly id: string;
  readonly title: string;
  /** What to look at, and why the second one is faster. */
  readonly teaches: string;
  /** By which the catalogue finds it. */
  readonly topics: readonly Topic[];
  /** The costly one first. */
  readonly runs: readonly [TwinRun, TwinRun];
}

const twoProcesses = { datasetId: null, mode: "processes", workers: 2, chunkSize: "auto" } as const;

const tiles = 24;

/** The pairs that come with Lanescope. None needs a dataset, and each run takes some seconds at most. */
export const twins: readonly Twin[] = [
  {
    id: "hot-lock",
    title: "One hot lock, or totals of one's own",
    teaches:
      "Above, both workers take the lock after every step: their lanes are full of waits, and the lock's lane is never free. Below, each adds up by itself and locks once for a chunk, so that they hardly meet.",
    topics: ["locks", "shared-memory"],
    runs: [
      {
        name: "lock after each step",
        settings: { ...twoProcesses, workload: "tally", parameters: { packs: 400, lock: "each step" } },
      },
      {
        name: "own totals",
        settings: { ...twoProcesses, workload: "tally", parameters: { packs: 400, lock: "each chunk" } },
      },
    ],
  },
  {
    id: "chunk-size",
    title: "Fine chunks, or coarse ones",
    teaches:
      "Above, a chunk is so small that handing it out takes longer than doing it: lanes are more gaps than work. Below, few large chunks do the same work in solid lanes.",
    topics: ["chunk-size"],
    runs: [
      {
        name: "chunks of 1",
        settings: { ...twoProcesses, workload: "pi", parameters: { points: 4_000, seed: 1 }, chunkSize: 1 },
      },
      {
        name: "chunks of 250",
        settings: { ...twoProcesses, workload: "pi", parameters: { points: 4_000, seed: 1 }, chunkSize: 250 },
      },
    ],
  },
  {
    id: "balance",
    title: "Skewed work, or balanced",
    teaches:
      "Above, the picture is cut into three stretches, and one worker gets the middle, which is nearly all of the work: the other ends early and waits. Below, the same tiles go out one row at a time, and both end together.",
    topics: ["balance", "chunk-size"],
    runs: [
      {
        name: "three large chunks",
        settings: {
          ...twoProcesses,
          workload: "mandelbrot",
          parameters: { tiles, depth: 20_000 },
          chunkSize: tiles ** 2 / 3,
        },
      },
      {
        name: "a row of tiles each",
        settings: { ...twoProcesses, workload: "mandelbrot", parameters: { tiles, depth: 20_000 }, chunkSize: tiles },
      },
    ],
  },
  {
    id: "computing-or-waiting",
    title: "CPU-bound, or I/O-bound",
    teaches:
      "Four errands at a time, on one thread. Above, they compute and can only take turns, so four are no faster than one. Below, they wait, and four waits pass in the time of one.",
    topics: ["waiting"],
    runs: [
      {
        name: "errands that compute",
        settings: {
          ...twoProcesses,
          mode: "concurrent",
          workers: 4,
          workload: "errands",
          parameters: { errands: 40, kind: "compute", computing: 100 },
          chunkSize: 1,
        },
      },
      {
        name: "errands that wait",
        settings: {
          ...twoProcesses,
          mode: "concurrent",
          workers: 4,
          workload: "errands",
          parameters: { errands: 40, kind: "wait", waiting: 50 },
          chunkSize: 1,
        },
      },
    ],
  },
];
