import { FaultError, type Outcome } from "../../shared/fault";
import type { ParentChannel } from "../ports/parent-channel";
import type { BrokerRequest, BrokerValue } from "../protocol/frames";

/** Asks the parent, which keeps locks and values where no shared memory does. */
export class BrokerClient {
  readonly #channel: ParentChannel;
  readonly #pending = new Map<number, (outcome: Outcome<BrokerValue>) => void>();
  #requests = 0;

  constructor(channel: ParentChannel) {
    this.#channel = channel;
  }

  /** Takes the answer to a request. */
  answer(requestId: number, outcome: Outcome<BrokerValue>): void {
    const settle = this.#pending.get(requestId);
    this.#pending.delete(requestId);
    settle?.(outcome);
  }

  /** @throws {FaultError} As the broker answers. */
  ask(taskId: number, request: BrokerRequest): Promise<BrokerValue> {
    const requestId = ++this.#requests;
    return new Promise((resolve, reject) => {
      this.#pending.set(requestId, (outcome) => {
        if (outcome.ok) resolve(outcome.value);
        else reject(new FaultError(outcome.fault));
      });
      const { generation } = this.#channel;
      this.#channel.post({ type: "request", generation, requestId, taskId, request });
    });
  }
}
