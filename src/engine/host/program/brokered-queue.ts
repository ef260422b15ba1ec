import { type Fault, fail } from "../../../shared/fault";
import type { HandleRequest, Parcel } from "../../protocol/program";
import { answerAll, closedFault, done } from "./answers";
import type { Brokered, BrokeredInput, Loss } from "./brokered";
import { Fifo } from "./fifo";
import { HolderWatch } from "./holder-watch";
import { type Caller, Waiters } from "./waiters";

/** What is put into a `Queue` or `SimpleQueue`, until somebody gets it. Who asked first gets first. */
export class BrokeredQueue implements Brokered {
  readonly #input: BrokeredInput;
  /** Most items; 0 for any number. */
  readonly #maxSize: number;
  readonly #items = new Fifo<Parcel>();
  readonly #getters = new Waiters();
  readonly #putters = new Waiters<Parcel>();
  readonly #joiners = new Waiters();
  readonly #partners: HolderWatch;
  /** Items that were put and not marked done. */
  #unfinished = 0;
  /** How many of those each worker has got, by its generation. */
  readonly #got = new Map<number, number>();
  /** Who was lost with items that will never be done, until somebody who joins is told. */
  #lostWith: Fault | null = null;
  #isShut = false;

  constructor(input: BrokeredInput) {
    this.#input = input;
    this.#maxSize = (input.descriptor.more as { maxSize: number }).maxSize;
    this.#partners = new HolderWatch(input);
  }

  get depth(): number {
    return this.#items.size;
  }

