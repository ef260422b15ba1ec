import { describe, expect, it } from "vitest";
import {
  type Arrangement,
  plainArrangement,
  withAllShown,
  withCollapsed,
  withGuest,
  withHidden,
  withMoved,
  withName,
  withoutGuests,
  withPinned,
} from "../../../src/renderer/timeline/arrangement";
import {
  emptyLayout,
  entriesOf,
  heightAt,
  idOf,
  itemAt,
  itemsBetween,
  layOut,
  placeOf,
  withUncovered,
} from "../../../src/renderer/timeline/layout";
import { outlineOf } from "../../../src/renderer/timeline/outline";
import { binWidth, GroupShares } from "../../../src/renderer/timeline/store/group-shares";
import { TraceStore } from "../../../src/renderer/timeline/store/trace-store";
import type { Lane } from "../../../src/shared/trace/lanes";
import { categories } from "../../../src/shared/trace/records";
import { join, LaneWriter, lane, laneBlock } from "./support";

function storeOf(lanes: readonly Lane[]): TraceStore {
  const store = new TraceStore();
  store.append(join(...lanes.map(laneBlock)));
  return store;
}

/** A main process, two others with a thread more each, and shared things. */
const lanes = [
  lane(1, "parent", { name: "main", pid: 10 }),
  lane(2, "worker", { name: "reader", pid: 11 }),
  lane(3, "worker", { name: "reader", pid: 11, part: "thread 2" }),
  lane(4, "worker", { name: "writer", pid: 12 }),
  lane(5, "worker", { name: "writer", pid: 12, part: "thread 2" }),
  lane(6, "value", { name: "rows", pid: null }),
  lane(7, "queue", { name: "tasks", pid: null }),
];

function shown(store: TraceStore, arrangement: Arrangement): readonly (number | string)[] {
  return layOut(store, arrangement, new Set()).items.map(idOf);
}

describe("lanes in groups", () => {
  const store = storeOf(lanes);

  it("stand by process, then by thread, and behind them what is shared", () => {
    expect(shown(store, plainArrangement)).toEqual([
      "processes",
      1,
      "process 11",
      2,
      3,
      "process 12",
      4,
      5,
      "shared",
      6,
      7,
    ]);
    const heads = layOut(store, plainArrangement, new Set()).items.filter((item) => item.kind === "group");
    expect(heads.map(({ title, note, depth }) => [title, note, depth])).toEqual([
      ["Processes", "5 alive", 0],
      ["Threads of reader", "pid 11, 2 threads", 1],
      ["Threads of writer", "pid 12, 2 threads", 1],
      ["Shared", "2 lanes", 0],
    ]);
  });

  it("stand under the name that a trace gives their process", () => {
    const named = (id: number, pid: number, part: string) => lane(id, "worker", { pid, part, number: 0 });
    const trace = storeOf([named(1, 7, "browser"), named(2, 7, "browser"), named(3, 8, "gpu"), named(4, 8, "gpu")]);
    const heads = layOut(trace, plainArrangement, new Set()).items.filter((item) => item.kind === "group");
    expect(heads.map(({ title, note }) => `${title}: ${note}`)).toEqual([
      "Processes: 4 lanes",
      "browser: pid 7, 2 threads",
      "gpu: pid 8, 2 threads",
    ]);
  });

  it("are as high as their slices are nested; those of workers have room for tasks from the start", () => {
    const trace = storeOf([lane(1, "worker", { number: 0 }), lane(2, "worker"), lane(3, "worker", { number: 0 })]);
    trace.append(new LaneWriter(3).begin(10, categories.compute).begin(20, categories.compute).end(30).end(40).block());
    const { laneItems } = layOut(trace, plainArrangement, new Set());
    expect([1, 2, 3].map((id) => laneItems.get(id)!.height)).toEqual([26, 40, 43]);
  });

  it("have no head for the threads of the only process, nor for processes of one lane", () => {
    const threads = storeOf([
      lane(2, "worker", { pid: 9, part: "thread 1" }),
      lane(3, "worker", { pid: 9, part: "thread 2" }),
    ]);
    expect(shown(threads, plainArrangement)).toEqual(["processes", 2, 3]);
    expect(layOut(threads, plainArrangement, new Set()).items[0]).toMatchObject({ title: "Threads" });
    const processes = storeOf([lane(2, "worker"), lane(3, "worker")]);
    expect(shown(processes, plainArrangement)).toEqual(["processes", 2, 3]);
  });

  it("stand by kind where there are many shared ones", () => {
    const many = storeOf([
      ...Array.from({ length: 8 }, (_, at) => lane(20 + at, "value")),
      ...Array.from({ length: 8 }, (_, at) => lane(40 + at, "queue")),
    ]);
    const groups = shown(many, plainArrangement).filter((id) => typeof id === "string");
    expect(groups).toEqual(["shared", "values", "queues"]);
  });

  it("close and open, each for itself", () => {
    const closed = withCollapsed(plainArrangement, "process 11", true);
    expect(shown(store, closed)).toEqual(["processes", 1, "process 11", "process 12", 4, 5, "shared", 6, 7]);
    expect(shown(store, withCollapsed(closed, "process 11", false))).toEqual(shown(store, plainArrangement));
    expect(shown(store, withCollapsed(closed, "processes", true))).toEqual(["processes", "shared", 6, 7]);
  });
});

