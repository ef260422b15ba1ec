import { create } from "zustand";
import { isSeriesActive, type Series } from "../../shared/contract/series";

interface SeriesStoreState {
  /** By number, ascending. */
  readonly series: readonly Series[];
  /** By series: why its lanes cannot be shown, or `loading` while they come; left out once all are there. */
  readonly lanes: Readonly<Record<string, "loading" | { readonly message: string }>>;
  /** By series: the points whose lanes the user asked for, the newest last; left out where that was left to us. */
  readonly chosen: Readonly<Record<string, readonly number[]>>;
}

/** The series of this session. */
export const useSeriesStore = create<SeriesStoreState>(() => ({ series: [], lanes: {}, chosen: {} }));

export function seriesById(id: string | null): Series | undefined {
  return useSeriesStore.getState().series.find((one) => one.id === id);
}

/** The series with runs to do; there is one at most. */
export function activeSeries(all: readonly Series[]): Series | undefined {
  return all.find(isSeriesActive);
}

/** Takes in a series as it is now. @returns How it was before, undefined for a new one. */
export function putSeries(one: Series): Series | undefined {
  const before = seriesById(one.id);
  // An answer may be overtaken by the event about what came after it.
  if (before !== undefined && (!isSeriesActive(before) || before.done > one.done)) return before;
  useSeriesStore.setState(({ series }) => ({
    series:
      before === undefined
        ? [...series, one].sort((a, b) => a.number - b.number)
        : series.map((known) => (known.id === one.id ? one : known)),
  }));
  return before;
}
