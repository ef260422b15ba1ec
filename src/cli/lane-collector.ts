import type { TraceMessage } from "../shared/contract/events";
import { readBlocks } from "../shared/trace/blocks";
import type { Lane, LaneKind } from "../shared/trace/lanes";

/** Lanes that are processes or threads. */
const workingKinds: ReadonlySet<LaneKind> = new Set(["parent", "worker", "combiner"]);

/** Keeps from a run's trace what its lanes are; the records pass by. */
export class LaneCollector {
  readonly #lanes = new Map<number, Lane>();
  readonly #waiting: { readonly bytes: number; readonly resolve: () => void }[] = [];
  #taken = 0;

  /** @returns The byte behind the last one taken in. */
  take({ offset, bytes }: TraceMessage): number {
    for (const block of readBlocks(bytes)) if (block.type === "lane") this.#lanes.set(block.lane.id, block.lane);
    this.#taken = offset + bytes.byteLength;
    for (const waiter of this.#waiting.filter(({ bytes: wanted }) => wanted <= this.#taken)) waiter.resolve();
    return this.#taken;
  }

  /** Resolves once that many bytes of the trace were taken in. */
  whenTaken(bytes: number): Promise<void> {
    if (this.#taken >= bytes) return Promise.resolve();
    return new Promise((resolve) => {
      this.#waiting.push({ bytes, resolve });
    });
  }

  /** Processes and threads so far, in the order of their numbers. */
  lanes(): readonly Lane[] {
    return [...this.#lanes.values()].filter(({ kind }) => workingKinds.has(kind)).sort((a, b) => a.id - b.id);
  }
}
