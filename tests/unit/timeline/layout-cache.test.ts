import { describe, expect, it } from "vitest";
import { TraceStore } from "../../../src/renderer/timeline";
import { plainArrangement } from "../../../src/renderer/timeline/arrangement";
import { layOut } from "../../../src/renderer/timeline/layout";
import { LayoutCache } from "../../../src/renderer/timeline/layout-cache";
import { categories } from "../../../src/shared/trace/records";
import { join, LaneWriter, lane, laneBlock } from "./support";

describe("the layout of the lanes", () => {
  const none: ReadonlySet<number> = new Set();

  it("is made anew for every change that shows, and only then", () => {
    const store = new TraceStore();
    const cache = new LayoutCache();
    let arrangement = plainArrangement;
    let queueRows = none;
    let before = cache.layOut(store, arrangement, queueRows);
    const expectChange = (isNew: boolean): void => {
      const now = cache.layOut(store, arrangement, queueRows);
      expect(now !== before).toBe(isNew);
      expect(now).toEqual(layOut(store, arrangement, queueRows));
      before = now;
    };
    store.append(join(laneBlock(lane(1, "parent")), laneBlock(lane(2, "worker")), laneBlock(lane(8, "lock"))));
    expectChange(true);
    expectChange(false);
    const parent = new LaneWriter(1);
    store.append(parent.begin(5, categories.compute).end(6).block());
    expectChange(false);
    store.append(parent.begin(7, categories.task).block());
    expectChange(true);
    store.append(parent.begin(8, categories.compute).begin(8, categories.compute).block());
    expectChange(true);
    store.append(new LaneWriter(2).lockRequest(9, 8).block());
    expectChange(true);
    store.append(laneBlock(lane(2, "worker", { endNs: 20 })));
    expectChange(true);
    queueRows = new Set([8]);
    expectChange(true);
    arrangement = { ...arrangement, hidden: [2] };
    expectChange(true);
    expectChange(false);
  });

  it("is another one for another run", () => {
    const cache = new LayoutCache();
    const [one, other] = [new TraceStore(), new TraceStore()];
    one.append(laneBlock(lane(2, "worker")));
    other.append(laneBlock(lane(3, "worker")));
    cache.layOut(one, plainArrangement, none);
    expect(cache.layOut(other, plainArrangement, none)).toEqual(layOut(other, plainArrangement, none));
  });
});
