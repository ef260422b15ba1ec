import { fail } from "../../../shared/fault";
import type { WaitResult } from "../../memory";
import type { HandleRequest } from "../../protocol/program";
import { answerAll, closedFault } from "./answers";
import type { Brokered, BrokeredInput, Loss } from "./brokered";
import { type Caller, Waiters } from "./waiters";

const done: { readonly ok: true; readonly value: WaitResult } = { ok: true, value: "done" };
const timeout: { readonly ok: true; readonly value: WaitResult } = { ok: true, value: "timeout" };
const ownerDied: { readonly ok: true; readonly value: WaitResult } = { ok: true, value: "owner-died" };

export type LockHolder = Pick<Caller, "client" | "owner">;

/** A `Lock` or `RLock` without shared memory. Who asked first gets it first. */
export class BrokeredLock implements Brokered {
  readonly #input: BrokeredInput;
  readonly #waiters = new Waiters();
  #holder: LockHolder | null = null;
  /** Whether whoever held it last died with it. */
  #abandoned = false;

  constructor(input: BrokeredInput) {
    this.#input = input;
  }

  take({ operation, timeoutMs, owner }: HandleRequest, caller: Caller): void {
    if (operation === "acquire") {
      if (this.#holder === null) this.#give(caller);
      else this.#waiters.add(caller, undefined, timeoutMs, timeout);
    } else if (operation === "release") {
      this.#release(owner, caller);
      caller.answer({ ok: true, value: null });
    } else if (operation === "is-held") caller.answer({ ok: true, value: this.isHeldBy(caller) });
    else fail("internal", `A lock knows no "${operation}".`);
  }

  isHeldBy({ client, owner }: Pick<Caller, "client" | "owner">): boolean {
    return this.#holder?.client === client && this.#holder.owner === owner;
  }

  /** Who holds it, and who waits for it, the first to ask first. */
  look(): { readonly holder: LockHolder | null; readonly waiting: readonly Caller[] } {
    return { holder: this.#holder, waiting: this.#waiters.callers() };
  }

  forget(caller: Caller): void {
    this.#waiters.remove((one) => one === caller);
  }

  lost({ client }: Loss): void {
    this.#waiters.remove((one) => one.client === client);
    if (this.#holder?.client !== client) return;
    this.#abandoned = true;
    this.#handOn();
  }

  close(): void {
    answerAll(this.#waiters, closedFault(this.#input.descriptor));
  }

  /** @param required The caller's owner, who must hold it; 0 where anybody may release it. */
  #release(required: number, { client }: Caller): void {
    const { kind, name } = this.#input.descriptor;
    if (this.#holder === null)
      fail("lock-not-held", `The ${kind} "${name}" is not held: release it once for each time it is acquired.`);
    if (required !== 0 && !this.isHeldBy({ client, owner: required })) {
      fail("lock-not-owner", `The ${kind} "${name}" is held by another task, and only that one may release it.`);
    }
    this.#handOn();
  }

  #handOn(): void {
    this.#holder = null;
    const next = this.#waiters.shift();
    if (next !== null) this.#give(next.caller);
  }

  #give(caller: Caller): void {
    this.#holder = { client: caller.client, owner: caller.owner };
    const outcome = this.#abandoned ? ownerDied : done;
    this.#abandoned = false;
    caller.answer(outcome);
  }
}
