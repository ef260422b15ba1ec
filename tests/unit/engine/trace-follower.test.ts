import { mkdtempSync, rmSync } from "node:fs";
import { tmpdir } from "node:os";
import { join as joinPath } from "node:path";
import { afterEach, beforeEach, describe, expect, it } from "vitest";
import { TraceSpool } from "../../../src/engine/recorder";
import { TraceFollower } from "../../../src/engine/service/trace-follower";
import { type TraceMessage, traceWindowBytes } from "../../../src/shared/contract/events";
import { readBlocks } from "../../../src/shared/trace/blocks";
import { blockOf, join } from "./support/traces";
import { until } from "./support/wait";

const mebibyte = 1024 * 1024;

let folder: string;
let spool: TraceSpool;
let follower: TraceFollower | null;
let messages: TraceMessage[];
let errors: unknown[];

beforeEach(() => {
  folder = mkdtempSync(joinPath(tmpdir(), "lanescope-follower-"));
  spool = new TraceSpool(joinPath(folder, "trace"), (error) => errors.push(error));
  follower = null;
  messages = [];
  errors = [];
});

afterEach(async () => {
  follower?.close();
  await spool.remove();
  rmSync(folder, { recursive: true, force: true });
});

/** @param onMessage Called with each message and the byte behind it. */
function follow(offset: number, onMessage: (message: TraceMessage, end: number) => void = () => undefined): void {
  follower = new TraceFollower(
    "run",
    spool,
    offset,
    (message) => {
      messages.push(message);
      onMessage(message, message.offset + message.bytes.byteLength);
    },
    (error) => errors.push(error),
  );
}

/** The byte behind the last one sent. */
function sentTo(): number {
  const last = messages[messages.length - 1];
  return last === undefined ? 0 : last.offset + last.bytes.byteLength;
}

/** Fills the spool with blocks of 100 KB. */
function grow(bytes: number): Uint8Array {
  const blocks = Array.from({ length: Math.ceil(bytes / 100_000) }, (_, index) => blockOf(index + 1, 100_000 - 16));
  for (const block of blocks) spool.append(block);
  return join(blocks);
}

function expectWhole(expected: Uint8Array, from = 0): void {
  let next = from;
  for (const { runId, offset, bytes } of messages) {
    expect(runId).toBe("run");
    expect(offset).toBe(next);
    next += bytes.byteLength;
    expect([...readBlocks(bytes)].length).toBeGreaterThan(0);
  }
  expect(Buffer.compare(join(messages.map(({ bytes }) => bytes)), expected.subarray(from))).toBe(0);
}

describe("following a trace", () => {
  it("sends what is there, and what comes", async () => {
    const before = grow(200_000);
    follow(0);
    await until(() => sentTo() === spool.size);
    const after = grow(300_000);
    await until(() => sentTo() === spool.size);
    expectWhole(join([before, after]));
    expect(messages.length).toBeLessThanOrEqual(3);
  });

  it("never has more than 8 MB under way, goes on when they are acknowledged, and loses nothing", async () => {
    const whole = grow(30 * mebibyte);
    let acknowledged = 0;
    let waits = 0;
    follow(0, (_message, end) => {
      expect(end - acknowledged).toBeLessThanOrEqual(traceWindowBytes);
      // As late as possible: not before there is no room for another message.
      if (end - acknowledged <= traceWindowBytes - mebibyte / 2) return;
      waits++;
      acknowledged = end;
      setTimeout(() => follower?.acknowledge(end), 0);
    });
    await until(() => sentTo() === spool.size);
    expectWhole(whole);
    expect(waits).toBeGreaterThanOrEqual(3);
  });

  it("sends messages of half a megabyte at most, a longer block alone", async () => {
    spool.append(blockOf(1, 100));
    spool.append(blockOf(2, mebibyte));
    spool.append(blockOf(3, 100));
    follow(0);
    await until(() => sentTo() === spool.size);
    expect(messages.map(({ bytes }) => [...readBlocks(bytes)].length)).toEqual([1, 1, 1]);
    expect(messages[0]!.bytes.byteLength).toBeLessThan(mebibyte / 2);
  });

  it("begins where it is told, such as behind what a view had before its connection was lost", async () => {
    const whole = grow(mebibyte);
    follow(300_000);
    await until(() => sentTo() === spool.size);
    expectWhole(whole, 300_000);
  });

  it("ignores acknowledgements of what was not sent, and those that come late", async () => {
    const whole = grow(12 * mebibyte);
    follow(0, (_message, end) => expect(end).toBeLessThanOrEqual(traceWindowBytes + 1_000_000));
    follower?.acknowledge(spool.size);
    await until(() => sentTo() > traceWindowBytes - mebibyte / 2);
    follower?.acknowledge(1_000_000);
    follower?.acknowledge(500_000);
    await until(() => sentTo() > traceWindowBytes + 1_000_000 - mebibyte / 2);
    expect(sentTo()).toBeLessThan(whole.byteLength);
  });

  it("sends nothing any more after its close, and listens no more to the spool", async () => {
    grow(mebibyte);
    follow(0, () => follower?.close());
    await until(() => messages.length > 0);
    grow(mebibyte);
    follower?.acknowledge(sentTo());
    const other: TraceMessage[] = [];
    const second = new TraceFollower(
      "run",
      spool,
      0,
      (message) => other.push(message),
      (error) => errors.push(error),
    );
    // The second one began later and is done: the first would have sent by now.
    await until(() => other.length > 2);
    second.close();
    expect(messages).toHaveLength(1);
  });

  it("tells once that the trace cannot be read, and ends", async () => {
    grow(200_000);
    follow(50);
    await until(() => errors.length > 0);
    grow(200_000);
    expect(errors).toEqual([expect.any(RangeError)]);
    expect(messages).toEqual([]);
  });
});
