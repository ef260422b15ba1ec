import { FaultError, type Outcome } from "../../../shared/fault";
import type { ParentChannel } from "../../ports/parent-channel";
import type { HandleRequest, ProgramReply, SyncAddress } from "../../protocol/program";
import { type AskOptions, abortReason, type BrokerLine } from "../../runtime";
import { SyncLine } from "./sync-line";

/** A worker's way to the broker in the main process. */
export class ParentLine implements BrokerLine {
  readonly #channel: ParentChannel;
  readonly #pending = new Map<number, (outcome: Outcome<unknown>) => void>();
  readonly #address: SyncAddress | null;
  /** From the first request on that blocks. */
  #sync: SyncLine | null = null;
  #requests = 0;

  /** @param address Where to connect to for requests that block; null in a thread of the main process. */
  constructor(channel: ParentChannel, address: SyncAddress | null) {
    this.#channel = channel;
    this.#address = address;
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
      // The answer may be on its way, with something that must not get lost: whichever comes first counts.
      const abort = (): void => this.post({ type: "forget", requestId });
      signal?.addEventListener("abort", abort, { once: true });
      this.#pending.set(requestId, (outcome) => {
        signal?.removeEventListener("abort", abort);
        if (outcome.ok) resolve(outcome.value);
        else if (signal?.aborted === true && outcome.fault.code === "aborted") reject(abortReason(signal));
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
    this.#sync ??= this.#connect();
    return this.#sync.ask(request);
  }

  #connect(): SyncLine {
    if (this.#address !== null) return SyncLine.toAddress(this.#address);
    const { generation } = this.#channel;
    return SyncLine.toMainThread((line) => {
      this.#channel.post({ type: "program", generation, message: { type: "sync-port", line } }, [line.port]);
    });
  }
}
