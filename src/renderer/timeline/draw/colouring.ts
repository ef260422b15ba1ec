import { categories } from "../../../shared/trace/records";
import { mix } from "../colour";
import type { LaneTrack, Slices } from "../store/lane-track";
import { sliceAt } from "../store/queries";
import type { TraceStore } from "../store/trace-store";
import type { TimelineTheme } from "../theme";

export const colourings = ["category", "name", "chunk", "duration"] as const;

/** What the colour of work tells. Waits, starts and failures keep theirs: what a lane is kept from is always seen. */
export type Colouring = (typeof colourings)[number];

/** Nanoseconds from which on a slice has the next colour. */
export const durationSteps = [1e4, 1e5, 1e6, 1e7, 1e8, 1e9] as const;

/** Share of the strongest colour in that of the shortest slices. */
const weakestShare = 0.2;

/** Categories that are work, solid all of them. */
const work: ReadonlySet<number> = new Set([
  categories.task,
  categories.compute,
  categories.serialize,
  categories.deserialize,
]);

/** The colour of a name, the same in every trace: of eight that all eyes tell apart. */
export function nameColour(theme: TimelineTheme, name: string): string {
  return theme.workers[hashOf(name) % theme.workers.length]!;
}

/** The colour of a chunk by its number. */
export function chunkColour(theme: TimelineTheme, chunk: number): string {
  return theme.workers[Math.abs(Math.trunc(chunk)) % theme.workers.length]!;
}

/** The colours of durations from the shortest to the longest, one more than there are steps; each lighter or darker than the last. */
export function durationColours(theme: TimelineTheme): readonly string[] {
  const last = durationSteps.length;
  return Array.from({ length: last + 1 }, (_, step) =>
    mix(theme.accentText, theme.surfaceLane, weakestShare + ((1 - weakestShare) * step) / last),
  );
}

/** Source: FNV-1a, 32 bits. */
function hashOf(text: string): number {
  let hash = 0x811c9dc5;
  for (let at = 0; at < text.length; at++) {
    hash ^= text.charCodeAt(at);
    hash = Math.imul(hash, 0x01000193);
  }
  return hash >>> 0;
}

/**
 * Gives the slices of a row their colours.
 *
 * @returns Null for slices in the colour of their category; null itself where all of them are.
 */
export function colourerOf(
  colouring: Colouring,
  theme: TimelineTheme,
  store: TraceStore,
  track: LaneTrack,
  slices: Slices,
  nowNs: number,
): ((index: number) => string | null) | null {
  if (colouring === "category") return null;
  const ofWork = (colour: (index: number) => string | null) => (index: number) =>
    work.has(slices.category(index)) ? colour(index) : null;
  if (colouring === "name") return ofWork((index) => nameColour(theme, store.name(slices.name(index))));
  if (colouring === "duration") {
    const colours = durationColours(theme);
    return ofWork((index) => {
      const ns = Math.min(slices.end(index), nowNs) - slices.start(index);
      const step = durationSteps.findIndex((limit) => ns < limit);
      return colours[step < 0 ? durationSteps.length : step]!;
    });
  }
  const tasks = track.rows[0]!;
  return ofWork((index) => {
    const task = slices === tasks ? index : sliceAt(tasks, slices.start(index), 0);
    const chunk = task < 0 ? Number.NaN : tasks.value(task);
    return Number.isNaN(chunk) ? null : chunkColour(theme, chunk);
  });
}

/** Slices of a row that are looked at for the legend. */
const lookedAt = 400;
const lanesLookedAt = 64;

/** The names of work that occur most among a trace's first slices, the most frequent first. */
export function usualNames(store: TraceStore, most: number): readonly string[] {
  const counts = new Map<string, number>();
  for (const { id } of store.lanes().slice(0, lanesLookedAt)) {
    for (const slices of store.track(id)?.rows.slice(1) ?? []) {
      const end = Math.min(slices.length, slices.first + lookedAt);
      for (let index = slices.first; index < end; index++) {
        if (!work.has(slices.category(index))) continue;
        const name = store.name(slices.name(index));
        if (name !== "") counts.set(name, (counts.get(name) ?? 0) + 1);
      }
    }
  }
  const sorted = [...counts].sort((a, b) => b[1] - a[1] || (a[0] < b[0] ? -1 : 1));
  return sorted.slice(0, most).map(([name]) => name);
}
