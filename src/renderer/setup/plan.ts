import { dataKindOf, dataKindsOf, inputWords, isNumeric, misfit } from "../../shared/contract/fit";
import {
  type Dataset,
  maxWorkers,
  type Parameters,
  type RunSettings,
  type WorkloadInfo,
} from "../../shared/contract/models";
import { useAppStore } from "../stores/app-store";
import { useDatasetStore } from "../stores/dataset-store";
import { useSetupStore } from "../stores/setup-store";
import { chunkSizeOf } from "./chunk-size";
import { effectiveParameters, fieldsOf, type ParameterField, parameterErrors } from "./parameters";

/** Whether a workload takes datasets of that kind; `undefined` is none. */
export function takes(workload: WorkloadInfo, dataset: Dataset | undefined): boolean {
  if (workload.input === "none") return true;
  return dataset !== undefined && dataKindsOf(workload).includes(dataKindOf(dataset));
}

/** The workloads that can work on a dataset, what to try first at the front. */
export function fittingWorkloads(dataset: Dataset, workloads: readonly WorkloadInfo[]): readonly WorkloadInfo[] {
  const first = suggestWorkload(dataset, workloads);
  const fitting = workloads.filter((workload) => misfit(workload, dataset) === null);
  return first === undefined ? fitting : [first, ...fitting.filter((workload) => workload !== first)];
}

/** What chunks are counted in: a dataset of many files is never cut within one. */
export function chunkUnitOf(
  workload: WorkloadInfo | undefined,
  dataset: Dataset | undefined,
): WorkloadInfo["chunkUnit"] {
  if (workload === undefined) return "items";
  return workload.input !== "none" && dataset?.files !== undefined ? "items" : workload.chunkUnit;
}

/** What to try first on a dataset: tables are grouped, texts counted. */
export function suggestWorkload(dataset: Dataset, workloads: readonly WorkloadInfo[]): WorkloadInfo | undefined {
  const fitting = workloads.filter((workload) => misfit(workload, dataset) === null);
  const numbersOnly = dataset.columns.length <= 1 && dataset.columns.every((column) => isNumeric(column));
  if (dataset.files !== undefined) return fitting[0];
  const wanted =
    dataKindOf(dataset) === "table" ? (numbersOnly ? "sum" : "group-by") : looksNumeric(dataset) ? "sum" : "word-count";
  return fitting.find((workload) => workload.id === wanted) ?? fitting[0];
}

function looksNumeric(dataset: Dataset): boolean {
  const lines = dataset.preview.map((row) => row.join(" ").trim()).filter((line) => line !== "");
  return lines.length > 0 && lines.every((line) => /^[-+]?(\d+\.?\d*|\.\d+)(e[-+]?\d+)?$/i.test(line));
}

/** All workloads: those first that can work on the chosen dataset, or on none; the catalogue's order else. */
export function usualWorkloads(
  workloads: readonly WorkloadInfo[],
  dataset: Dataset | undefined,
): readonly WorkloadInfo[] {
  if (dataset === undefined) return workloads;
  const fits = (workload: WorkloadInfo): boolean => fitsChosen(workload, dataset);
  return [...workloads.filter(fits), ...workloads.filter((workload) => !fits(workload))];
}

/** Whether a workload can work as things are chosen: on that dataset, or on none. So can all while none is chosen. */
export function fitsChosen(workload: WorkloadInfo, dataset: Dataset | undefined): boolean {
  return workload.input === "none" || dataset === undefined || misfit(workload, dataset) === null;
}

/** The next run as it stands: what is chosen, what follows from it, what is missing. */
export interface SetupPlan {
  readonly workload: WorkloadInfo | undefined;
  /** The chosen dataset, whether the workload takes it or not. */
  readonly dataset: Dataset | undefined;
  readonly fields: readonly ParameterField[];
  readonly parameters: Parameters;
  /** By parameter. */
  readonly errors: Readonly<Record<string, string>>;
  /** Why it cannot run yet, in a sentence; null when it can. */
  readonly obstacle: string | null;
}

type SetupChoice = Pick<
  ReturnType<typeof useSetupStore.getState>,
  "workloadId" | "datasetId" | "edited" | "chunk" | "mode" | "workers"
>;

/** What is wrong with the number of workers, null for nothing. In sequential mode there is one, whatever is entered. */
export function workersError({ mode, workers }: Pick<SetupChoice, "mode" | "workers">): string | null {
  if (mode === "sequential" || (Number.isInteger(workers) && workers >= 1 && workers <= maxWorkers)) return null;
  return `Workers: a whole number from 1 to ${maxWorkers} is needed.`;
}

export function makePlan(
  setup: SetupChoice,
  workloads: readonly WorkloadInfo[],
  datasets: readonly Dataset[],
): SetupPlan {
  const workload = workloads.find(({ id }) => id === setup.workloadId);
  const dataset = datasets.find(({ id }) => id === setup.datasetId);
  if (workload === undefined) {
    return { workload, dataset, fields: [], parameters: {}, errors: {}, obstacle: "Choose a workload first." };
  }
  const used = workload.input === "none" ? undefined : dataset;
  const fields = fieldsOf(workload);
  const parameters = effectiveParameters(fields, used, setup.edited[workload.id]);
  const errors = parameterErrors(fields, parameters, used);
  return {
    workload,
    dataset,
    fields,
    parameters,
    errors,
    obstacle: obstacleOf(setup, workload, dataset, errors, fields),
  };
}

function obstacleOf(
  setup: SetupChoice,
  workload: WorkloadInfo,
  dataset: Dataset | undefined,
  errors: Readonly<Record<string, string>>,
  fields: readonly ParameterField[],
): string | null {
  if (workload.input !== "none") {
    const wanted = inputWords(workload.input);
    if (dataset === undefined) return `${workload.title} needs ${wanted}. Drop or choose a file.`;
    const reason = misfit(workload, dataset);
    if (reason !== null) return `${workload.title} does not fit. ${reason}`;
  }
  if (setup.chunk.kind === "custom" && !((setup.chunk.amount ?? 0) > 0)) {
    return "Chunk size: a value above 0 is needed, or auto.";
  }
  const wrongWorkers = workersError(setup);
  if (wrongWorkers !== null) return wrongWorkers;
  const wrong = fields.find((field) => errors[field.name] !== undefined);
  return wrong === undefined ? null : `${wrong.title}: ${errors[wrong.name]}`;
}

/** The plan, kept up to date. */
export function useSetupPlan(): SetupPlan {
  const workloads = useAppStore((state) => state.workloads);
  const datasets = useDatasetStore((state) => state.datasets);
  const setup = useSetupStore();
  return makePlan(setup, workloads, datasets);
}

/** What `runs.start` gets; null while there is an obstacle. */
export function settingsOf(plan: SetupPlan): RunSettings | null {
  if (plan.workload === undefined || plan.obstacle !== null) return null;
  const { mode, workers, chunk } = useSetupStore.getState();
  return {
    workload: plan.workload.id,
    parameters: plan.parameters,
    datasetId: plan.workload.input === "none" ? null : (plan.dataset?.id ?? null),
    mode,
    workers: mode === "sequential" ? 1 : workers,
    chunkSize: chunkSizeOf(chunk, chunkUnitOf(plan.workload, plan.dataset)),
  };
}
