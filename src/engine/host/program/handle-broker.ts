import { fail, type Outcome, toFault } from "../../../shared/fault";
import type { HandleDescriptor, HandleKind, HandleRequest } from "../../protocol/program";
import type { Brokered, BrokeredInput, Loss } from "./brokered";
import { BrokeredCells } from "./brokered-cells";
import { BrokeredLock } from "./brokered-lock";
import type { Caller } from "./waiters";

/** How each kind is kept here. */
const makers: Partial<Readonly<Record<HandleKind, (input: BrokeredInput) => Brokered>>> = {
  lock: (input) => new BrokeredLock(input),
  rlock: (input) => new BrokeredLock(input),
  value: (input) => new BrokeredCells(input),
  array: (input) => new BrokeredCells(input),
};

/** A request on its way, for who may want to give it up. */
export interface OpenRequest {
  /** The caller waits no longer. */
  forget(): void;
}

/** Keeps in the main process what handles stand for, where it does not lie in shared memory. */
export class HandleBroker {
  readonly #things = new Map<number, Brokered>();
  /** Workers that were sent a handle, by the handle's id. */
  readonly #holders = new Map<number, Set<number>>();

  /** Begins to keep what a handle stands for. */
  add(descriptor: HandleDescriptor): void {
    const make = makers[descriptor.kind] ?? fail("internal", `The broker knows no ${descriptor.kind}.`);
    const holders = new Set<number>();
    this.#holders.set(descriptor.id, holders);
    this.#things.set(descriptor.id, make({ descriptor, holders: () => holders }));
  }

  /** A worker was sent handles. */
  sent(ids: Iterable<number>, client: number): void {
    for (const id of ids) this.#holders.get(id)?.add(client);
  }

  /** Answers a request, at once or when it can be fulfilled. */
  take(request: HandleRequest, client: number, answer: (outcome: Outcome<unknown>) => void): OpenRequest {
    let answered = false;
    const caller: Caller = {
      client,
      owner: request.owner,
      answer: (outcome) => {
        if (answered) return;
        answered = true;
        answer(outcome);
      },
    };
    const thing = this.#things.get(request.handle);
    try {
      if (thing === undefined) fail("handle-closed", "What was asked for has been closed.");
      else thing.take(request, caller);
    } catch (error) {
      caller.answer({ ok: false, fault: toFault(error) });
    }
    return {
      forget: () => {
        answered = true;
        thing?.forget(caller);
      },
    };
  }

  /** A worker is gone: nobody waits for it. */
  lost(loss: Loss): void {
    for (const [id, thing] of this.#things) {
      const holders = this.#holders.get(id);
      if (holders?.has(loss.client) !== true) continue;
      thing.lost(loss);
      holders.delete(loss.client);
    }
  }

  close(id: number): void {
    this.#things.get(id)?.close();
    this.#things.delete(id);
    this.#holders.delete(id);
  }
}
