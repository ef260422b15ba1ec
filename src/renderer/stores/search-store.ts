import { create } from "zustand";
import type { SearchInfo, SearchQuery } from "../timeline";

interface SearchState extends SearchQuery {
  readonly open: boolean;
  /** Grows whenever the field is asked for, also while it is there. */
  readonly asked: number;
  readonly info: SearchInfo | null;
}

/** What is looked for on the timeline. It outlives the timeline: another run is searched for the same. */
export const useSearchStore = create<SearchState>(() => ({
  open: false,
  asked: 0,
  text: "",
  regex: false,
  matchCase: false,
  info: null,
}));

export function openSearch(): void {
  useSearchStore.setState(({ asked }) => ({ open: true, asked: asked + 1 }));
}
