import { fail } from "../../../shared/fault";
import type { HandleRequest } from "../../protocol/program";
import { answerAll, closedFault, done, no, yes } from "./answers";
import type { Brokered, BrokeredInput, Loss } from "./brokered";
import { type Caller, Waiters } from "./waiters";

/** A flag that many wait for. */
export class BrokeredEvent implements Brokered {
  readonly #input: BrokeredInput;
  readonly #waiters = new Waiters();
  #isSet = false;

  constructor(input: BrokeredInput) {
    this.#input = input;
  }

  take({ operation, timeoutMs }: HandleRequest, caller: Caller): void {
    switch (operation) {
      case "is-set":
        caller.answer(this.#isSet ? yes : no);
        return;
      case "set":
        this.#isSet = true;
        for (const waiter of this.#waiters.removeAll()) waiter.caller.answer(yes);
        caller.answer(done);
        return;
      case "clear":
        this.#isSet = false;
        caller.answer(done);
        return;
      case "wait":
        if (this.#isSet) caller.answer(yes);
        else this.#waiters.add(caller, undefined, timeoutMs, no);
        return;
      default:
        fail("internal", `An event knows no "${operation}".`);
    }
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
}
