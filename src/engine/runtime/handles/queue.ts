import { fail } from "../../../shared/fault";
import type { HandleKind, Parcel, Payload } from "../../protocol/program";
import { Handle, type Opening, timeoutOf } from "../handle";
import type { AcquireOptions } from "./acquirable";
import type { LockOptions } from "./lock";

export interface ShutdownOptions {
  /** Drops what is in it, instead of letting it be got. */
  readonly immediate?: boolean | undefined;
}

/** What `Queue` and `SimpleQueue` have in common. */
abstract class AnyQueue<Item> extends Handle {
  /** Ends when what was packed before is on its way: items keep their order, also where large ones take longer. */
  #packing: Promise<unknown> | null = null;

  /** @internal */
  constructor(kind: HandleKind, maxSize: number, { name }: LockOptions, opening?: Opening) {
    super({ kind, name: name ?? "", bytes: 0, more: { maxSize } }, opening);
  }

  /** The items, until the queue is shut down and empty. */
  async *[Symbol.asyncIterator](): AsyncIterableIterator<Item> {
    for (;;) {
      try {
        yield (await this.getItem({})) as Item;
      } catch (error) {
        if (error instanceof Error && "code" in error && error.code === "queue-closed") return;
        throw error;
      }
    }
  }

  /** @internal */
  protected async putItem(item: Item, { timeoutMs, signal }: AcquireOptions): Promise<void> {
    const limitMs = timeoutOf(timeoutMs);
    const packed = this.alive().pack(item, "item");
    if (this.#packing === null && "payload" in packed) {
      await this.ask("put", { parcel: packed, timeoutMs: limitMs }, { signal });
      return;
    }
    const before = this.#packing;
    // What becomes of it is told to whoever put it.
    const ready = Promise.all([packed, before]).then(([parcel]) => parcel);
    const settled = ready.catch(() => undefined);
    this.#packing = settled;
    let parcel: Parcel;
    try {
      parcel = await ready;
    } finally {
      if (this.#packing === settled) this.#packing = null;
    }
    await this.ask("put", { parcel, timeoutMs: limitMs }, { signal });
  }

  /** @internal */
  protected putItemSync(item: Item, timeoutMs: number | undefined): void {
    const limitMs = timeoutOf(timeoutMs);
    const parcel = this.alive().packSync(item, "item");
    this.askSync("put", { parcel, timeoutMs: limitMs });
  }

  /** @internal */
  protected async getItem({ timeoutMs, signal }: AcquireOptions): Promise<Item> {
    const payload = await this.ask("get", { timeoutMs: timeoutOf(timeoutMs) }, { signal });
    return this.alive().unpack(payload as Payload) as Item;
  }

  /** @internal */
  protected getItemSync(timeoutMs: number | undefined): Item {
    const payload = this.askSync("get", { timeoutMs: timeoutOf(timeoutMs) });
    return this.alive().unpack(payload as Payload) as Item;
  }
}

/**
 * Brings items from those who put them to those who get them, first in, first out. Items are copied, handles within them
 * are shared. The main process keeps them, so that a process that has put some may end before anybody gets them.
 */
export class Queue<Item = unknown> extends AnyQueue<Item> {
  /** Most items in it; 0 for any number. */
  readonly maxSize: number;

  /**
   * @param maxSize Most items in it: `put` waits where it is full. 0 or less for any number.
   * @param opening Internal.
   * @throws {FaultError} `bad-parameter`; `host-only` in a worker.
   */
  constructor(maxSize = 0, options: LockOptions = {}, opening?: Opening) {
    if (!Number.isInteger(maxSize)) fail("bad-parameter", `A queue's size is a whole number, not ${maxSize}.`);
    super("queue", Math.max(0, maxSize), options, opening);
    this.maxSize = this.descriptor.more.maxSize as number;
  }

  /**
   * Puts an item into it, waiting while it is full.
   *
   * @throws {FaultError} `queue-full` where the timeout ended the wait; `queue-closed` after a shutdown; `partner-lost` in
   *   the main process, where all workers that had the queue are gone and one was lost; `not-serializable`.
   */
  put(item: Item, options: AcquireOptions = {}): Promise<void> {
    return this.putItem(item, options);
  }

  /** The same, blocking this thread. @param timeoutMs Milliseconds to wait at most; without it, forever. 0 only tries. */
  putSync(item: Item, timeoutMs?: number): void {
    this.putItemSync(item, timeoutMs);
  }

