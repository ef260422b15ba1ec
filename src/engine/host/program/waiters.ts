import type { Outcome } from "../../../shared/fault";
import type { Parcel } from "../../protocol/program";

/** Who asked the broker for something. */
export interface Caller {
  /** The worker's generation; 0 for the main process. */
  readonly client: number;
  /** In whose name within that worker. */
  readonly owner: number;
  /** Answers; only the first answer counts. */
  answer(outcome: Outcome<unknown>): void;
  /** Answers with what somebody has sent, which is the caller's from then on. */
  deliver(parcel: Parcel): void;
}

/** A caller and what it waits for. */
export interface Waiting<Wish> {
  readonly caller: Caller;
  readonly wish: Wish;
}

interface Waiter<Wish> extends Waiting<Wish> {
  readonly timer: NodeJS.Timeout | null;
}

/** Callers that wait for the same thing, in the order in which they came. */
export class Waiters<Wish = undefined> {
  readonly #list: Waiter<Wish>[] = [];

  get size(): number {
    return this.#list.length;
  }

  /**
   * @param timeoutMs As requests carry it: 0 answers at once, negative ones never do.
   * @param late What the caller is answered then, or what finds that out.
   */
  add(caller: Caller, wish: Wish, timeoutMs: number, late: Outcome<unknown> | (() => Outcome<unknown>)): void {
    const giveUp = (): void => caller.answer(typeof late === "function" ? late() : late);
    if (timeoutMs === 0) {
      giveUp();
      return;
    }
    const timer =
      timeoutMs < 0
        ? null
        : setTimeout(() => {
            this.#list.splice(this.#list.indexOf(waiter), 1);
            giveUp();
          }, timeoutMs);
    const waiter: Waiter<Wish> = { caller, wish, timer };
    this.#list.push(waiter);
  }

  /** In the order in which they came. */
  callers(): Caller[] {
    return this.#list.map(({ caller }) => caller);
  }

  /** Whoever waits longest; null for nobody. */
  get first(): Waiting<Wish> | null {
    return this.#list[0] ?? null;
  }

  /** Takes the one who waits longest. */
  shift(): Waiting<Wish> | null {
    const waiter = this.#list.shift();
    if (waiter === undefined) return null;
    if (waiter.timer !== null) clearTimeout(waiter.timer);
    return waiter;
  }

  /** Takes off those for whom it is true. */
  remove(isMeant: (caller: Caller) => boolean): readonly Waiting<Wish>[] {
    const removed = this.#list.filter(({ caller }) => isMeant(caller));
    for (const waiter of removed) {
      if (waiter.timer !== null) clearTimeout(waiter.timer);
      this.#list.splice(this.#list.indexOf(waiter), 1);
    }
    return removed;
  }

  /** Takes off everybody. */
  removeAll(): readonly Waiting<Wish>[] {
    return this.remove(() => true);
  }
}
