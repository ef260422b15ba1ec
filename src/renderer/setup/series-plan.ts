import { type ChunkSize, maxWorkers, modes, type RunSettings } from "../../shared/contract/models";
import { comparePlan, maxPoints, maxRepeats, type SeriesPlan, sweepPlan } from "../../shared/contract/series";
import type { Twin } from "../../shared/twins";
import { useCompareStore } from "../stores/compare-store";

/** A list as it was typed, or what is wrong with it, in a sentence. */
export type ReadList<One> = { readonly list: readonly One[] } | { readonly error: string };

/** `1, 2, 4` and so on: at least up to four, so that more workers than processors are seen, too. */
export function usualWorkers(processors: number): string {
  const most = Math.min(Math.max(processors, 4), maxWorkers);
  const all = [];
  for (let count = 1; count < most; count *= 2) all.push(count);
  return [...all, most].join(", ");
}

function readList<One>(text: string, what: string, read: (one: string) => One | null, wanted: string): ReadList<One> {
  const words = text.split(/[\s,;]+/).filter((word) => word !== "");
  const list = words.map(read);
  const wrong = list.indexOf(null);
  if (wrong >= 0) return { error: `${what}: ${words[wrong]} is none. ${wanted}` };
  if (list.length === 0) return { error: `${what}: none is given. ${wanted}` };
  return { list: [...new Set(list)] as readonly One[] };
}

function readWhole(word: string, most: number): number | null {
  const number = Number(word);
  return /^\d+$/.test(word) && number >= 1 && number <= most ? number : null;
}

export function readWorkers(text: string): ReadList<number> {
  const wanted = `Whole numbers from 1 to ${maxWorkers} are needed, such as 1, 2, 4.`;
  return readList(text, "Numbers of workers", (word) => readWhole(word, maxWorkers), wanted);
}

export function readChunkSizes(text: string): ReadList<ChunkSize> {
  const wanted = "auto or whole numbers are needed, such as auto, 1000, 50000.";
  const read = (word: string): ChunkSize | null => (word === "auto" ? word : readWhole(word, Number.MAX_SAFE_INTEGER));
  return readList(text, "Chunk sizes", read, wanted);
}

/** What is wrong with the number of runs of each, null for nothing. */
export function repeatsError(repeats: number | null): string | null {
  if (repeats !== null && Number.isInteger(repeats) && repeats >= 1 && repeats <= maxRepeats) return null;
  return `Runs of each: a whole number from 1 to ${maxRepeats} is needed.`;
}

/** A series that is ready to start, or why it is not. */
type ReadPlan = { readonly plan: SeriesPlan } | { readonly error: string };

export function allModes(title: string, settings: RunSettings, workers: number): ReadPlan {
  const { repeats } = useCompareStore.getState();
  const wrong = repeatsError(repeats);
  if (wrong !== null) return { error: wrong };
  return { plan: comparePlan(title, { ...settings, workers }, modes, repeats ?? 1) };
}

/** Of the mode that is set up; sequential has no number of workers, so that processes stand in for it. */
export function sweepOf(title: string, settings: RunSettings, processors: number): ReadPlan {
  const { repeats, workers, chunkSizes } = useCompareStore.getState();
  const wrong = repeatsError(repeats);
  if (wrong !== null) return { error: wrong };
  const counts = readWorkers(workers ?? usualWorkers(processors));
  if ("error" in counts) return counts;
  const sizes: ReadList<ChunkSize> = chunkSizes === null ? { list: [settings.chunkSize] } : readChunkSizes(chunkSizes);
  if ("error" in sizes) return sizes;
  if (counts.list.length * sizes.list.length > maxPoints) {
    return { error: `That would be more than ${maxPoints} combinations. Name fewer workers or chunk sizes.` };
  }
  const mode = settings.mode === "sequential" ? "processes" : settings.mode;
  return { plan: sweepPlan(title, { ...settings, mode }, counts.list, sizes.list, repeats ?? 1) };
}

/** Both of a pair, as often as other runs that are compared. */
export function twinsPlan({ title, runs }: Twin): ReadPlan {
  const { repeats } = useCompareStore.getState();
  const wrong = repeatsError(repeats);
  if (wrong !== null) return { error: wrong };
  const points = runs.map(({ name, settings }) => ({ label: name.charAt(0).toUpperCase() + name.slice(1), settings }));
  return { plan: { kind: "twins", title, points, repeats: repeats ?? 1 } };
}
