import { create } from "zustand";
import type { EventOrder } from "../timeline";

interface EventsState {
  /** The filter as it is typed. */
  readonly text: string;
  readonly order: EventOrder;
}

/** How the table of events is filtered and sorted. It outlives the table, and goes for every run of this window. */
export const useEventsStore = create<EventsState>(() => ({ text: "", order: { field: "time", descending: false } }));