describe("arranging lanes", () => {
  const store = storeOf(lanes);

  it("pins to the top, in the order of pinning, and puts back where it was", () => {
    const pinned = withPinned(withPinned(plainArrangement, 6, true), 3, true);
    expect(shown(store, pinned).slice(0, 3)).toEqual([6, 3, "processes"]);
    const layout = layOut(store, pinned, new Set());
    expect(layout.pinnedHeight).toBe(layout.items[2]!.top);
    expect(shown(store, withPinned(withPinned(pinned, 6, false), 3, false))).toEqual(shown(store, plainArrangement));
  });

  it("hides lanes and says how many, and drops the head of a group that is left empty", () => {
    const hidden = withHidden(withHidden(plainArrangement, [6, 7]), [6, 2]);
    const layout = layOut(store, hidden, new Set());
    expect(layout.hiddenCount).toBe(3);
    expect(layout.items.map(idOf)).toEqual(["processes", 1, "process 11", 3, "process 12", 4, 5]);
    expect(shown(store, withAllShown(hidden))).toEqual(shown(store, plainArrangement));
  });

  it("does not count hidden lanes that the trace does not have", () => {
    expect(layOut(store, withHidden(plainArrangement, [99]), new Set()).hiddenCount).toBe(0);
  });

  it.each([
    ["writer", [4, 5]],
    ["WRITER thread", [5]],
    ["queue", [7]],
    ["value", [6]],
    ["pid 11", [2, 3]],
    ["nothing like it", []],
  ])("filters by %s", (filter, ids) => {
    const filtered = { ...plainArrangement, filter };
    expect(shown(store, filtered).filter((id) => typeof id === "number")).toEqual(ids);
    expect(layOut(store, filtered, new Set()).matchCount).toBe(ids.length);
  });

  it("shows what a filter finds in a closed group", () => {
    const closed = withCollapsed(plainArrangement, "shared", true);
    expect(shown(store, { ...closed, filter: "tasks" })).toEqual(["shared", 7]);
  });

  it("uncovers a lane whatever hid it, and leaves the rest as it was", () => {
    const closed = withCollapsed(withCollapsed(plainArrangement, "processes", true), "process 11", true);
    const hiding = { ...withHidden(closed, [3, 6]), filter: "main" };
    const open = withUncovered(store, hiding, 3);
    expect(shown(store, open)).toContain(3);
    expect(open).toMatchObject({ hidden: [6], filter: "", collapsed: { processes: false, "process 11": false } });
    expect(withUncovered(store, { ...hiding, filter: "reader" }, 3).filter).toBe("reader");
  });

  it("moves a lane within its group, and lanes that come later follow in their usual order", () => {
    const small = storeOf(lanes.slice(5));
    const entries = entriesOf(small, plainArrangement, "shared");
    const moved = withMoved(plainArrangement, "shared", entries, 7, 6);
    expect(shown(small, moved)).toEqual(["shared", 7, 6]);
    small.append(laneBlock(lane(8, "value", { pid: null })));
    expect(shown(small, moved)).toEqual(["shared", 7, 6, 8]);
    expect(shown(small, withMoved(moved, "shared", entriesOf(small, moved, "shared"), 7, null))).toEqual([
      "shared",
      6,
      8,
      7,
    ]);
  });

  it("moves whole processes among each other, and pinned lanes", () => {
    const moved = withMoved(
      plainArrangement,
      "processes",
      entriesOf(store, plainArrangement, "processes"),
      "process 12",
      1,
    );
    expect(shown(store, moved).slice(0, 5)).toEqual(["processes", "process 12", 4, 5, 1]);
    const pinned = withPinned(withPinned(plainArrangement, 6, true), 7, true);
    expect(withMoved(pinned, "pinned", entriesOf(store, pinned, "pinned"), 7, 6).pinned).toEqual([7, 6]);
  });

  it("draws numbers in one lane, whose guests have none of their own until it is taken apart", () => {
    const several = storeOf([6, 7, 8, 9].map((id) => lane(id, "value", { name: `value ${id}` })));
    const joint = withGuest(withGuest(plainArrangement, 7, 8), 6, 7);
    const layout = layOut(several, joint, new Set());
    expect(layout.items.map(idOf)).toEqual(["shared", 6, 9]);
    const host = layout.laneItems.get(6)!;
    expect(host.guests.map(({ id }) => id)).toEqual([7, 8]);
    // Who looks for a guest finds it there.
    expect(layout.laneItems.get(8)).toBe(host);
    expect(host.height).toBeGreaterThan(layout.laneItems.get(9)!.height);
    expect(shown(several, { ...joint, filter: "value 8" })).toEqual(["shared", 6]);
    expect(shown(several, withUncovered(several, withHidden(joint, [6, 9]), 8))).toEqual(["shared", 6]);
    expect(shown(several, withGuest(plainArrangement, 99, 8))).toEqual(["shared", 6, 7, 8, 9]);
    expect(shown(several, withoutGuests(joint, 6))).toEqual(["shared", 6, 7, 8, 9]);
  });

  it("gives names that hold when the lane changes, and takes them back", () => {
    const named = storeOf(lanes);
    named.rename(withName(plainArrangement, 2, " importer ").names);
    named.append(laneBlock({ ...lanes[1]!, endNs: 5 }));
    expect(named.track(2)?.lane).toMatchObject({ name: "importer", endNs: 5 });
    named.rename(withName(withName(plainArrangement, 2, "importer"), 2, "").names);
    expect(named.track(2)?.lane.name).toBe("reader");
  });
});

