import { create } from "zustand";
import { type CatalogueFilter, noFilter } from "../setup/catalogue";

interface CatalogueState {
  readonly filter: CatalogueFilter;
  /** Whether the workloads stand by whether they fit the chosen dataset. */
  readonly byDataset: boolean;
}

/** What the user asked the catalogue for last. */
export const useCatalogueStore = create<CatalogueState>(() => ({ filter: noFilter, byDataset: true }));

export function changeFilter(change: Partial<CatalogueFilter>): void {
  useCatalogueStore.setState(({ filter }) => ({ filter: { ...filter, ...change } }));
}
