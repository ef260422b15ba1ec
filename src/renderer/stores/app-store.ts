import { create } from "zustand";
import type { AppInfo, Sample, WorkloadInfo } from "../../shared/contract/models";
import type { Fault } from "../../shared/fault";

interface AppState {
  readonly info: AppInfo | null;
  readonly workloads: readonly WorkloadInfo[];
  readonly samples: readonly Sample[];
  readonly connected: boolean;
  /** The first state of the engine has arrived. */
  readonly ready: boolean;
  /** Why the engine could not be reached, null when it was. */
  readonly fault: Fault | null;
  /** The newest sentence for a screen reader. */
  readonly announcement: string;
}

/** What the engine offers, and whether it is there. */
export const useAppStore = create<AppState>(() => ({
  info: null,
  workloads: [],
  samples: [],
  connected: true,
  ready: false,
  fault: null,
  announcement: "",
}));

/** Says something to people who do not see the screen. */
export function announce(announcement: string): void {
  useAppStore.setState({ announcement });
}

/** Takes in a workload that a request brought, before or after the event about it. */
export function putWorkload(workload: WorkloadInfo): void {
  useAppStore.setState(({ workloads }) => ({
    workloads: workloads.some(({ id }) => id === workload.id)
      ? workloads.map((known) => (known.id === workload.id ? workload : known))
      : [...workloads, workload],
  }));
}

export function workloadById(id: string | null): WorkloadInfo | undefined {
  return useAppStore.getState().workloads.find((workload) => workload.id === id);
}
