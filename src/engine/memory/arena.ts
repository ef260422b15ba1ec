import { fail } from "../../shared/fault";
import { type NativeAddon, requireAddon } from "./addon";
import { Allocator, roundUp, type Stretch, slotBytes } from "./allocator";
import { NativeLock } from "./lock";
import { TraceRingReader, TraceRingWriter } from "./ring";
import { SharedCells } from "./values";
import { SharedCount, SharedSignal } from "./words";

/** By what another process opens an arena; plain data, so that it travels in any message. */
export interface ArenaDescriptor {
  readonly name: string;
  /** Of the first segment. */
  readonly bytes: number;
  /** A 64-bit number in decimal: nobody opens an arena by a mistaken name. */
  readonly token: string;
}

/** By what another process finds a thing within an arena; plain data. */
export type Place = Stretch;

/** Who holds locks: one task or one Process body. */
export type Owner = number & { readonly __unit: "owner" };

/** An owner as the arena's table shows it. */
export interface OwnerState {
  readonly owner: Owner;
  readonly pid: number;
  /** The Node environment within the process, from 1: its main thread, a worker thread. */
  readonly environment: number;
  /** The caller's own number for it, such as a lane. */
  readonly tag: number;
  /** `ended`: its task is over and a lock is still held in its name. `dead`: its process or thread is gone. */
  readonly state: "live" | "ended" | "dead";
  /** Locks that it holds or waits for. */
  readonly pins: number;
  /** Changes with every wait: two looks that see the same number saw the same wait. */
  readonly waitSerial: number;
  /** `NativeLock.position` of the lock that it waits for; 0 for none. */
  readonly waitingFor: number;
}

const ownerStates = ["live", "live", "live", "ended", "dead"] as const;
const numbersPerOwner = 8;

/** Data area of the first segment, bytes; each further one is twice as large up to the most, or as large as what is asked for. */
const firstBytes = 128 * 1024;
const mostBytes = 16 * 1024 * 1024;

/**
 * Memory that several processes share. One process creates it and allocates; the others open it by its descriptor, and
 * things in it by their places.
 *
 * On Linux the memory has no name in the file system: it is gone with the last process that has it, however that ends.
 */
export class Arena {
  readonly addon: NativeAddon;
  readonly descriptor: ArenaDescriptor;
  /** The addon's number. */
  readonly id: number;
  readonly #allocator: Allocator | null;
  readonly #locks = new Map<number, NativeLock>();
  /** What is attached, by where it begins: opening a thing again and again takes one handle. */
  readonly #attached = new Map<string, { readonly handle: number; readonly bytes: number }>();
  #nextBytes = firstBytes;
  #closed = false;

  private constructor(addon: NativeAddon, id: number, descriptor: ArenaDescriptor, allocator: Allocator | null) {
    this.addon = addon;
    this.id = id;
    this.descriptor = descriptor;
    this.#allocator = allocator;
  }

  /**
   * Creates an arena.
   *
   * @throws {FaultError} `memory-unavailable` without the addon, `memory-full`, `memory-refused`.
   */
  static create(): Arena {
    const addon = requireAddon();
    const [id, name, token, bytes, offset] = addon.createArena(firstBytes);
    const allocator = new Allocator();
    allocator.addSegment(0, offset, bytes - offset);
    return new Arena(addon, id, { name, bytes, token: String(token) }, allocator);
  }

  /**
   * Opens an arena that another process, or another thread of this one, has created and still has open.
   *
   * @throws {FaultError} `memory-unavailable` without the addon, `memory-gone`, `memory-refused`.
   */
  static open(descriptor: ArenaDescriptor): Arena {
    const addon = requireAddon();
    const id = addon.openArena(descriptor.name, descriptor.bytes, BigInt(descriptor.token));
    return new Arena(addon, id, descriptor, null);
  }

  /**
   * Reserves zeroed memory; the arena's creator only.
   *
   * @param bytes At least 1.
   * @throws {FaultError} `memory-full`; `memory-refused` where this process did not create the arena.
   */
  allocate(bytes: number): Place {
    const place = this.reserve(bytes);
    this.addon.clear(this.attach(place));
    return place;
  }

