import type { Fault } from "../../../shared/fault";
import type { BrokeredInput, Loss } from "./brokered";

/**
 * Notices when no worker has a handle any more though some had, and one of them was lost: who waits in the main process
 * for what a worker would do waits in vain, until another one is sent the handle.
 */
export class HolderWatch {
  readonly #input: BrokeredInput;
  /** Who was lost since nobody had it last. */
  #lost: string | null = null;
  #fault: Fault | null = null;

  constructor(input: BrokeredInput) {
    this.#input = input;
  }

  /** Why nobody is there any more; null while somebody is, or where all have ended well. */
  get gone(): Fault | null {
    return this.#input.holders().size === 0 ? this.#fault : null;
  }

  /** A worker that had the handle is gone. @returns As `gone`. */
  lost({ name, abnormal }: Loss): Fault | null {
    if (abnormal) this.#lost = name;
    if (this.#input.holders().size > 0) return null;
    this.#fault = this.#lost === null ? null : faultOf(this.#input, this.#lost);
    this.#lost = null;
    return this.#fault;
  }
}

function faultOf({ descriptor: { kind, name } }: BrokeredInput, lost: string): Fault {
  return {
    code: "partner-lost",
    message: `${lost} was lost, and no other worker has the ${kind} "${name}": waiting for one is in vain.`,
  };
}
