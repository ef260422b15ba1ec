import { z } from "zod";

/** Where a workload comes from in the world, in the order of the catalogue, with the words that stand for it. */
export const areaWords = {
  tables: "Tables",
  text: "Text",
  images: "Images",
  learning: "Machine learning",
  simulation: "Simulation",
  interactive: "Interactive systems",
  contention: "Locks and sharing",
  computing: "Computing and waiting",
  own: "Your own",
} as const;
export type Area = keyof typeof areaWords;

/** What a timeline can teach, with the words that stand for it. */
export const topicWords = {
  scaling: "More workers",
  balance: "Uneven work",
  "chunk-size": "Chunk size",
  waiting: "Waiting or computing",
  merging: "Sending and merging",
  locks: "Locks",
  "shared-memory": "Shared memory",
  barriers: "Barriers",
  queues: "Requests and queues",
} as const;
export type Topic = keyof typeof topicWords;

/** Where a workload stands in the catalogue. */
export const areaSchema = z.enum(Object.keys(areaWords) as [Area, ...Area[]]);

export const topicSchema = z.enum(Object.keys(topicWords) as [Topic, ...Topic[]]);
