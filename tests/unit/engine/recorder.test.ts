import { mkdtempSync, rmSync } from "node:fs";
import { tmpdir } from "node:os";
import { join as joinPath } from "node:path";
import { afterEach, beforeEach, describe, expect, it } from "vitest";
import { Recorder, TraceSpool } from "../../../src/engine/recorder";
import { parentLaneId } from "../../../src/shared/trace/lanes";
import { categories, recordKinds } from "../../../src/shared/trace/records";
import { blockOf, type DecodedTrace, decode, join } from "./support/traces";

let folder: string;
let recorder: Recorder;
let failures: NodeJS.ErrnoException[];

beforeEach(() => {
  folder = mkdtempSync(joinPath(tmpdir(), "lanescope-recorder-"));
  failures = [];
  recorder = recorderAt(joinPath(folder, "trace"));
});

afterEach(async () => {
  await recorder.spool.remove();
  rmSync(folder, { recursive: true, force: true });
});

function recorderAt(path: string): Recorder {
  return new Recorder(new TraceSpool(path, (error) => failures.push(error)));
}

async function recorded(): Promise<DecodedTrace> {
  return decode(await recorder.spool.read(0, recorder.spool.size));
}

describe("a recorder", () => {
  it("declares the parent's lane first, then lanes with ids of their own", async () => {
    const first = recorder.addLane({ kind: "worker", name: "worker 1", number: 1 });
    const second = recorder.addLane({ kind: "lock", name: "total" });
    const { lanes } = await recorded();
    expect([...lanes.keys()]).toEqual([parentLaneId, first, second]);
    expect(lanes.get(parentLaneId)).toMatchObject({ kind: "parent", name: "main", pid: process.pid, endNs: null });
    expect(lanes.get(second)).toMatchObject({ kind: "lock", name: "total", number: 0, pid: null, exit: null });
    expect(lanes.get(first)!.startNs).toBeGreaterThan(lanes.get(parentLaneId)!.startNs);
  });

  it("tells what becomes known about a lane, and keeps the rest", async () => {
    const lane = recorder.addLane({ kind: "worker", name: "worker 1", number: 1 });
    recorder.updateLane(lane, { pid: 7 });
    recorder.updateLane(lane, { endNs: 5, exit: { code: null, signal: "SIGKILL" }, remark: "lost" });
    const told = (await recorded()).lanes.get(lane);
    expect(told).toEqual(recorder.lane(lane));
    expect(told).toMatchObject({ name: "worker 1", number: 1, pid: 7, endNs: 5, remark: "lost" });
  });

  it("knows no lane that nobody declared", () => {
    expect(() => recorder.lane(9)).toThrow(RangeError);
    expect(() => recorder.updateLane(9, { pid: 1 })).toThrow(RangeError);
  });

  it("counts the records that it takes, and those that lanes say they dropped", () => {
    const [first, second] = [1, 2].map((number) => recorder.addLane({ kind: "worker", name: `worker ${number}` }));
    recorder.take(join([blockOf(first!, 64, 0, 3), blockOf(second!, 32, 0, 4)]), 3);
    expect([recorder.events, recorder.dropped]).toEqual([3, 7]);
    // A lane counts from its start: the newest count stands.
    recorder.take(blockOf(first!, 64, 0, 10), 2);
    expect([recorder.events, recorder.dropped]).toEqual([5, 14]);
    expect(recorder.spool.append(blockOf(first!, 32))).toBe(true);
  });

  it("counts what the disk has no room for as dropped, and still declares lanes", async () => {
    recorder = recorderAt(joinPath(folder, "missing", "trace"));
    const lane = recorder.addLane({ kind: "worker", name: "worker 1" });
    await recorder.spool.settle();
    expect(failures.map(({ code }) => code)).toEqual(["ENOENT"]);
    recorder.take(blockOf(lane, 64), 2);
    expect([recorder.events, recorder.dropped]).toEqual([0, 2]);
    recorder.close();
    const { lanes, records } = await recorded();
    expect(lanes.get(lane)!.endNs).not.toBeNull();
    expect(records).toEqual([]);
  });

  it.each([
    ["is cut", (lane: number) => blockOf(lane, 64).subarray(0, 79)],
    ["is followed by half a header", (lane: number) => join([blockOf(lane, 64), new Uint8Array(8)])],
    ["is for a lane that nobody declared", (lane: number) => blockOf(lane + 1, 64)],
  ])("refuses a block that %s, and records nothing of it", (_what, malformed) => {
    const lane = recorder.addLane({ kind: "worker", name: "worker 1" });
    const { size } = recorder.spool;
    expect(() => recorder.take(malformed(lane), 2)).toThrow(RangeError);
    expect(recorder.spool.size).toBe(size);
    expect([recorder.events, recorder.dropped]).toEqual([0, 0]);
  });

  it("records the parent's own lane", async () => {
    recorder.parent.slice(categories.compute, "plan", () => undefined);
    recorder.parent.flush();
    expect(recorder.events).toBe(2);
    const { records } = await recorded();
    expect(records.map(({ kind, name }) => [kind, name])).toEqual([
      [recordKinds.begin, "plan"],
      [recordKinds.end, ""],
    ]);
  });

  it("ends the lanes that are still open when it is closed, the parent's gathered records included", async () => {
    const over = recorder.addLane({ kind: "worker", name: "worker 1" });
    const open = recorder.addLane({ kind: "lock", name: "total" });
    recorder.updateLane(over, { endNs: 5 });
    recorder.parent.instant("last words");
    recorder.close();
    const { lanes, records } = await recorded();
    expect(lanes.get(over)!.endNs).toBe(5);
    expect(lanes.get(open)!.endNs).toBeGreaterThanOrEqual(records[0]!.time);
    expect(lanes.get(parentLaneId)!.endNs).toBe(lanes.get(open)!.endNs);
    expect(records.map(({ name }) => name)).toEqual(["last words"]);
  });
});
