import { deepStrictEqual, ok, strictEqual } from "node:assert/strict";
import { Probe, type Stage } from "./probe";
import { pattern } from "./test-frames";

/** What not every adapter has. */
export type Ability =
  /** The worker is a process of its own. */
  | "process"
  /** What the worker prints is captured. */
  | "output"
  /** The worker is started from a script and does not share this thread: it may block, exit or crash. */
  | "isolation"
  /** Buffers change their owner instead of being copied. */
  | "transfer";

export interface PortCase {
  /** A sentence without its subject, the port. */
  readonly name: string;
  readonly needs?: readonly Ability[];
  /** @throws {Error} When the port does something else. */
  run(stage: Stage): Promise<void>;
}

export const mebibyte = 1 << 20;

/** Ends a worker that has done its part. */
export async function end(probe: Probe): Promise<void> {
  probe.post({ type: "exit", code: 0 });
  deepStrictEqual(await probe.ended(), { code: 0, signal: null });
}

/** A whole life of another worker: whatever was still to be reported of the ones before has been by its end. */
export async function liveOn(stage: Stage): Promise<void> {
  const probe = new Probe(stage);
  await probe.first("started");
  await end(probe);
}

/** Checks the frames that a worker posts before its exit. */
export function wholeLife(probe: Probe, frames: number, bytes: number): void {
  const last = probe.of("last");
  deepStrictEqual(
    last.map(({ id }) => id),
    Array.from({ length: frames }, (_, id) => id),
  );
  for (const one of last) sameBytes(one.bytes, pattern(bytes));
  deepStrictEqual(probe.late, []);
}

/** Not `deepStrictEqual`: it takes seconds for megabytes, and minutes to say what differs. */
export function sameBytes(actual: unknown, expected: Uint8Array): void {
  ok(actual instanceof Uint8Array, `no bytes: ${typeof actual}`);
  strictEqual(actual.byteLength, expected.byteLength);
  ok(Buffer.compare(actual, expected) === 0, "the bytes are others");
}

/** Blocks this thread for a second, but for a turn of its event loop now and then. */
export async function stayBusy(): Promise<void> {
  for (let turn = 0; turn < 4; turn += 1) {
    const untilMs = performance.now() + 250;
    while (performance.now() < untilMs);
    await new Promise((resolve) => setImmediate(resolve));
  }
}
