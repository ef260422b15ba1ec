import { FaultError } from "../../shared/fault";
import type { Arena, Place } from "../memory";
import type { BlockStore, Recorder } from "../recorder/recorder";
import { RingDrain } from "./ring-drain";

/** Milliseconds between two looks into the rings. */
export const drainEveryMs = 16;

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

  /** Takes out what is in the rings now. @returns How full the fullest was, from 0 to 1. */
  drain(): number {
    let fullest = 0;
    for (const { drain } of this.#rings.values()) fullest = Math.max(fullest, drain.drain());
    return fullest;
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
