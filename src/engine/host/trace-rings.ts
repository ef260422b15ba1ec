import { FaultError } from "../../shared/fault";
import { Arena, loadAddon, type Place } from "../memory";
import type { RingSetup } from "../protocol/frames";
import type { BlockStore, Recorder } from "../recorder/recorder";
import { RingDrain } from "./ring-drain";

/** Milliseconds between two looks into the rings. */
export const drainEveryMs = 16;

/** Records of a lane's ring in the app's own runs, half a megabyte: their tasks write few. */
const runRecords = 16_384;

/** Rings of lanes in shared memory, on the side that reads them. */
export class TraceRings {
  readonly #memory: Arena | null;
  readonly #recorder: Recorder<BlockStore>;
  readonly #records: number;
  readonly #rings = new Map<number, { readonly place: Place; readonly drain: RingDrain }>();

  /** @param memory Null without shared memory: there are no rings then. @param records Of each ring. */
  constructor(memory: Arena | null, recorder: Recorder<BlockStore>, records: number) {
    this.#memory = memory;
    this.#recorder = recorder;
    this.#records = records;
  }

  /** Makes a lane's ring. @returns Null where there is no memory for it: its records come as frames then. */
  add(lane: number): Place | null {
    if (this.#memory === null) return null;
    const recorder = this.#recorder;
    try {
      const ring = this.#memory.createRing(this.#records, recorder.epochNs);
      const drain = new RingDrain(lane, ring, (block, events) => recorder.take(block, events));
      this.#rings.set(lane, { place: ring.place, drain });
      return ring.place;
    } catch (error) {
      if (error instanceof FaultError && error.code === "memory-full") return null;
      throw error;
    }
  }

  /** Takes out what is in the rings now. */
  drain(): void {
    for (const { drain } of this.#rings.values()) drain.drain();
  }

  /** Who wrote a lane is gone: its ring is read to the last record, and given back. */
  end(lane: number): void {
    const ring = this.#rings.get(lane);
    if (ring === undefined) return;
    ring.drain.drain();
    this.#rings.delete(lane);
    this.#memory?.free(ring.place);
  }
}

/** The rings of one of the app's own runs, in memory of their own. */
export class RunRings {
  readonly #memory: Arena | null = openMemory();
  readonly #rings: TraceRings;
  readonly #timer: NodeJS.Timeout;

  constructor(recorder: Recorder) {
    this.#rings = new TraceRings(this.#memory, recorder, runRecords);
    this.#timer = setInterval(() => this.#rings.drain(), drainEveryMs);
    this.#timer.unref();
  }

  /** What the worker that writes those lanes has to know. */
  setupFor(lanes: readonly number[]): RingSetup | null {
    if (this.#memory === null) return null;
    return { memory: this.#memory.descriptor, places: lanes.map((lane) => this.#rings.add(lane)) };
  }

  end(lane: number): void {
    this.#rings.end(lane);
  }

  close(): void {
    clearInterval(this.#timer);
    this.#rings.drain();
    this.#memory?.close();
  }
}

/** Null where there is none to be had: the run goes on by frames. */
function openMemory(): Arena | null {
  if (loadAddon().addon === null) return null;
  try {
    return Arena.create();
  } catch (error) {
    if (error instanceof FaultError) return null;
    throw error;
  }
}
