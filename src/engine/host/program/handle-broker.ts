import { type Fault, fail, type Outcome, toFault } from "../../../shared/fault";
import type { Arena } from "../../memory";
import type { HandleDescriptor, HandleKind, HandleRequest, MemoryPlace, Parcel } from "../../protocol/program";
import type { Brokered, BrokeredInput, Loss } from "./brokered";
import { BrokeredBarrier } from "./brokered-barrier";
import { BrokeredCells } from "./brokered-cells";
import { BrokeredCondition } from "./brokered-condition";
import { BrokeredEvent } from "./brokered-event";
import { BrokeredLock, type LockHolder } from "./brokered-lock";
import { BrokeredPipe } from "./brokered-pipe";
import { BrokeredQueue } from "./brokered-queue";
import { BrokeredSemaphore } from "./brokered-semaphore";
import { LentMemory } from "./lent-memory";
import { PlacedHandles } from "./placed-handles";
import type { Caller } from "./waiters";

/** How each kind is kept here. */
const makers: Readonly<Record<HandleKind, (input: BrokeredInput) => Brokered>> = {
  lock: (input) => new BrokeredLock(input),
  rlock: (input) => new BrokeredLock(input),
  semaphore: (input) => new BrokeredSemaphore(input),
  "bounded-semaphore": (input) => new BrokeredSemaphore(input),
  condition: (input) => new BrokeredCondition(input),
  event: (input) => new BrokeredEvent(input),
  barrier: (input) => new BrokeredBarrier(input),
  value: (input) => new BrokeredCells(input),
  array: (input) => new BrokeredCells(input),
  queue: (input) => new BrokeredQueue(input),
  "simple-queue": (input) => new BrokeredQueue(input),
  pipe: (input) => new BrokeredPipe(input),
};

/** A handle's memory may be another one's by now, so nobody may open it. */
const staleItem: Fault = {
  code: "handle-closed",
  message: "What was sent holds a handle that was closed on the way. Close handles once nobody needs them any more.",
};

/** Somebody waits for a lock that the broker keeps. */
export interface LockWait {
  /** The handle's id. */
  readonly lock: number;
  readonly holder: LockHolder;
  readonly waiter: Caller;
}

/** A request on its way, for who may want to give it up. */
export interface OpenRequest {
  /** The caller waits no longer: what it is answered from now on reaches nobody. */
  forget(): void;
}

/** Keeps in the main process what handles stand for, where it does not lie in shared memory. */
export class HandleBroker {
  readonly lent: LentMemory;
  readonly placed: PlacedHandles;
  readonly #memory: Arena | null;
  readonly #things = new Map<number, Brokered>();
  /** Workers that were sent a handle, by the handle's id. */
  readonly #holders = new Map<number, Set<number>>();

  /** How many items were in each, as it was told last. */
  readonly #depths = new Map<number, number>();
  /** Called back where the number of items in something has changed. */
  onDepth: ((handle: number, depth: number) => void) | null = null;

  constructor(memory: Arena | null) {
    this.#memory = memory;
    this.lent = new LentMemory(memory);
    this.placed = new PlacedHandles(memory);
  }

  /** Begins to keep what a handle stands for. @param attachment What only the main process has of it. */
  add(descriptor: HandleDescriptor, attachment: unknown): void {
    const holders = new Set<number>();
    const thing = makers[descriptor.kind]({
      descriptor,
      attachment,
      holders: () => holders,
      find: (id) => this.#things.get(id),
      discard: (parcel) => this.#discard(parcel),
    });
    this.#holders.set(descriptor.id, holders);
    this.#things.set(descriptor.id, thing);
  }

  /** A worker was sent something: it has the handles and the memory now. */
  sent({ payload, handles }: Parcel, client: number): void {
    this.lent.lend(client, payload.blocks);
    for (const id of handles) {
      this.#holders.get(id)?.add(client);
      this.placed.sent(id, client);
    }
  }

  /** Answers a request, at once or when it can be fulfilled. */
  take(request: HandleRequest, client: number, answer: (outcome: Outcome<unknown>) => void): OpenRequest {
    let answered = false;
    const caller: Caller = {
      client,
      owner: request.owner,
      answer: (outcome) => {
        if (answered) return;
        answered = true;
        answer(outcome);
      },
      deliver: (parcel) => {
        // The main process decodes at once: it frees the memory by that, and knows by itself what was closed.
        if (client !== 0 && parcel.handles.some((id) => this.placed.isClosed(id))) {
          this.#discard(parcel);
          caller.answer({ ok: false, fault: staleItem });
          return;
        }
        if (client !== 0) this.sent(parcel, client);
        caller.answer({ ok: true, value: parcel.payload });
      },
    };
    const { parcel, handle } = request;
    if (parcel !== undefined) this.lent.claim(client, parcel.payload.blocks);
    const thing = this.#things.get(handle);
    try {
      if (handle === 0) this.#takeOwn(request, caller);
      else if (thing === undefined) fail("handle-closed", "What was asked for has been closed.");
      else thing.take(request, caller);
    } catch (error) {
      if (parcel !== undefined) this.#discard(parcel);
      caller.answer({ ok: false, fault: toFault(error) });
    }
    this.#tellDepth(handle, thing);
    return {
      forget: () => {
        answered = true;
        thing?.forget(caller);
      },
    };
  }

  /** Who waits for which lock, and who holds that. */
  lockWaits(): LockWait[] {
    const waits: LockWait[] = [];
    for (const [lock, thing] of this.#things) {
      if (!(thing instanceof BrokeredLock)) continue;
      const { holder, waiting } = thing.look();
      if (holder === null) continue;
      for (const waiter of waiting) waits.push({ lock, holder, waiter });
    }
    return waits;
  }

  /** A worker is gone: nobody waits for it. */
  lost(loss: Loss): void {
    this.lent.lost(loss.client);
    this.placed.lost(loss.client);
    for (const [id, thing] of this.#things) {
      if (this.#holders.get(id)?.delete(loss.client) === true) thing.lost(loss);
    }
  }

  close(id: number): void {
    this.#things.get(id)?.close();
    this.#things.delete(id);
    this.#holders.delete(id);
  }

  #tellDepth(handle: number, thing: Brokered | undefined): void {
    const depth = thing?.depth;
    if (this.onDepth === null || depth === undefined || (this.#depths.get(handle) ?? 0) === depth) return;
    this.#depths.set(handle, depth);
    this.onDepth(handle, depth);
  }

  /** What is about no handle. */
  #takeOwn({ operation, value }: HandleRequest, { client, answer }: Caller): void {
    const memory = this.#memory;
    if (memory === null || operation !== "memory.allocate") fail("internal", `The broker knows no "${operation}".`);
    const places: MemoryPlace[] = [];
    try {
      for (const bytes of value as number[]) places.push(memory.reserve(bytes));
    } catch (error) {
      for (const place of places) memory.free(place);
      throw error;
    }
    this.lent.lend(client, places);
    answer({ ok: true, value: places });
  }

  #discard({ payload }: Parcel): void {
    for (const place of payload.blocks) this.#memory?.free(place);
  }
}
