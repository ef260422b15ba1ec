import { describe, expect, it } from "vitest";
import { TraceStore } from "../../../src/renderer/timeline";
import { drawDetailEdge } from "../../../src/renderer/timeline/draw/detail-edge";
import { drawPhases } from "../../../src/renderer/timeline/draw/phases";
import { describeSlice } from "../../../src/renderer/timeline/store/describe";
import { categoryTimes, sliceAt, sliceLabel } from "../../../src/renderer/timeline/store/queries";
import { timeView } from "../../../src/renderer/timeline/view";
import { blockHeaderBytes, blockTypes, writeBlockHeader } from "../../../src/shared/trace/block-layout";
import { categories, type RecordKind, recordBytes, recordKinds, writeRecord } from "../../../src/shared/trace/records";
import { lane, laneBlock, RecordingSurface, testPaint } from "./support";

const blocks = 60;
const slicesPerBlock = 1_000;

/** A worker that computes 60 ns of every 100 and holds a lock for the last 10 of them, in many blocks. */
function longTrace(capBytes: number): TraceStore {
  const store = new TraceStore(capBytes);
  store.append(laneBlock(lane(2, "worker")));
  store.append(laneBlock(lane(8, "lock")));
  const bytes = new Uint8Array(blockHeaderBytes + slicesPerBlock * 4 * recordBytes);
  const view = new DataView(bytes.buffer);
  writeBlockHeader(view, 0, bytes.length - blockHeaderBytes, 2, 0, blockTypes.records);
  const { begin, lockAcquire, lockRelease, end } = recordKinds;
  for (let block = 0; block < blocks; block++) {
    let offset = blockHeaderBytes;
    const record = (time: number, kind: RecordKind, category: number, subject: number): void => {
      writeRecord(view, offset, time, kind, category, 0, Number.NaN, subject, 0);
      offset += recordBytes;
    };
    for (let at = 0; at < slicesPerBlock; at++) {
      const time = (block * slicesPerBlock + at) * 100;
      record(time, begin, categories.compute, 0);
      record(time + 50, lockAcquire, 0, 8);
      record(time + 60, lockRelease, 0, 8);
      record(time + 60, end, 0, 0);
    }
    store.append(bytes);
  }
  return store;
}

const small = 2_500_000;

describe("a trace that has grown beyond its memory", () => {
  it("gives up the oldest single events, says from when on all are there, and keeps within its limit", () => {
    const store = longTrace(small);
    const whole = longTrace(1e9);
    expect(whole.memory.detailFromNs).toBe(0);
    expect(whole.memory.bytes).toBeGreaterThan(1.5 * small);
    expect(store.memory.bytes).toBeLessThanOrEqual(small);
    const { detailFromNs } = store.memory;
    expect(detailFromNs).toBeGreaterThan(0);
    expect(detailFromNs).toBeLessThan(store.endNs);
    const row = store.track(2)!.rows[1]!;
    expect(row.first).toBeGreaterThan(0);
    for (let time = Math.ceil(detailFromNs / 100) * 100 + 20; time < store.endNs; time += 100_000) {
      expect(row.start(sliceAt(row, time, 0))).toBe(time - 20);
    }
    expect(sliceAt(row, 100, 0)).toBe(-1);
    expect(describeSlice(store, { kind: "slice", laneId: 2, row: 1, index: 0 }, store.endNs)).toBeNull();
    expect(store.lock(8)!.holds.first).toBeGreaterThan(0);
    expect(store.eventCount).toBe(whole.eventCount);
  });

  it("keeps within a limit that is set later, and loses no more where that is raised again", () => {
    const store = longTrace(1e9);
    store.limitMemory(small);
    const { bytes, detailFromNs } = store.memory;
    expect(bytes).toBeLessThanOrEqual(small);
    expect(detailFromNs).toBeGreaterThan(0);
    store.limitMemory(1e9);
    expect(store.memory).toMatchObject({ bytes, detailFromNs, capBytes: 1e9 });
  });

  it("still knows what the lane did all the time, and draws it", () => {
    const store = longTrace(small);
    const track = store.track(2)!;
    const times = categoryTimes(track, 0, store.endNs, store.endNs);
    expect(times[categories.compute]! / store.endNs).toBeCloseTo(0.6, 3);
    const early = categoryTimes(track, 0, store.endNs / 10, store.endNs);
    expect((early[categories.compute]! * 10) / store.endNs).toBeCloseTo(0.6, 1);
    const { paint, sheet } = testPaint();
    const surface = new RecordingSurface();
    const view = timeView({ fromNs: 0, toNs: store.endNs }, 300);
    const row = track.rows[1]!;
    const place = { top: 0, height: 10, startNs: 0, endNs: store.endNs, tasks: track.rows[0]!, holds: track.holds };
    drawPhases(surface.surface, paint, row, view, place, (index) => sliceLabel(store, row, index));
    const [put] = sheet.puts;
    expect(put!.columns).toBeGreaterThanOrEqual(299);
    for (let column = 0; column < 299; column++) {
      // The lowest pixels of every column are full: six tenths of its time.
      for (const up of [1, 3, 5]) expect(put!.pixels[(10 - up) * put!.columns + column]! >>> 24).toBe(255);
    }
  });

  it("shows on the timeline where its sums end", () => {
    const { paint } = testPaint();
    const drawn = (fromNs: number) => {
      const surface = new RecordingSurface();
      drawDetailEdge(surface.surface, paint, timeView({ fromNs: 0, toNs: 1e9 }, 1_000), fromNs, 24, 400);
      return surface;
    };
    expect(drawn(0).calls).toBe(0);
    expect(drawn(6e8).texts[0]!.text).toContain("Only sums before 0.6 s");
    expect(drawn(6e8).fills[0]).toMatchObject({ x: 0, width: 600, height: 400 });
  });
});
