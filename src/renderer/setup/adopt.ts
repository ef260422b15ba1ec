import type { RunSettings } from "../../shared/contract/models";
import { workloadById } from "../stores/app-store";
import { datasetById } from "../stores/dataset-store";
import { useSetupStore } from "../stores/setup-store";
import { chunkChoiceOf, chunkSizeOf } from "./chunk-size";
import { chunkUnitOf } from "./plan";

/** Takes over a run's settings for the next one. A dataset that is no longer open has to be chosen anew. */
export function adoptSettings(settings: RunSettings): void {
  const { workload, parameters, datasetId, mode, workers, chunkSize } = settings;
  const unit = chunkUnitOf(workloadById(workload), datasetById(datasetId));
  useSetupStore.setState((before) => ({
    workloadId: workload,
    edited: { ...before.edited, [workload]: parameters },
    // A run without data says nothing about the data of the next.
    datasetId: datasetId === null ? before.datasetId : datasetById(datasetId) === undefined ? null : datasetId,
    mode,
    // A sequential run has one, whatever was entered.
    workers: mode === "sequential" ? before.workers : workers,
    // The same size in the unit that was entered.
    chunk: chunkSizeOf(before.chunk, unit) === chunkSize ? before.chunk : chunkChoiceOf(chunkSize, unit),
    showsErrors: false,
  }));
}
