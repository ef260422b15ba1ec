import { create } from "zustand";
import type { Dataset } from "../../shared/contract/models";

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
}

/** The files that are open, and those on their way in. */
export const useDatasetStore = create<DatasetState>(() => ({ datasets: [], uploads: [] }));

export function datasetById(id: string | null): Dataset | undefined {
  return useDatasetStore.getState().datasets.find((dataset) => dataset.id === id);
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