describe("finding items by height", () => {
  const layout = layOut(storeOf(lanes), withPinned(plainArrangement, 6, true), new Set());

  it("agrees with a look at each of them", () => {
    for (let y = -5; y < layout.height + 5; y++) {
      const looked = layout.items.find((item) => y >= item.top && y < item.top + item.height) ?? null;
      expect(itemAt(layout, y)).toBe(looked);
      const seen = layout.items.filter((item) => item.top + item.height > y && item.top < y + 50);
      expect(itemsBetween(layout, y, y + 50)).toEqual(seen);
    }
  });

  it("keeps pinned lanes in place while the others scroll", () => {
    const pinned = layout.laneItems.get(6)!;
    const other = layout.laneItems.get(4)!;
    expect([placeOf(layout, pinned, 30), placeOf(layout, other, 30)]).toEqual([0, other.top - 30]);
    expect(itemAt(layout, heightAt(layout, 3, 30))).toBe(pinned);
    expect(itemAt(layout, heightAt(layout, other.top - 30 + 2, 30))).toBe(other);
    expect(itemAt(emptyLayout, 0)).toBeNull();
  });
});

describe("the summary of a closed group", () => {
  const store = new TraceStore();
  const all = () => true;

  it("is the share of its lanes that computes, and that waits, bin by bin", () => {
    const members = [lane(2, "parent"), lane(3, "parent")];
    store.append(join(...members.map(laneBlock)));
    store.append(new LaneWriter(2).begin(0, categories.compute).end(128).block());
    store.append(new LaneWriter(3).begin(64, categories.dataWait).end(128).block());
    const { complete, strip } = new GroupShares().strip(store, "g", members, { fromNs: 0, toNs: 128 }, 64, 128, all);
    expect(complete).toBe(true);
    expect(strip.bins.get(0)).toMatchObject({ work: 0.5, wait: 0 });
    expect(strip.bins.get(1)).toMatchObject({ work: 0.5, wait: 0.5 });
  });

  it("goes on in the next frame where the time of one is used up, and sums up anew what has changed", () => {
    const shares = new GroupShares();
    const members = [lane(2, "parent")];
    const ask = (budget: number) => {
      let left = budget;
      return shares.strip(store, "g", members, { fromNs: 0, toNs: 127 }, 32, 128, () => left-- > 0);
    };
    expect(ask(3)).toMatchObject({ complete: false });
    const second = ask(3);
    expect(second.complete).toBe(true);
    expect(second.strip.bins.size).toBe(4);
    expect(ask(0).complete).toBe(true);
    store.rename({});
    expect(ask(0).complete).toBe(false);
    expect(ask(4).complete).toBe(true);
  });

  it("has bins that stay the same while one pans", () => {
    expect(binWidth(0.001, 3)).toBe(4096);
    expect(binWidth(0.0011, 3)).toBe(2048);
  });
});

