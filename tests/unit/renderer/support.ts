import { useAppStore } from "../../../src/renderer/stores/app-store";
import { useDatasetStore } from "../../../src/renderer/stores/dataset-store";
import { useLayoutStore } from "../../../src/renderer/stores/layout-store";
import { useRunStore } from "../../../src/renderer/stores/run-store";
import { useSetupStore } from "../../../src/renderer/stores/setup-store";
import { useTraceViewStore } from "../../../src/renderer/stores/trace-view-store";

/** Gives every test the stores of a window that was just opened. */
export function resetStores(): void {
  useAppStore.setState(useAppStore.getInitialState(), true);
  useDatasetStore.setState(useDatasetStore.getInitialState(), true);
  useLayoutStore.setState(useLayoutStore.getInitialState(), true);
  useRunStore.setState(useRunStore.getInitialState(), true);
  useSetupStore.setState(useSetupStore.getInitialState(), true);
  useTraceViewStore.setState(useTraceViewStore.getInitialState(), true);
}

/** Waits until everything that was asked is answered: the fake engine answers within a few turns. */
export async function answered(): Promise<void> {
  await new Promise<void>((resolve) => setImmediate(resolve));
}
