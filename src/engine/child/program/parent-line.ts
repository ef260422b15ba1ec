import { FaultError, fail, type Outcome } from "../../../shared/fault";
import type { ParentChannel } from "../../ports/parent-channel";
import type { HandleRequest, ProgramReply } from "../../protocol/program";
import { type AskOptions, abortReason, type BrokerLine } from "../../runtime";

/** A worker's way to the broker in the main process. */
export class ParentLine implements BrokerLine {
  readonly #channel: ParentChannel;
  readonly #pending = new Map<number, (outcome: Outcome<unknown>) => void>();
  #requests = 0;

  constructor(channel: ParentChannel) {
    this.#channel = channel;
  }

  post(message: ProgramReply): void {
    this.#channel.post({ type: "program", generation: this.#channel.generation, message });
  }

  ask(request: HandleRequest, { signal }: AskOptions = {}): Promise<unknown> {
    const requestId = ++this.#requests;
    return new Promise((resolve, reject) => {
      if (signal?.aborted === true) {
        reject(abortReason(signal));
        return;
      }
      const abort = (): void => {
        this.#pending.delete(requestId);
        this.post({ type: "forget", requestId });
        if (signal !== undefined) reject(abortReason(signal));
      };
      signal?.addEventListener("abort", abort, { once: true });
      this.#pending.set(requestId, (outcome) => {
        signal?.removeEventListener("abort", abort);
        if (outcome.ok) resolve(outcome.value);
        else reject(new FaultError(outcome.fault));
      });
      this.post({ type: "ask", requestId, request });
    });
  }

  /** Takes the answer to a request. */
  answer(requestId: number, outcome: Outcome<unknown>): void {
    const settle = this.#pending.get(requestId);
    this.#pending.delete(requestId);
    settle?.(outcome);
  }

  askSync(request: HandleRequest): unknown {
    return fail("memory-unavailable", `"${request.operation}" cannot block here yet: use the form with await.`);
  }
}
