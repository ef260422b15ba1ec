import { create } from "zustand";
import { createJSONStorage, persist } from "zustand/middleware";
import type { Mode, Parameters } from "../../shared/contract/models";
import type { ChunkChoice } from "../setup/chunk-size";

interface SetupState {
  readonly workloadId: string | null;
  readonly datasetId: string | null;
  /** What the user entered, by workload; defaults fill the rest. */
  readonly edited: Readonly<Record<string, Parameters>>;
  readonly mode: Mode;
  readonly workers: number;
  readonly chunk: ChunkChoice;
  /** The last attempt to run found something missing: the form says what. */
  readonly showsErrors: boolean;
  /** Whether this is what stood here before a reload. */
  readonly restored: boolean;
}

/** What the next run shall be, remembered for a reload of this window. */
export const useSetupStore = create<SetupState>()(
  persist(
    (): SetupState => ({
      workloadId: null,
      datasetId: null,
      edited: {},
      mode: "processes",
      workers: 4,
      chunk: { kind: "auto" },
      showsErrors: false,
      restored: false,
    }),
    {
      name: "lanescope.setup",
      storage: createJSONStorage(() => sessionStorage),
      partialize: ({ showsErrors: _, ...kept }) => ({ ...kept, restored: true }),
    },
  ),
);

export function editParameter(workloadId: string, name: string, value: Parameters[string]): void {
  useSetupStore.setState(({ edited }) => ({
    edited: { ...edited, [workloadId]: { ...edited[workloadId], [name]: value } },
  }));
}
