import type { Arena } from "../../memory";
import type { MemoryPlace } from "../../protocol/program";

/** Shared memory that workers have for a while: to fill it, or to copy from it. What a lost one has is freed. */
export class LentMemory {
  readonly #memory: Arena | null;
  /** By the worker's generation, then by where it lies. */
  readonly #lent = new Map<number, Map<string, MemoryPlace>>();

  constructor(memory: Arena | null) {
    this.#memory = memory;
  }

  lend(client: number, places: readonly MemoryPlace[]): void {
    if (places.length === 0) return;
    const lent = this.#lent.get(client) ?? new Map<string, MemoryPlace>();
    this.#lent.set(client, lent);
    for (const place of places) lent.set(keyOf(place), place);
  }

  /** The worker has filled it: from now on it is the caller's, which frees it. */
  claim(client: number, places: readonly MemoryPlace[]): void {
    for (const place of places) this.#lent.get(client)?.delete(keyOf(place));
  }

  /** The worker is done with it. */
  giveBack(client: number, places: readonly MemoryPlace[]): void {
    for (const place of places) {
      // What is given back twice may be somebody else's by now.
      if (this.#lent.get(client)?.delete(keyOf(place)) === true) this.#memory?.free(place);
    }
  }

  /** The worker is gone. */
  lost(client: number): void {
    this.giveBack(client, [...(this.#lent.get(client)?.values() ?? [])]);
    this.#lent.delete(client);
  }
}

function keyOf({ segment, offset }: MemoryPlace): string {
  return `${segment}:${offset}`;
}
