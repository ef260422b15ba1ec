import { create } from "zustand";
import { createJSONStorage, persist } from "zustand/middleware";

interface CompareState {
  /** Measured runs of each point. */
  readonly repeats: number | null;
  /** Numbers of workers of a sweep as they were typed; null for doublings up to the processors. */
  readonly workers: string | null;
  /** Chunk sizes of a sweep as they were typed, bytes or items; null for what the tool bar says. */
  readonly chunkSizes: string | null;
}

/** How runs are compared, remembered for a reload of this window. */
export const useCompareStore = create<CompareState>()(
  persist((): CompareState => ({ repeats: 3, workers: null, chunkSizes: null }), {
    name: "lanescope.compare",
    storage: createJSONStorage(() => sessionStorage),
  }),
);
