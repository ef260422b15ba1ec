import { create } from "zustand";
import type { Dataset, Opening, RecentDataset } from "../../shared/contract/models";

export interface Upload {
  readonly id: string;
  readonly name: string;
  /** Bytes. */
  readonly size: number;
  readonly sent: number;
  cancel(): void;
}

interface DatasetState {
  readonly datasets: readonly Dataset[];
  readonly uploads: readonly Upload[];
  /** Those that take long to open. */
  readonly openings: readonly Opening[];
  /** Opened by their paths last, in this session or before; the newest first. */
  readonly recents: readonly RecentDataset[];
}

/** The files that are open, and those on their way in. */
export const useDatasetStore = create<DatasetState>(() => ({ datasets: [], uploads: [], openings: [], recents: [] }));

export function datasetById(id: string | null): Dataset | undefined {
  return useDatasetStore.getState().datasets.find((dataset) => dataset.id === id);
}

/** The recent ones that are not open, for views. */
export function useRecents(): readonly RecentDataset[] {
  const { recents, datasets } = useDatasetStore();
  return recents.filter(({ path }) => !datasets.some((dataset) => dataset.path === path));
}

/** Takes in a dataset that a request brought, before or after the event about it. */
export function addDataset(dataset: Dataset): void {
  useDatasetStore.setState(({ datasets }) => ({
    datasets: datasets.some(({ id }) => id === dataset.id)
      ? datasets.map((known) => (known.id === dataset.id ? dataset : known))
      : [...datasets, dataset],
  }));
}

export function addUpload(upload: Upload): void {
  useDatasetStore.setState(({ uploads }) => ({ uploads: [...uploads, upload] }));
}

/** @param sent Bytes. */
export function updateUpload(id: string, sent: number): void {
  useDatasetStore.setState(({ uploads }) => ({
    uploads: uploads.map((upload) => (upload.id === id ? { ...upload, sent } : upload)),
  }));
}

export function removeUpload(id: string): void {
  useDatasetStore.setState(({ uploads }) => ({ uploads: uploads.filter((upload) => upload.id !== id) }));
}
