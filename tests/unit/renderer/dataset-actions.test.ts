import { beforeEach, describe, expect, it } from "vitest";
import { DatasetActions } from "../../../src/renderer/actions/dataset-actions";
import { EngineClient } from "../../../src/renderer/engine/client";
import { useAppStore } from "../../../src/renderer/stores/app-store";
import { useDatasetStore } from "../../../src/renderer/stores/dataset-store";
import { useLayoutStore } from "../../../src/renderer/stores/layout-store";
import { useSetupStore } from "../../../src/renderer/stores/setup-store";
import type { RecentDataset } from "../../../src/shared/contract/models";
import { dataset, FakeBridge, Refusal, workloads } from "./fake-bridge";
import { resetStores } from "./support";

const recent: RecentDataset = {
  path: "/home/me/orders-2025.csv",
  name: "orders-2025.csv",
  size: 4.12e9,
  openedMs: 1,
  isThere: true,
};

let bridge: FakeBridge;
let actions: DatasetActions;

beforeEach(() => {
  resetStores();
  bridge = new FakeBridge();
  actions = new DatasetActions(new EngineClient(bridge));
  useAppStore.setState({ workloads });
  useDatasetStore.setState({ recents: [recent] });
});

describe("a recent dataset", () => {
  it("is opened by its path, and set up with what fits it", async () => {
    await actions.openRecent(recent);
    expect(bridge.inputs("datasets.open")).toEqual([{ path: recent.path }]);
    expect(useSetupStore.getState()).toMatchObject({ datasetId: dataset().id, workloadId: "group-by" });
    expect(useLayoutStore.getState().page).toBe("setup");
  });

  it("that is gone is marked so, and stays until it is removed", async () => {
    bridge.handlers["datasets.open"] = () => new Refusal("dataset-missing", "There is no such file.");
    bridge.handlers["recents.list"] = () => ({ recents: [{ ...recent, isThere: false }] });
    await actions.openRecent(recent);
    expect(useDatasetStore.getState().recents).toEqual([{ ...recent, isThere: false }]);
    expect(useLayoutStore.getState().page).toBe("start");

    bridge.handlers["recents.list"] = () => ({ recents: [] });
    await actions.forgetRecent(recent);
    expect(bridge.inputs("recents.remove")).toEqual([{ path: recent.path }]);
    expect(useDatasetStore.getState().recents).toEqual([]);
  });
});
