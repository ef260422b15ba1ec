import { fail } from "../../../shared/fault";
import type { HandleDescriptor, HandleRequest } from "../../protocol/program";
import { closedFault, done, no, yes } from "./answers";
import type { Brokered, BrokeredInput, Loss } from "./brokered";
import { BrokeredLock } from "./brokered-lock";
import type { Caller } from "./waiters";

/** A place in the line of those who wait. */
interface Ticket {
  readonly id: number;
  readonly client: number;
  /** Its owner still holds the lock, or has just released it, and will ask. */
  notified: boolean;
  /** Asks whether it was notified. */
  caller: Caller | null;
  timer: NodeJS.Timeout | null;
}

/**
 * Who waits for a condition, in the order in which they came.
 *
 * A waiter enters while it holds the lock, releases the lock, and then asks: so a notification that comes in between is
 * not missed. Each notification is for one who entered before it.
 */
export class BrokeredCondition implements Brokered {
  readonly #input: BrokeredInput;
  readonly #tickets: Ticket[] = [];
  #ids = 0;

  constructor(input: BrokeredInput) {
    this.#input = input;
  }

  take({ operation, timeoutMs, value }: HandleRequest, caller: Caller): void {
    switch (operation) {
      case "enter":
        this.#checkLock(caller);
        this.#tickets.push({ id: ++this.#ids, client: caller.client, notified: false, caller: null, timer: null });
        caller.answer({ ok: true, value: this.#ids });
        return;
      case "wait":
        this.#wait(value as number, timeoutMs, caller);
        return;
      case "leave":
        for (const ticket of this.#remove(({ id }) => id === value)) if (ticket.notified) this.#notify(1);
        caller.answer(done);
        return;
      case "notify":
        this.#checkLock(caller);
        this.#notify(value as number);
        caller.answer(done);
        return;
      default:
        fail("internal", `A condition knows no "${operation}".`);
    }
  }

  forget(caller: Caller): void {
    this.#remove((ticket) => ticket.caller === caller);
  }

  /** A notification of somebody who cannot use it any more goes to the next one. */
  lost({ client }: Loss): void {
    for (const ticket of this.#remove((one) => one.client === client)) if (ticket.notified) this.#notify(1);
  }

  close(): void {
    const fault = closedFault(this.#input.descriptor);
    for (const { caller } of this.#remove(() => true)) caller?.answer({ ok: false, fault });
  }

  /** A lock in shared memory was looked at by the caller itself. */
  #checkLock(caller: Caller): void {
    const { name, more } = this.#input.descriptor;
    const lock = more.lock as HandleDescriptor;
    const kept = this.#input.find(lock.id);
    if (kept instanceof BrokeredLock && !kept.isHeldBy(caller)) {
      fail("lock-not-held", `Acquire the lock "${lock.name}" of the condition "${name}" first.`);
    }
  }

  #wait(id: number, timeoutMs: number, caller: Caller): void {
    const ticket = this.#tickets.find((one) => one.id === id) ?? fail("internal", `There is no ticket ${id}.`);
    if (ticket.notified || timeoutMs === 0) {
      this.#remove((one) => one === ticket);
      caller.answer(ticket.notified ? yes : no);
      return;
    }
    ticket.caller = caller;
    if (timeoutMs < 0) return;
    ticket.timer = setTimeout(() => {
      this.#remove((one) => one === ticket);
      caller.answer(no);
    }, timeoutMs);
  }

  /** @param count Of those who wait, at most. */
  #notify(count: number): void {
    const next = this.#tickets.filter(({ notified }) => !notified).slice(0, count);
    for (const ticket of next) ticket.notified = true;
    // Who has not asked yet finds it when asking.
    for (const { caller } of this.#remove((one) => one.notified && one.caller !== null)) caller!.answer(yes);
  }

  #remove(isMeant: (ticket: Ticket) => boolean): readonly Ticket[] {
    const removed = this.#tickets.filter(isMeant);
    for (const ticket of removed) {
      if (ticket.timer !== null) clearTimeout(ticket.timer);
      this.#tickets.splice(this.#tickets.indexOf(ticket), 1);
    }
    return removed;
  }
}
