import { type Fault, fail, type Outcome, toFault } from "../../../shared/fault";
import type { HandleRequest } from "../../protocol/program";
import { answerAll, closedFault, done } from "./answers";
import type { Brokered, BrokeredInput, Loss } from "./brokered";
import { type Caller, Waiters } from "./waiters";

/** What a barrier is like at one moment. */
interface BarrierState {
  readonly waiting: number;
  readonly broken: boolean;
}

/** Lets a fixed number of callers pass at once. */
export class BrokeredBarrier implements Brokered {
  readonly #input: BrokeredInput;
  readonly #parties: number;
  readonly #arrived = new Waiters();
  /** Those who have all arrived and wait for the action. */
  #leaving: readonly Caller[] = [];
  /** Why it is broken; null while it is not. */
  #broken: Fault | null = null;

  constructor(input: BrokeredInput) {
    this.#input = input;
    this.#parties = (input.descriptor.more as { parties: number }).parties;
  }

  take({ operation, timeoutMs }: HandleRequest, caller: Caller): void {
    switch (operation) {
      case "wait":
        this.#wait(timeoutMs, caller);
        return;
      case "state": {
        const waiting = this.#arrived.size + this.#leaving.length;
        caller.answer({ ok: true, value: { waiting, broken: this.#broken !== null } satisfies BarrierState });
        return;
      }
      case "reset":
        this.#fail(this.#fault("was reset while it was waited for"));
        this.#broken = null;
        caller.answer(done);
        return;
      case "abort":
        this.#break("was aborted");
        caller.answer(done);
        return;
      default:
        fail("internal", `A barrier knows no "${operation}".`);
    }
  }

  /** Who goes away while others rely on it breaks it, as one whose time is over does. */
  forget(caller: Caller): void {
    if (this.#arrived.remove((one) => one === caller).length > 0) this.#break("was broken: a wait was cancelled");
  }

  lost({ client, name, abnormal }: Loss): void {
    const waited = this.#arrived.remove((one) => one.client === client).length > 0;
    if (abnormal) this.#break(`was broken: ${name}, which has it, was lost`);
    else if (waited) this.#break(`was broken: ${name} ended while it waited`);
  }

  close(): void {
    answerAll(this.#arrived, closedFault(this.#input.descriptor));
  }

  #wait(timeoutMs: number, caller: Caller): void {
    if (this.#broken !== null) {
      caller.answer({ ok: false, fault: this.#broken });
      return;
    }
    if (this.#arrived.size + 1 < this.#parties) {
      this.#arrived.add(caller, undefined, timeoutMs, () => {
        const seconds = timeoutMs / 1_000;
        return { ok: false, fault: this.#break(`was broken: not all arrived within ${seconds} s`) };
      });
      return;
    }
    const callers = [...this.#arrived.removeAll().map((one) => one.caller), caller];
    const action = this.#input.attachment as (() => unknown) | null;
    if (action === null) letPass(callers);
    else void this.#act(action, callers);
  }

  /** Runs the action before anybody passes. Where it throws, the last one to arrive is told, and the barrier is broken. */
  async #act(action: () => unknown, callers: readonly Caller[]): Promise<void> {
    this.#leaving = callers;
    try {
      await action();
      // Aborted meanwhile, or reset: everybody has been told.
      if (this.#leaving !== callers) return;
      this.#leaving = [];
      letPass(callers);
    } catch (error) {
      if (this.#leaving !== callers) return;
      callers.at(-1)!.answer({ ok: false, fault: toFault(error, "task-threw") });
      this.#break("was broken: its action threw");
    }
  }

  /** @returns What everybody is told who waits, or will. */
  #break(how: string): Fault {
    this.#broken ??= this.#fault(how);
    this.#fail(this.#broken);
    return this.#broken;
  }

  #fail(fault: Fault): void {
    answerAll(this.#arrived, fault);
    const leaving = this.#leaving;
    this.#leaving = [];
    for (const caller of leaving) caller.answer({ ok: false, fault });
  }

  #fault(how: string): Fault {
    const { name } = this.#input.descriptor;
    return { code: "barrier-broken", message: `The barrier "${name}" ${how}. reset() makes it usable again.` };
  }
}

/** In the order in which they arrived. */
function letPass(callers: readonly Caller[]): void {
  callers.forEach((caller, index) => {
    caller.answer({ ok: true, value: index } satisfies Outcome<number>);
  });
}
