import { fail } from "../../../shared/fault";
import type { WaitResult } from "../../memory";
import type { HandleRequest } from "../../protocol/program";
import { answerAll, closedFault, no, yes } from "./answers";
import type { Brokered, BrokeredInput, Loss } from "./brokered";
import { type Caller, Waiters } from "./waiters";

const taken: { readonly ok: true; readonly value: WaitResult } = { ok: true, value: "done" };
const timeout: { readonly ok: true; readonly value: WaitResult } = { ok: true, value: "timeout" };

/** The permits of a semaphore without shared memory. Who asked first gets one first; a lost worker's are lost. */
export class BrokeredSemaphore implements Brokered {
  readonly #input: BrokeredInput;
  readonly #waiters = new Waiters();
  readonly #most: number;
  #permits: number;

  constructor(input: BrokeredInput) {
    this.#input = input;
    const { initial, most } = input.descriptor.more as { initial: number; most: number };
    this.#permits = initial;
    this.#most = most;
  }

  take({ operation, timeoutMs, value }: HandleRequest, caller: Caller): void {
    if (operation === "acquire") {
      if (this.#permits === 0) this.#waiters.add(caller, undefined, timeoutMs, timeout);
      else {
        this.#permits--;
        caller.answer(taken);
      }
    } else if (operation === "release") caller.answer(this.#give(value as number) ? yes : no);
    else fail("internal", `A semaphore knows no "${operation}".`);
  }

  forget(caller: Caller): void {
    this.#waiters.remove((one) => one === caller);
  }

  lost({ client }: Loss): void {
    this.#waiters.remove((one) => one.client === client);
  }

  close(): void {
    answerAll(this.#waiters, closedFault(this.#input.descriptor));
  }

  /** @returns False, nothing given, where there would be more than there may. */
  #give(permits: number): boolean {
    if (this.#permits + permits > this.#most) return false;
    this.#permits += permits;
    while (this.#permits > 0) {
      const next = this.#waiters.shift();
      if (next === null) break;
      this.#permits--;
      next.caller.answer(taken);
    }
    return true;
  }
}
