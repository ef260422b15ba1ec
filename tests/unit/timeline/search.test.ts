import fc from "fast-check";
import { describe, expect, it } from "vitest";
import { Finder } from "../../../src/renderer/timeline/search/finder";
import { HitBits } from "../../../src/renderer/timeline/search/hit-bits";
import { HitDensity } from "../../../src/renderer/timeline/search/hit-density";
import { matcherOf, type SearchQuery } from "../../../src/renderer/timeline/search/matcher";
import { PlaceSet } from "../../../src/renderer/timeline/search/place-set";
import { Search } from "../../../src/renderer/timeline/search/search";
import type { Hit } from "../../../src/renderer/timeline/search/searched-row";
import { TraceStore } from "../../../src/renderer/timeline/store/trace-store";
import type { SearchInfo } from "../../../src/renderer/timeline/types";
import { categories } from "../../../src/shared/trace/records";
import { join, LaneWriter, lane, laneBlock } from "./support";

const plain = { regex: false, matchCase: false };

function matches(text: string, more: Partial<SearchQuery> = {}): (name: string) => boolean {
  const made = matcherOf({ text, ...plain, ...more });
  if (typeof made !== "function") throw new Error(made.error);
  return made;
}

/** Two workers with two tasks each, and a lock that the second waits for. */
function build(): TraceStore {
  const store = new TraceStore();
  const first = new LaneWriter(2)
    .begin(100, categories.task, "", 0)
    .begin(110, categories.compute, "parse")
    .end(150)
    .end(160)
    .begin(300, categories.task, "", 1)
    .begin(310, categories.compute, "Parse rest")
    .end(350)
    .end(360);
  const second = new LaneWriter(3)
    .begin(100, categories.compute, "parse")
    .end(120)
    .lockRequest(200, 8)
    .lockAcquire(240, 8);
  store.append(
    join(
      laneBlock(lane(2, "worker")),
      laneBlock(lane(3, "worker")),
      laneBlock(lane(8, "lock", { name: "totals" })),
      first.block(),
      second.block(),
    ),
  );
  return store;
}

function searched(store: TraceStore, text: string, more: Partial<SearchQuery> = {}): Search {
  const search = new Search(store, matches(text, more));
  search.work(Number.POSITIVE_INFINITY, () => 0);
  return search;
}

function words(hit: Hit | null): string {
  if (hit === null) return "none";
  if (hit.kind === "instant") return `${hit.laneId} at ${hit.timeNs}`;
  return hit.kind === "lane" ? `lane ${hit.laneId}` : `${hit.ref.laneId}.${hit.ref.row}.${hit.ref.index}`;
}

describe("which slices are found", () => {
  it("finds names whatever their case, or only with it", () => {
    expect(searched(build(), "parse").sliceCount).toBe(3);
    expect(searched(build(), "parse", { matchCase: true }).sliceCount).toBe(2);
    expect(searched(build(), "^parse$", { regex: true }).sliceCount).toBe(2);
  });

  it("finds what stands on a slice: chunks by number, waits by lock, phases without a name", () => {
    expect(searched(build(), "chunk 1").sliceCount).toBe(1);
    expect(searched(build(), "wait totals").sliceCount).toBe(1);
    expect(searched(build(), "nothing of the kind").count).toBe(0);
  });

  it("finds lanes by their names", () => {
    const search = searched(build(), "totals");
    expect(search.lanes).toEqual([8]);
    expect(search.sliceCount).toBe(1);
  });

  it("says why a text is no regular expression", () => {
    expect(matcherOf({ text: "(", regex: true, matchCase: false })).toEqual({
      error: expect.stringMatching(/^No regular expression: .*[Uu]nterminated group/),
    });
  });

  it("goes on with what comes later, without looking at anything twice", () => {
    const store = build();
    const search = searched(store, "parse");
    store.append(new LaneWriter(3).lockRelease(250, 8).begin(400, categories.compute, "parse").end(410).block());
    expect(search.done).toBe(false);
    search.work(Number.POSITIVE_INFINITY, () => 0);
    expect(search.done).toBe(true);
    expect(search.sliceCount).toBe(4);
  });
});