  /** As `allocate`, with whatever was there before: for who writes all of it. */
  reserve(bytes: number): Place {
    if (this.#closed) {
      fail("memory-closed", "This shared memory has been closed: nothing can be added to it.");
    }
    if (!(bytes >= 1 && bytes <= Number.MAX_SAFE_INTEGER)) {
      fail("memory-range", `Shared memory of ${bytes} bytes was asked for; ask for 1 or more.`);
    }
    const allocator = this.#allocator;
    if (allocator === null) {
      fail("memory-refused", "Only the process that created an arena allocates in it.");
    }
    let place = allocator.allocate(bytes);
    if (place === null) {
      this.#nextBytes = Math.min(this.#nextBytes * 2, mostBytes);
      const [segment, size, offset] = this.addon.addSegment(this.id, Math.max(this.#nextBytes, roundUp(bytes)));
      allocator.addSegment(segment, offset, size - offset);
      place = allocator.allocate(bytes);
    }
    if (place === null) throw new Error(`an empty segment has no room for ${bytes} bytes`);
    return place;
  }

  /** Gives memory back; the arena's creator only. Nobody, in no process, may use it any more. */
  free(place: Place): void {
    this.release(place);
    this.#allocator?.free(place);
  }

  /** Forgets a place that is used no more in this process: its creator may give it to another thing. */
  release(place: Place): void {
    const key = keyOf(place);
    const attached = this.#attached.get(key);
    if (attached === undefined) return;
    this.#locks.delete(attached.handle);
    this.#attached.delete(key);
    this.addon.detach(attached.handle);
  }

  /** @internal Resolves a place to the addon's handle, opening its segment where needed. */
  attach(place: Place): number {
    const key = keyOf(place);
    const attached = this.#attached.get(key);
    if (attached?.bytes === place.bytes) return attached.handle;
    const handle = this.addon.attach(this.id, place.segment, place.offset, place.bytes);
    // Another length: the creator has given the memory to another thing since.
    if (attached !== undefined) this.addon.detach(attached.handle);
    this.#attached.set(key, { handle, bytes: place.bytes });
    return handle;
  }

  /** Begins an owner: a task that may hold locks. @param tag The caller's own number for it, such as a lane. */
  registerOwner(tag = 0): Owner {
    return this.addon.registerOwner(this.id, tag) as Owner;
  }

  /** In whose name this thread acquires by `NativeLock.functions` from now on; 0 where that cannot be known. */
  setOwner(owner: Owner | 0): void {
    this.addon.setOwner(this.id, owner);
  }

  /**
   * The task is over. Locks that it still holds stay locked, as in Python, until somebody releases them.
   *
   * @returns Whether it holds any, or waits for one.
   */
  endOwner(owner: Owner): boolean {
    return this.addon.endOwner(this.id, owner);
  }

  /** All owners, of every process: one look, not one moment. */
  owners(): OwnerState[] {
    const numbers = this.addon.owners(this.id);
    const states: OwnerState[] = [];
    for (let at = 0; at < numbers.length; at += numbersPerOwner) {
      const [owner, pid, environment, tag, state, pins, waitSerial, waitingFor] = numbers.slice(at) as [
        number,
        number,
        number,
        number,
        number,
        number,
        number,
        number,
      ];
      states.push({
        owner: owner as Owner,
        pid,
        environment,
        tag,
        state: ownerStates[state] ?? "dead",
        pins,
        waitSerial,
        waitingFor,
      });
    }
    return states;
  }

  /**
   * Who waits for which lock, and who holds that: one look, not one moment. The arena's creator knows all locks.
   */
  waits(): { readonly waiter: OwnerState; readonly lock: NativeLock; readonly holder: OwnerState | null }[] {
    const owners = this.owners();
    const waiting = owners.filter(({ waitingFor }) => waitingFor !== 0);
    if (waiting.length === 0) return [];
    const byPosition = new Map([...this.#locks.values()].map((lock) => [lock.position, lock]));
    return waiting.flatMap((waiter) => {
      const lock = byPosition.get(waiter.waitingFor);
      if (lock === undefined) return [];
      const { holder } = lock.state;
      return [{ waiter, lock, holder: owners.find(({ owner }) => owner === holder) ?? null }];
    });
  }

  /** Creates a lock. @throws {FaultError} As `allocate`. */
  createLock(): NativeLock {
    const lock = this.openLock(this.allocate(slotBytes));
    this.#locks.set(lock.handle, lock);
    return lock;
  }

  /** Opens a lock that the arena's creator has created. */
  openLock(place: Place): NativeLock {
    return new NativeLock(this, place);
  }

  /**
   * Recovers what a process, whose end was observed, held and waited for: the next one to acquire such a lock learns
   * that its owner died. Call it in the arena's creator, on every exit of a worker, and of a worker thread.
   *
   * @returns The locks that were held.
   */
  reap(pid: number): NativeLock[] {
    const handles = this.addon.reap(this.id, pid, Uint32Array.from(this.#locks.keys()));
    return handles.flatMap((handle) => this.#locks.get(handle) ?? []);
  }

  /** Creates numbers. @param length How many. @throws {FaultError} As `allocate`. */
  createCells(length: number): SharedCells {
    return this.openCells(this.allocate(length * 8));
  }

  openCells(place: Place): SharedCells {
    return new SharedCells(this, place);
  }

  /** Creates a counter of permits. */
  createCount(permits: number): SharedCount {
    const count = this.openCount(this.allocate(slotBytes));
    if (permits > 0) count.give(permits);
    return count;
  }

  openCount(place: Place): SharedCount {
    return new SharedCount(this, place);
  }

  /** Creates a word that others can wait for. */
  createSignal(): SharedSignal {
    return this.openSignal(this.allocate(slotBytes));
  }

  openSignal(place: Place): SharedSignal {
    return new SharedSignal(this, place);
  }

  /**
   * Creates a trace ring and gives its reading end; the writer opens it by its place.
   *
   * @param records At least; it is rounded up to a power of two, 64 or more.
   * @param epochNs The trace's epoch on the monotonic clock, `process.hrtime.bigint()`.
   */
  createRing(records: number, epochNs: bigint): TraceRingReader {
    return TraceRingReader.create(this, records, epochNs);
  }

  /** Opens the writing end of a ring: one writer at a time. */
  openRing(place: Place): TraceRingWriter {
    return new TraceRingWriter(this, place);
  }

  /** Unmaps it from this process; everything of it that is used afterwards throws `memory-closed`. */
  close(): void {
    if (this.#closed) return;
    this.#closed = true;
    this.#locks.clear();
    this.#attached.clear();
    this.addon.closeArena(this.id);
  }
}

function keyOf({ segment, offset }: Place): string {
  return `${segment}:${offset}`;
}
