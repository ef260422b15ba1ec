import { FaultError } from "../../shared/fault";
import { Arena, loadAddon, type SharedCells } from "../memory";
import type { MemorySetup, SharedHandle } from "../protocol/frames";
import type { SharedContents } from "../protocol/workload";
import type { Recorder } from "../recorder";
import { drainEveryMs, TraceRings } from "./trace-rings";

/** Records of a lane's ring, half a megabyte: a run's tasks write few. */
const ringRecords = 16_384;

/** What one of the app's own runs shares with its workers where the addon is: trace rings, locks, values and arrays. */
export class RunMemory {
  readonly #arena: Arena | null = openArena();
  readonly #recorder: Recorder;
  readonly #rings: TraceRings;
  readonly #timer: NodeJS.Timeout;
  /** Reads each value that lies here, by name. */
  readonly #values = new Map<string, () => number>();
  readonly #arrays = new Map<string, { readonly length: number; readonly cells: SharedCells }>();

  constructor(recorder: Recorder) {
    this.#recorder = recorder;
    this.#rings = new TraceRings(this.#arena, recorder, ringRecords);
    this.#timer = setInterval(() => this.#rings.drain(), drainEveryMs);
    this.#timer.unref();
  }

  /** Gives a lock, a value or an array its place. @returns With a place of null where there is no memory: the parent keeps it then. */
  place(handle: Omit<SharedHandle, "place">): SharedHandle {
    const arena = this.#arena;
    if (arena === null) return { ...handle, place: null };
    const { name, declaration } = handle;
    try {
      if (declaration.kind === "lock") return { ...handle, place: arena.createLock().place };
      if (declaration.kind === "array") {
        const cells = arena.createCells(declaration.length);
        this.#arrays.set(name, { length: declaration.length, cells });
        return { ...handle, place: cells.place };
      }
      const memory = arena.createCells(1);
      const cells = memory.as(declaration.type);
      cells.store(0, declaration.initial);
      this.#values.set(name, () => cells.load(0));
      return { ...handle, place: memory.place };
    } catch (error) {
      if (error instanceof FaultError && error.code === "memory-full") return { ...handle, place: null };
      throw error;
    }
  }

  /** The values that lie here as they are now, by name. */
  values(): Readonly<Record<string, number>> {
    return Object.fromEntries([...this.#values].map(([name, read]) => [name, read()]));
  }

  /** Copies of the arrays that lie here, by name. */
  arrays(): SharedContents {
    const copied = [...this.#arrays].map(([name, { length, cells }]): [string, Float64Array] => {
      const numbers = new Float64Array(length);
      cells.copyOut(numbers);
      return [name, numbers];
    });
    return Object.fromEntries(copied);
  }

  /** Writes an array from its first number on. @returns False where none of that name lies here. */
  write(name: string, numbers: Float64Array): boolean {
    const array = this.#arrays.get(name);
    array?.cells.copyIn(numbers);
    return array !== undefined;
  }

  /** What the worker that writes those lanes has to know. */
  setupFor(lanes: readonly number[]): MemorySetup | null {
    if (this.#arena === null) return null;
    return { descriptor: this.#arena.descriptor, rings: lanes.map((lane) => this.#rings.add(lane)) };
  }

  /** A lane's worker has ended: its last records are read, and others get the locks that it held. */
  end(lane: number): void {
    this.#rings.end(lane);
    const { pid } = this.#recorder.lane(lane);
    if (pid !== null) this.#arena?.reap(pid);
  }

  close(): void {
    clearInterval(this.#timer);
    this.#rings.drain();
    this.#values.clear();
    this.#arrays.clear();
    this.#arena?.close();
  }
}

/** Null where there is none to be had: the run goes on by frames. */
function openArena(): Arena | null {
  if (loadAddon().addon === null) return null;
  try {
    return Arena.create();
  } catch (error) {
    if (error instanceof FaultError) return null;
    throw error;
  }
}