/** Two rows of slices, the second within the first, whose events stand at bytes of a file; and moments. */
function fromFile(): TraceStore {
  const store = new TraceStore();
  const rowOf = (row: number, starts: readonly number[], places: readonly number[]) => ({
    laneId: 2,
    row,
    start: Float64Array.from(starts),
    end: Float64Array.from(starts, (start) => start + 10),
    category: new Uint8Array(starts.length).fill(categories.compute),
    name: new Uint32Array(starts.length).fill(1),
    place: Float64Array.from(places),
    parent: new Int32Array(starts.length).fill(-1),
  });
  const nothing = { counters: [], flows: [], restart: [] };
  store.take({
    ...nothing,
    lanes: [lane(2, "worker")],
    names: ["call", "vsync"],
    slices: [rowOf(1, [100, 200, 300], [5_000_000_000, 17, 400]), rowOf(2, [102, 202], [90, 300])],
    instants: [
      {
        laneId: 2,
        time: Float64Array.of(50, 250),
        name: Uint32Array.of(2, 1),
        place: Float64Array.of(40, 6_000_000_000),
      },
    ],
  });
  return store;
}

describe("what is found besides names of slices", () => {
  it("moments are found by their names, in the order of time among slices", () => {
    const search = searched(fromFile(), "vsync");
    expect([search.count, search.instantCount]).toEqual([1, 1]);
    const calls = searched(fromFile(), "call");
    expect(calls.count).toBe(6);
    const order: string[] = [];
    for (let at: Hit | null = calls.firstFrom(0); order.length < 6; at = calls.next(at, 1)) {
      order.push(words(at));
      expect(calls.ordinal(at!)).toBe(order.length);
    }
    expect(order).toEqual(["2.1.0", "2.2.0", "2.1.1", "2.2.1", "2 at 250", "2.1.2"]);
  });

  it("slices are found by their events' places in the file, whenever these come, and once", () => {
    const search = searched(fromFile(), "vsync");
    search.addPlaces(Float64Array.of(300, 5_000_000_000, 301));
    expect(search.done).toBe(false);
    search.work(Number.POSITIVE_INFINITY, () => 0);
    expect([search.done, search.sliceCount]).toEqual([true, 2]);
    search.addPlaces(Float64Array.of(300, 17));
    search.work(Number.POSITIVE_INFINITY, () => 0);
    expect(search.sliceCount).toBe(3);
    expect(words(search.firstFrom(60))).toBe("2.1.0");
    expect([...search.density.counts].reduce((a, b) => a + b, 0)).toBe(4);
  });

  it("moments are found by their events' places, too, and once", () => {
    const search = searched(fromFile(), "vsync");
    // That of the one that was found by its name, and that of another one.
    search.addPlaces(Float64Array.of(40, 6_000_000_000));
    search.work(Number.POSITIVE_INFINITY, () => 0);
    expect([search.instantCount, search.sliceCount]).toEqual([2, 0]);
    expect(words(search.firstFrom(60))).toBe("2 at 250");
  });

  it("is not done before the file is", () => {
    const told: (SearchInfo | null)[] = [];
    const finder = new Finder((info) => told.push(info));
    finder.setStore(fromFile());
    finder.look({ text: "vsync", ...plain });
    finder.takePlaces(new Float64Array(), 0);
    while (finder.work(0, () => 0));
    expect(told.at(-1)).toMatchObject({ count: 1, done: false, progress: 0 });
    finder.takePlaces(Float64Array.of(17), 1);
    while (finder.work(0, () => 0));
    expect(told.at(-1)).toMatchObject({ count: 2, done: true, progress: 1 });
  });

  it("places are told apart as a set would", () => {
    const places = fc.uniqueArray(fc.integer({ min: 0, max: 2 ** 40 }), { maxLength: 300 });
    fc.assert(
      fc.property(places, fc.array(fc.integer({ min: 0, max: 2 ** 40 })), (given, others) => {
        const half = given.length >> 1;
        const set = new PlaceSet([Float64Array.from(given.slice(0, half)), Float64Array.from(given.slice(half))]);
        for (const place of [...given, ...others]) expect(set.has(place)).toBe(given.includes(place));
        expect(set.has(Number.NaN)).toBe(false);
      }),
    );
  });
});

