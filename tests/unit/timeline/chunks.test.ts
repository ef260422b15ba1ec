import { describe, expect, it } from "vitest";
import { TraceStore } from "../../../src/renderer/timeline";
import type { SliceChunk, TraceChunk } from "../../../src/renderer/timeline/store/chunk";
import { categoryTimes, lifeTimes } from "../../../src/renderer/timeline/store/queries";
import { categories } from "../../../src/shared/trace/records";
import { LaneWriter, lane, laneBlock } from "./support";

const worker = lane(2, "worker");

function chunk(more: Partial<TraceChunk>): TraceChunk {
  return { lanes: [], names: [], slices: [], counters: [], instants: [], flows: [], restart: [], ...more };
}

/** Slices given as [start, end, parent]. */
function slices(row: number, given: readonly (readonly [number, number, number])[]): SliceChunk {
  return {
    laneId: 2,
    row,
    start: Float64Array.from(given, ([start]) => start),
    end: Float64Array.from(given, ([, end]) => end),
    category: new Uint8Array(given.length).fill(row === 1 ? categories.compute : categories.serialize),
    name: new Uint32Array(given.length).fill(1),
    place: Float64Array.from(given, (_, at) => 100 * at),
    parent: Int32Array.from(given, ([, , parent]) => parent),
  };
}

describe("a trace that comes as columns", () => {
  it("appends rows behind those that came before, with the names that their numbers mean", () => {
    const store = new TraceStore();
    store.take(chunk({ lanes: [worker], names: ["parse"], slices: [slices(1, [[10, 20, -1]])] }));
    store.take(chunk({ names: ["read"], slices: [slices(1, [[30, 45, -1]])] }));
    const phases = store.track(2)!.rows[1]!;
    expect([phases.length, phases.start(1), phases.end(1), phases.place(0)]).toEqual([2, 30, 45, 0]);
    expect([store.name(phases.name(1)), store.name(2)]).toEqual(["parse", "read"]);
    expect([store.endNs, store.eventCount, store.version]).toEqual([45, 2, 2]);
  });

  it("books every nanosecond once, also where the slice around another comes after it", () => {
    const store = new TraceStore();
    store.take(chunk({ lanes: [worker], slices: [slices(2, [[12, 15, 0]])] }));
    store.take(
      chunk({
        slices: [slices(1, [[10, 20, -1]]), slices(2, [[16, 18, 0]])],
        instants: [{ laneId: 2, time: Float64Array.of(40), name: Uint32Array.of(0), place: Float64Array.of(7) }],
      }),
    );
    const track = store.track(2)!;
    expect([...lifeTimes(track, 40)]).toEqual([...categoryTimes(track, 0, 40, 40)]);
    expect(track.totals[categories.serialize]).toBe(5);
    expect(track.totals[categories.compute]).toBe(5);
    const { ns } = store.workerShares;
    let booked = 0;
    for (const part of ns) booked += part;
    expect(booked).toBeCloseTo(40);
  });

  it("lets lanes start over", () => {
    const store = new TraceStore();
    store.take(chunk({ lanes: [worker, lane(3, "worker")], slices: [slices(1, [[10, 20, -1]])] }));
    store.take(
      chunk({
        restart: [2],
        slices: [
          slices(1, [
            [5, 8, -1],
            [10, 20, -1],
          ]),
        ],
      }),
    );
    const track = store.track(2)!;
    expect(track.rows[1]!.length).toBe(2);
    expect(track.totals[categories.compute]).toBe(13);
    expect(track.totals[categories.idle]).toBe(7);
  });

  it("takes in numbers, marks and arrows", () => {
    const store = new TraceStore();
    store.take(
      chunk({
        lanes: [worker, lane(3, "worker"), lane(9, "value")],
        counters: [{ laneId: 9, time: Float64Array.of(1, 2), value: Float64Array.of(5, 7) }],
        instants: [{ laneId: 2, time: Float64Array.of(3), name: Uint32Array.of(0), place: Float64Array.of(8) }],
        flows: [
          { laneId: 2, out: true, time: Float64Array.of(4), flow: Uint32Array.of(77) },
          { laneId: 3, out: false, time: Float64Array.of(6), flow: Uint32Array.of(77) },
        ],
      }),
    );
    expect(store.value(9)!.present).toBe(7);
    expect(store.track(2)!.instants.time(0)).toBe(3);
    expect(store.flow(77)).toEqual({ fromLane: 2, fromNs: 4, toLane: 3, toNs: 6 });
  });

  it("refuses rows of a lane that nobody told, and what comes as blocks besides", () => {
    expect(() => new TraceStore().take(chunk({ slices: [slices(1, [[1, 2, -1]])] }))).toThrow(RangeError);
    const store = new TraceStore();
    store.append(laneBlock(worker));
    store.append(new LaneWriter(2).begin(1, categories.compute, "parse").block());
    expect(() => store.take(chunk({}))).toThrow(RangeError);
  });
});