describe("the outline for screen readers", () => {
  it("names groups and lanes as they stand, how deep, and which groups are open", () => {
    const store = storeOf(lanes);
    const open = outlineOf(layOut(store, plainArrangement, new Set()), store);
    expect(open.every(({ level, text }) => level >= 1 && text !== "")).toBe(true);
    expect(open.filter(({ expanded }) => expanded === null).map(({ id }) => id)).toEqual(
      expect.arrayContaining(lanes.slice(0, 2).map(({ id }) => id)),
    );
    const levels = new Map(layOut(store, plainArrangement, new Set()).items.map((item) => [idOf(item), item]));
    let above = 0;
    for (const { id, level, expanded } of open) {
      if (expanded !== null) above = level;
      // A lane may follow a group that lies beside it.
      else expect(level).toBeLessThanOrEqual(above + 1);
      expect(level).toBe(levels.get(id)!.depth + (expanded === null ? 2 : 1));
    }
    const group = open.find(({ expanded }) => expanded === true)!;
    const closed = outlineOf(layOut(store, withCollapsed(plainArrangement, String(group.id), true), new Set()), store);
    expect(closed.find(({ id }) => id === group.id)?.expanded).toBe(false);
    expect(closed.length).toBeLessThan(open.length);
    expect(outlineOf(emptyLayout, null)).toEqual([]);
  });

  it("says how a process ended, and what is remarked", () => {
    const lost = lane(2, "worker", {
      name: "reader",
      pid: 11,
      endNs: 5,
      exit: { code: null, signal: "SIGKILL" },
      remark: "chunk 3 goes on",
    });
    const store = storeOf([lost]);
    const [entry] = outlineOf(layOut(store, plainArrangement, new Set()), store).filter(
      ({ expanded }) => expanded === null,
    );
    expect(entry?.text).toMatch(/reader.*SIGKILL.*chunk 3 goes on/);
  });
});