describe("going from hit to hit", () => {
  it("goes by time, of equal times by lane, and round at the ends", () => {
    const search = searched(build(), "parse");
    const order = ["3.1.1", "2.1.1", "2.1.2"];
    let at: Hit | null = search.firstFrom(0);
    const seen: string[] = [];
    for (let count = 0; count < 4; count++) {
      seen.push(words(at));
      at = search.next(at, 1);
    }
    expect(seen).toEqual([...order, order[0]]);
    expect(words(search.next(search.firstFrom(0), -1))).toBe(order[2]);
    expect(words(search.next(null, -1))).toBe(order[2]);
  });

  it("begins behind the start of the view, and counts from the first", () => {
    const search = searched(build(), "parse");
    const hit = search.firstFrom(105);
    expect(words(hit)).toBe("2.1.1");
    expect(search.ordinal(hit!)).toBe(2);
  });

  it("passes lanes before slices", () => {
    const search = searched(build(), "totals");
    const first = search.next(null, 1);
    expect(words(first)).toBe("lane 8");
    expect(search.ordinal(first!)).toBe(1);
    const second = search.next(first, 1);
    expect(words(second)).toBe("3.1.2");
    expect(search.ordinal(second!)).toBe(2);
    expect(words(search.next(second, 1))).toBe("lane 8");
  });
});

describe("a search that takes more than a frame", () => {
  it("stops when its time is over, and tells how far it is", () => {
    const store = new TraceStore();
    const writer = new LaneWriter(2);
    for (let index = 0; index < 20_000; index++) writer.begin(index * 10, categories.compute, "x").end(index * 10 + 5);
    store.append(join(laneBlock(lane(2, "worker")), writer.block()));
    const told: (SearchInfo | null)[] = [];
    const finder = new Finder((info) => told.push(info));
    finder.setStore(store);
    finder.look({ text: "x", ...plain });
    // Every look at the clock is 10 ms later.
    let ms = 0;
    const clock = (): number => (ms += 10);
    expect(finder.work(0, clock)).toBe(true);
    expect(finder.search?.done).toBe(false);
    expect(told.at(-1)).toMatchObject({ done: false });
    expect(told.at(-1)?.progress).toBeGreaterThan(0);
    while (finder.work(1_000, clock));
    expect(told.at(-1)).toMatchObject({ count: 20_000, done: true, progress: 1 });
    finder.look(null);
    expect(told.at(-1)).toBeNull();
    expect(finder.work(2_000, clock)).toBe(false);
  });
});

describe("bits of hits", () => {
  it("answer as a sorted list would", () => {
    const lists = fc.uniqueArray(fc.nat(300), { maxLength: 60 });
    fc.assert(
      fc.property(lists, fc.nat(330), (indexes, from) => {
        const bits = new HitBits();
        for (const index of indexes) bits.add(index);
        const sorted = [...indexes].sort((a, b) => a - b);
        expect(bits.count).toBe(sorted.length);
        expect(bits.has(from)).toBe(sorted.includes(from));
        expect(bits.next(from)).toBe(sorted.find((index) => index >= from) ?? -1);
        expect(bits.previous(from)).toBe(sorted.filter((index) => index <= from).pop() ?? -1);
        expect(bits.countBefore(from)).toBe(sorted.filter((index) => index < from).length);
      }),
    );
  });
});

describe("where hits are in time", () => {
  it("loses none when its bins double", () => {
    const density = new HitDensity();
    for (const time of [0, 60_000, 5e9, 90e9]) density.add(time);
    const sum = density.counts.reduce((a, b) => a + b, 0);
    expect(sum).toBe(4);
    expect(density.counts[Math.floor(90e9 / density.binNs)]).toBe(1);
  });
});
