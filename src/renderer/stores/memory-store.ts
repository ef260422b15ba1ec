import { z } from "zod";
import { create } from "zustand";
import { createJSONStorage, persist } from "zustand/middleware";
import { TraceStore, usualCapBytes } from "../timeline";
import { useTraceViewStore } from "./trace-view-store";

/** What a timeline's memory can be limited to, bytes. */
export const memoryLimits: readonly number[] = [5e8, 1e9, usualCapBytes, 4e9];

/** What is remembered: another limit than these would be none, or leave nothing of a trace. */
const remembered = z.object({
  capBytes: z
    .number()
    .min(1e6)
    .max(Math.max(...memoryLimits)),
});

interface MemoryState {
  /** Bytes that the columns of one timeline may take. */
  readonly capBytes: number;
}

/** @param stored What this computer kept. @returns `usual` where that is no limit. */
export function rememberedMemory(stored: unknown, usual: MemoryState): MemoryState {
  return remembered.safeParse(stored).data ?? usual;
}

/** How much memory a timeline may take, remembered on this computer. */
export const useMemoryStore = create<MemoryState>()(
  persist<MemoryState>(() => ({ capBytes: usualCapBytes }), {
    name: "lanescope.memory",
    storage: createJSONStorage(() => localStorage),
    merge: rememberedMemory,
  }),
);

/** A store for a trace that is about to arrive. */
export function newTraceStore(): TraceStore {
  return new TraceStore(useMemoryStore.getState().capBytes);
}

/** Sets another limit, for the timeline on screen and for those to come. */
export function limitMemory(capBytes: number): void {
  useMemoryStore.setState({ capBytes });
  useTraceViewStore.getState().store?.limitMemory(capBytes);
  useTraceViewStore.setState(({ growth }) => ({ growth: growth + 1 }));
}
