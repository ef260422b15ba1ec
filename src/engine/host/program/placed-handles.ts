import type { Arena } from "../../memory";
import type { MemoryPlace } from "../../protocol/program";

interface Placed {
  readonly place: MemoryPlace;
  /** Workers that have the handle, by generation. */
  readonly holders: Set<number>;
  isClosed: boolean;
}

/** Which handles are closed, and what handles have of shared memory: it is given back once a handle is closed and nobody can use it any more. */
export class PlacedHandles {
  readonly #memory: Arena | null;
  /** By the handle's id: those that have memory. */
  readonly #placed = new Map<number, Placed>();
  readonly #closed = new Set<number>();

  constructor(memory: Arena | null) {
    this.#memory = memory;
  }

  add(id: number, place: MemoryPlace): void {
    this.#placed.set(id, { place, holders: new Set(), isClosed: false });
  }

  /** A worker was sent a handle. */
  sent(id: number, client: number): void {
    this.#placed.get(id)?.holders.add(client);
  }

  isClosed(id: number): boolean {
    return this.#closed.has(id);
  }

  /** @param isBusy Whether the main process itself may still touch the memory; then it stays until the program ends. */
  close(id: number, isBusy: boolean): void {
    this.#closed.add(id);
    const placed = this.#placed.get(id);
    if (placed === undefined) return;
    placed.isClosed = true;
    if (isBusy) this.#placed.delete(id);
    else this.#freeUnused(id, placed);
  }

  /** A worker uses a closed handle no more. */
  letGo(id: number, client: number): void {
    const placed = this.#placed.get(id);
    if (placed?.holders.delete(client) === true) this.#freeUnused(id, placed);
  }

  /** A worker is gone. */
  lost(client: number): void {
    for (const id of [...this.#placed.keys()]) this.letGo(id, client);
  }

  #freeUnused(id: number, { place, holders, isClosed }: Placed): void {
    if (!isClosed || holders.size > 0) return;
    this.#placed.delete(id);
    this.#memory?.free(place);
  }
}
