import { fileKindOf } from "../../../shared/contract/file-kinds";
import type { Sample, WorkloadInfo } from "../../../shared/contract/models";
import { formatBytes } from "../../format";

/** Something to run with one press. */
export interface Starter {
  readonly id: string;
  readonly kind: "sample" | "workload";
  readonly title: string;
  readonly description: string;
  /** Its size, or that it needs no data. */
  readonly data: string;
  readonly icon: Pick<WorkloadInfo, "id" | "kind">;
  readonly remark: string;
}

/** What a newcomer may want to see first, each for another thing on its timeline: a lock, uneven work, a barrier, waiting. */
const firstWorkloads = ["shared-counter", "mandelbrot", "heat", "num"];

/** Samples first, then some of what runs without data; the catalogue has the others. */
export function makeStarters(samples: readonly Sample[], workloads: readonly WorkloadInfo[]): readonly Starter[] {
  return [
    ...samples.map((sample): Starter => {
      return {
        id: sample.id,
        kind: "sample",
        title: sample.name,
        description: firstClause(sample.description),
        data: formatBytes(sample.size),
        icon: sampleIcon(sample.name),
        remark: `${sample.description}. Licence: ${sample.licence}`,
      };
    }),
    ...firstWorkloads
      .flatMap((first) => workloads.find(({ id }) => id === first) ?? [])
      .map(
        (workload): Starter => ({
          id: workload.id,
          kind: "workload",
          title: workload.title,
          description: firstClause(workload.summary),
          data: "no data",
          icon: workload,
          remark: `${workload.summary} ${workload.lesson}`,
        }),
      ),
  ];
}

/** That of the workload that a sample starts with. */
function sampleIcon(name: string): Starter["icon"] {
  switch (fileKindOf(name)) {
    case "idx":
      return { id: "nearest-neighbours", kind: "cpu" };
    case "text":
      return { id: "word-count", kind: "data" };
    default:
      return { id: "group-by", kind: "data" };
  }
}

/** What fits into a row: the rest of the sentence says how, not what. */
function firstClause(text: string): string {
  return (text.split(/[;:.](?=\s|$)/)[0] ?? "").trim();
}
