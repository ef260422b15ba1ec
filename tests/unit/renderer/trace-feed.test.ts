import { beforeEach, describe, expect, it, vi } from "vitest";
import { EngineClient } from "../../../src/renderer/engine/client";
import { TraceFeed } from "../../../src/renderer/engine/trace-feed";
import type { TraceStore } from "../../../src/renderer/timeline";
import { encodeLaneBlock } from "../../../src/shared/trace/block-layout";
import type { Lane } from "../../../src/shared/trace/lanes";
import { FakeBridge, Refusal } from "./fake-bridge";
import { answered } from "./support";

function laneBlock(id: number): Uint8Array {
  const lane: Lane = {
    id,
    kind: "worker",
    name: `worker ${id}`,
    number: id,
    pid: 100 + id,
    part: "",
    valueType: "",
    startNs: 0,
    endNs: null,
    exit: null,
    remark: "",
  };
  return encodeLaneBlock(lane);
}

const blocks = [1, 2, 3].map(laneBlock);

/** Some blocks of the trace as one stretch. */
function stretch(from: number, to: number) {
  const offset = blocks.slice(0, from).reduce((sum, block) => sum + block.byteLength, 0);
  const bytes = new Uint8Array(blocks.slice(from, to).flatMap((block) => [...block]));
  return { runId: "run-1", offset, bytes, end: offset + bytes.byteLength };
}

let bridge: FakeBridge;
let feed: TraceFeed;
let store: TraceStore | null;
const onGrowth = vi.fn();
const onError = vi.fn();

beforeEach(() => {
  vi.clearAllMocks();
  bridge = new FakeBridge();
  store = null;
  const client = new EngineClient(bridge);
  feed = new TraceFeed(client, {
    onStore: (_runId, next) => {
      store = next;
    },
    onGrowth,
    onError,
  });
  client.onTrace((message) => feed.take(message));
});

function names(): readonly string[] {
  return store?.lanes().map(({ name }) => name) ?? [];
}

describe("following a trace", () => {
  it("asks from the start, takes in what comes and acknowledges it", () => {
    feed.follow("run-1");
    expect(bridge.inputs("trace.follow")).toEqual([{ runId: "run-1", offset: 0 }]);
    bridge.sendTrace(stretch(0, 2));
    expect(names()).toEqual(["worker 1", "worker 2"]);
    expect(onGrowth.mock.calls).toEqual([[stretch(0, 2).end]]);
    expect(bridge.acknowledged).toEqual([{ runId: "run-1", offset: stretch(0, 2).end }]);
  });

  it("goes on after a lost connection from where it was", () => {
    feed.follow("run-1");
    bridge.sendTrace(stretch(0, 1));
    feed.resume();
    expect(bridge.inputs("trace.follow").at(-1)).toEqual({ runId: "run-1", offset: stretch(0, 1).end });
  });

  it("takes what comes twice only once, and acknowledges it again", () => {
    feed.follow("run-1");
    bridge.sendTrace(stretch(0, 1));
    bridge.sendTrace(stretch(0, 1));
    bridge.sendTrace(stretch(0, 3));
    expect(store?.version).toBe(2);
    expect(names()).toEqual(["worker 1", "worker 2", "worker 3"]);
    expect(bridge.acknowledged).toHaveLength(3);
    expect(onError).not.toHaveBeenCalled();
  });

  it("asks again where something is missing, and takes in nothing behind the gap", () => {
    feed.follow("run-1");
    bridge.sendTrace(stretch(1, 2));
    expect(names()).toEqual([]);
    expect(bridge.acknowledged).toEqual([]);
    expect(bridge.inputs("trace.follow")).toHaveLength(2);
    bridge.sendTrace(stretch(0, 2));
    expect(names()).toEqual(["worker 1", "worker 2"]);
  });

  it("leaves a trace alone that belongs to another run", () => {
    feed.follow("run-2");
    bridge.sendTrace(stretch(0, 1));
    expect(names()).toEqual([]);
    expect(bridge.acknowledged).toEqual([]);
  });

  it("starts over with another run, and not with the same", () => {
    feed.follow("run-1");
    bridge.sendTrace(stretch(0, 1));
    feed.follow("run-1");
    expect(names()).toEqual(["worker 1"]);
    feed.follow("run-2");
    expect(names()).toEqual([]);
    expect(bridge.inputs("trace.follow")).toEqual([
      { runId: "run-1", offset: 0 },
      { runId: "run-2", offset: 0 },
    ]);
    feed.follow(null);
    expect(store).toBeNull();
  });

  it("leaves most of each frame to others, and acknowledges what it took in only then", () => {
    vi.useFakeTimers();
    const clock = vi.spyOn(performance, "now");
    try {
      let now = 1_000;
      // Every look at the clock costs a millisecond: so does each portion.
      clock.mockImplementation(() => now++);
      feed.follow("run-1");
      const first = Array.from({ length: 4_000 }, (_, id) => laneBlock(id + 1));
      const bytes = new Uint8Array(first.flatMap((block) => [...block]));
      expect(bytes.byteLength).toBeGreaterThan(8 * 64 * 1024);
      bridge.sendTrace({ runId: "run-1", offset: 0, bytes });
      const taken = names().length;
      expect(taken).toBeGreaterThan(0);
      expect(taken).toBeLessThan(4_000);
      // So that nobody takes the part for the whole.
      const takenBytes = first.slice(0, taken).reduce((sum, block) => sum + block.byteLength, 0);
      expect(onGrowth.mock.calls).toEqual([[takenBytes]]);
      expect(bridge.acknowledged).toEqual([]);
      // What comes meanwhile waits behind it, in order.
      bridge.sendTrace({ runId: "run-1", offset: bytes.byteLength, bytes: laneBlock(5_000) });
      expect(names()).toHaveLength(taken);
      for (let frame = 0; frame < 10 && names().length < 4_001; frame++) {
        now += 16;
        vi.advanceTimersByTime(16);
      }
      expect(names().at(-1)).toBe("worker 5000");
      expect(bridge.acknowledged.map(({ offset }) => offset)).toEqual([
        bytes.byteLength,
        bytes.byteLength + laneBlock(5_000).byteLength,
      ]);
    } finally {
      clock.mockRestore();
      vi.useRealTimers();
    }
  });

  it("tells of a stretch that is cut, and goes on", () => {
    feed.follow("run-1");
    bridge.sendTrace({ runId: "run-1", offset: 0, bytes: blocks[0]!.subarray(0, 20) });
    expect(onError).toHaveBeenCalledTimes(1);
    expect(bridge.acknowledged).toEqual([{ runId: "run-1", offset: 20 }]);
  });

  it("tells of a refusal only while it is about the run on screen", async () => {
    bridge.handlers["trace.follow"] = ({ runId }: { runId: string }) =>
      runId === "gone" ? new Refusal("run-unknown", "There is no such run.") : {};
    feed.follow("gone");
    feed.follow("run-1");
    await answered();
    expect(onError).not.toHaveBeenCalled();
    feed.follow("gone");
    await answered();
    expect(onError).toHaveBeenCalledTimes(1);
  });
});