  /** Puts an item into it at once. @throws {FaultError} `queue-full` where there is no room. */
  putNoWait(item: Item): Promise<void> {
    return this.putItem(item, { timeoutMs: 0 });
  }

  /**
   * Gets the oldest item, waiting until there is one.
   *
   * @throws {FaultError} `queue-empty` where the timeout ended the wait; `queue-closed` after a shutdown, when it is empty;
   *   `partner-lost` as for `put`.
   */
  get(options: AcquireOptions = {}): Promise<Item> {
    return this.getItem(options);
  }

  /** The same, blocking this thread. @param timeoutMs Milliseconds to wait at most; without it, forever. 0 only tries. */
  getSync(timeoutMs?: number): Item {
    return this.getItemSync(timeoutMs);
  }

  /** Gets the oldest item at once. @throws {FaultError} `queue-empty` where there is none. */
  getNoWait(): Promise<Item> {
    return this.getItem({ timeoutMs: 0 });
  }

  /** How many items are in it, now. */
  async size(): Promise<number> {
    return (await this.ask("size")) as number;
  }

  /** As `size`, blocking this thread for a moment. */
  sizeSync(): number {
    return this.askSync("size") as number;
  }

  /** Whether nothing is in it, now. */
  async empty(): Promise<boolean> {
    return (await this.size()) === 0;
  }

  /** As `empty`, blocking this thread for a moment. */
  emptySync(): boolean {
    return this.sizeSync() === 0;
  }

  /** Whether as many items are in it as may be, now. */
  async full(): Promise<boolean> {
    return this.maxSize > 0 && (await this.size()) >= this.maxSize;
  }

  /** As `full`, blocking this thread for a moment. */
  fullSync(): boolean {
    return this.maxSize > 0 && this.sizeSync() >= this.maxSize;
  }

  /**
   * Says that what was to be done with an item is done: once for each that was got, where somebody joins.
   *
   * @throws {FaultError} `bad-parameter` where it is said more often than items were put.
   */
  async taskDone(): Promise<void> {
    await this.ask("task-done");
  }

  /** As `taskDone`, blocking this thread for a moment. */
  taskDoneSync(): void {
    this.askSync("task-done");
  }

  /**
   * Waits until all items that were put are marked done.
   *
   * @returns False where the timeout ended the wait.
   * @throws {FaultError} `partner-lost` where a worker was lost with items that it had got and not marked done; they are
   *   given up then, so that the others can be joined.
   */
  async join({ timeoutMs, signal }: AcquireOptions = {}): Promise<boolean> {
    return (await this.ask("join", { timeoutMs: timeoutOf(timeoutMs) }, { signal })) as boolean;
  }

  /** The same, blocking this thread: in workers. */
  joinSync(timeoutMs?: number): boolean {
    return this.askSync("join", { timeoutMs: timeoutOf(timeoutMs) }) as boolean;
  }

  /**
   * Takes nothing any more: `put` throws `queue-closed`, and so does `get` once it is empty; iterations end. For everybody
   * who has the queue.
   */
  async shutdown({ immediate = false }: ShutdownOptions = {}): Promise<void> {
    await this.ask("shutdown", { value: immediate });
  }

  /** As `shutdown`, blocking this thread for a moment. */
  shutdownSync({ immediate = false }: ShutdownOptions = {}): void {
    this.askSync("shutdown", { value: immediate });
  }
}

/** A queue with the least there is to it: any number of items, `put`, `get`, `empty`. */
export class SimpleQueue<Item = unknown> extends AnyQueue<Item> {
  /** @param opening Internal. @throws {FaultError} `host-only` in a worker. */
  constructor(options: LockOptions = {}, opening?: Opening) {
    super("simple-queue", 0, options, opening);
  }

  /** Puts an item into it. @throws {FaultError} `not-serializable`, `too-large`. */
  put(item: Item): Promise<void> {
    return this.putItem(item, {});
  }

  /** As `put`, blocking this thread for a moment. */
  putSync(item: Item): void {
    this.putItemSync(item, undefined);
  }

  /** Gets the oldest item, waiting until there is one. */
  get(options: Pick<AcquireOptions, "signal"> = {}): Promise<Item> {
    return this.getItem({ signal: options.signal });
  }

  /** The same, blocking this thread: in workers, or where there is an item. */
  getSync(): Item {
    return this.getItemSync(undefined);
  }

  /** Whether nothing is in it, now. */
  async empty(): Promise<boolean> {
    return (await this.ask("size")) === 0;
  }

  /** As `empty`, blocking this thread for a moment. */
  emptySync(): boolean {
    return this.askSync("size") === 0;
  }
}