  take({ operation, timeoutMs, parcel, value }: HandleRequest, caller: Caller): void {
    switch (operation) {
      case "put":
        this.#put(parcel!, timeoutMs, caller);
        return;
      case "get":
        this.#get(timeoutMs, caller);
        return;
      case "size":
        caller.answer({ ok: true, value: this.#items.size });
        return;
      case "task-done":
        this.#taskDone(caller.client);
        caller.answer(done);
        return;
      case "join":
        this.#join(timeoutMs, caller);
        return;
      case "shutdown":
        this.#shutdown(value === true);
        caller.answer(done);
        return;
      default:
        fail("internal", `A queue knows no "${operation}".`);
    }
  }

  forget(caller: Caller): void {
    this.#dropWaiters((one) => one === caller);
  }

  lost(loss: Loss): void {
    const { client, name, abnormal } = loss;
    this.#dropWaiters((one) => one.client === client);
    const got = this.#got.get(client) ?? 0;
    this.#got.delete(client);
    if (abnormal && got > 0) {
      const message = `${name} was lost with ${got} of the items of the queue "${this.#name}" that it had got and not marked done.`;
      this.#lostWith = { code: "partner-lost", message };
      // They are given up, so that whoever joins after this is told can wait for the others.
      this.#finish(got);
    }
    const gone = this.#partners.lost(loss);
    if (gone === null) return;
    for (const waiters of [this.#getters, this.#putters]) {
      for (const waiting of waiters.remove((one) => one.client === 0)) {
        waiting.caller.answer({ ok: false, fault: gone });
        if (waiting.wish !== undefined) this.#input.discard(waiting.wish as Parcel);
      }
    }
  }

  close(): void {
    const fault = closedFault(this.#input.descriptor);
    answerAll(this.#getters, fault);
    answerAll(this.#joiners, fault);
    for (const { caller, wish } of this.#putters.removeAll()) {
      this.#input.discard(wish);
      caller.answer({ ok: false, fault });
    }
    for (const parcel of this.#items.drain()) this.#input.discard(parcel);
  }

  get #name(): string {
    return this.#input.descriptor.name;
  }

  #put(parcel: Parcel, timeoutMs: number, caller: Caller): void {
    if (this.#isShut) fail("queue-closed", `The queue "${this.#name}" was shut down: nothing can be put any more.`);
    if (this.#maxSize === 0 || this.#items.size < this.#maxSize) {
      this.#accept(parcel);
      caller.answer(done);
      return;
    }
    const gone = caller.client === 0 ? this.#partners.gone : null;
    if (gone !== null && timeoutMs !== 0) {
      this.#input.discard(parcel);
      caller.answer({ ok: false, fault: gone });
      return;
    }
    this.#putters.add(caller, parcel, timeoutMs, () => {
      this.#input.discard(parcel);
      return { ok: false, fault: { code: "queue-full", message: `The queue "${this.#name}" is full.` } };
    });
  }

  #accept(parcel: Parcel): void {
    this.#unfinished++;
    const getter = this.#getters.shift();
    if (getter === null) this.#items.push(parcel);
    else this.#hand(parcel, getter.caller);
  }

  #get(timeoutMs: number, caller: Caller): void {
    const parcel = this.#items.shift();
    if (parcel !== undefined) {
      this.#hand(parcel, caller);
      const putter = this.#putters.shift();
      if (putter === null) return;
      this.#accept(putter.wish);
      putter.caller.answer(done);
      return;
    }
    if (this.#isShut) fail("queue-closed", `The queue "${this.#name}" was shut down, and nothing is left in it.`);
    const gone = caller.client === 0 ? this.#partners.gone : null;
    if (gone !== null && timeoutMs !== 0) {
      caller.answer({ ok: false, fault: gone });
      return;
    }
    const fault: Fault = { code: "queue-empty", message: `The queue "${this.#name}" is empty.` };
    this.#getters.add(caller, undefined, timeoutMs, { ok: false, fault });
  }

  #hand(parcel: Parcel, caller: Caller): void {
    this.#got.set(caller.client, (this.#got.get(caller.client) ?? 0) + 1);
    caller.deliver(parcel);
  }

  #taskDone(client: number): void {
    if (this.#unfinished === 0) {
      const message = `taskDone() was called more often on the queue "${this.#name}" than there were items in it.`;
      fail("bad-parameter", message);
    }
    // Somebody else may say it for whoever got the item.
    const doer = this.#got.has(client) ? client : [...this.#got.keys()][0];
    if (doer !== undefined) {
      const left = this.#got.get(doer)! - 1;
      if (left === 0) this.#got.delete(doer);
      else this.#got.set(doer, left);
    }
    this.#finish(1);
  }

  #finish(count: number): void {
    this.#unfinished -= count;
    if (this.#unfinished > 0 && this.#lostWith === null) return;
    if (this.#joiners.size === 0) return;
    const lostWith = this.#lostWith;
    this.#lostWith = null;
    for (const { caller } of this.#joiners.removeAll()) {
      caller.answer(lostWith === null ? { ok: true, value: true } : { ok: false, fault: lostWith });
    }
  }

  #join(timeoutMs: number, caller: Caller): void {
    if (this.#unfinished > 0 && this.#lostWith === null) {
      this.#joiners.add(caller, undefined, timeoutMs, { ok: true, value: false });
      return;
    }
    const lostWith = this.#lostWith;
    this.#lostWith = null;
    caller.answer(lostWith === null ? { ok: true, value: true } : { ok: false, fault: lostWith });
  }

  /** @param immediate Whether what is in it is dropped. */
  #shutdown(immediate: boolean): void {
    this.#isShut = true;
    const message = `The queue "${this.#name}" was shut down while somebody waited for it.`;
    const fault: Fault = { code: "queue-closed", message };
    for (const { caller, wish } of this.#putters.removeAll()) {
      this.#input.discard(wish);
      caller.answer({ ok: false, fault });
    }
    answerAll(this.#getters, fault);
    if (!immediate) return;
    const dropped = this.#items.drain();
    for (const parcel of dropped) this.#input.discard(parcel);
    if (dropped.length > 0) this.#finish(dropped.length);
  }

  #dropWaiters(isMeant: (caller: Caller) => boolean): void {
    this.#getters.remove(isMeant);
    this.#joiners.remove(isMeant);
    for (const { wish } of this.#putters.remove(isMeant)) this.#input.discard(wish);
  }
}
