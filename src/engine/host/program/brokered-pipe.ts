import { type Fault, fail } from "../../../shared/fault";
import type { HandleRequest, Parcel } from "../../protocol/program";
import { answerAll, closedFault, done, no, yes } from "./answers";
import type { Brokered, BrokeredInput, Loss } from "./brokered";
import { Fifo } from "./fifo";
import { type Caller, Waiters } from "./waiters";

/** One end of a pipe: what has been sent to it, until it is received. */
export class BrokeredPipe implements Brokered {
  readonly #input: BrokeredInput;
  readonly #items = new Fifo<Parcel>();
  readonly #receivers = new Waiters();
  /** Those who only want to know whether there is something. */
  readonly #pollers = new Waiters();
  #peer: BrokeredPipe | null = null;
  #isClosed = false;
  /** How the last worker that had this end ended; null while none has. */
  #lastLoss: Loss | null = null;

  constructor(input: BrokeredInput) {
    this.#input = input;
    const { peer } = input.descriptor.more as { peer: number | null };
    const other = peer === null ? undefined : input.find(peer);
    if (other instanceof BrokeredPipe) {
      this.#peer = other;
      other.#peer = this;
    }
  }

  take({ operation, timeoutMs, parcel }: HandleRequest, caller: Caller): void {
    if (this.#isClosed) fail("handle-closed", `This end of the pipe "${this.#name}" was closed.`);
    switch (operation) {
      case "send": {
        const gone = this.#peer?.gone ?? null;
        if (gone !== null) {
          this.#input.discard(parcel!);
          caller.answer({ ok: false, fault: gone });
          return;
        }
        this.#peer?.arrive(parcel!);
        caller.answer(done);
        return;
      }
      case "receive":
        this.#receive(timeoutMs, caller);
        return;
      case "poll":
        if (this.#items.size > 0 || this.#peerGone !== null) caller.answer(yes);
        else this.#pollers.add(caller, undefined, timeoutMs, no);
        return;
      case "close":
        this.close();
        caller.answer(done);
        return;
      default:
        fail("internal", `A pipe knows no "${operation}".`);
    }
  }

  forget(caller: Caller): void {
    this.#receivers.remove((one) => one === caller);
    this.#pollers.remove((one) => one === caller);
  }

  lost(loss: Loss): void {
    this.#receivers.remove((one) => one.client === loss.client);
    this.#pollers.remove((one) => one.client === loss.client);
    if (this.#input.holders().size > 0) return;
    this.#lastLoss = loss;
    this.#peer?.peerEnded();
  }

  close(): void {
    if (this.#isClosed) return;
    this.#isClosed = true;
    const fault = closedFault(this.#input.descriptor);
    answerAll(this.#receivers, fault);
    answerAll(this.#pollers, fault);
    for (const parcel of this.#items.drain()) this.#input.discard(parcel);
    this.#peer?.peerEnded();
  }

  /** Why nobody will use this end any more; null while somebody may. */
  get gone(): Fault | null {
    if (this.#isClosed) {
      return { code: "pipe-closed", message: `The other end of the pipe "${this.#name}" was closed.` };
    }
    if (this.#lastLoss === null || this.#input.holders().size > 0) return null;
    const { name, abnormal } = this.#lastLoss;
    return abnormal
      ? { code: "partner-lost", message: `${name}, which had the other end of the pipe "${this.#name}", was lost.` }
      : { code: "pipe-closed", message: `${name}, which had the other end of the pipe "${this.#name}", has ended.` };
  }

  /** Takes what the other end has sent. */
  arrive(parcel: Parcel): void {
    const receiver = this.#receivers.shift();
    if (receiver !== null) {
      receiver.caller.deliver(parcel);
      return;
    }
    this.#items.push(parcel);
    for (const { caller } of this.#pollers.removeAll()) caller.answer(yes);
  }

  /** Nobody will send any more. */
  peerEnded(): void {
    const gone = this.#peerGone;
    if (gone === null) return;
    answerAll(this.#receivers, gone);
    for (const { caller } of this.#pollers.removeAll()) caller.answer(yes);
  }

  get #name(): string {
    return this.#input.descriptor.name;
  }

  get #peerGone(): Fault | null {
    return this.#peer?.gone ?? null;
  }

  #receive(timeoutMs: number, caller: Caller): void {
    const parcel = this.#items.shift();
    if (parcel !== undefined) {
      caller.deliver(parcel);
      return;
    }
    const gone = this.#peerGone;
    if (gone !== null) caller.answer({ ok: false, fault: gone });
    else {
      const message = `Nothing came through the pipe "${this.#name}" in time.`;
      this.#receivers.add(caller, undefined, timeoutMs, { ok: false, fault: { code: "timeout", message } });
    }
  }
}
