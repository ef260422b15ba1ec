import { type TraceMessage, traceWindowBytes } from "../../shared/contract/events";
import type { TraceSpool } from "../recorder";

/** Bytes of one message: large enough for few of them, small enough to take in within a frame. */
const messageBytes = 512 * 1024;

/** Milliseconds in which what producers hand in is gathered before it is sent on. */
const gatherMs = 16;

/** Sends one run's trace to one view, no more than the window ahead of what it acknowledged. */
export class TraceFollower {
  readonly #runId: string;
  readonly #spool: TraceSpool;
  readonly #send: (message: TraceMessage) => void;
  readonly #onError: (error: unknown) => void;
  readonly #endGrowth: () => void;
  #sent: number;
  #acknowledged: number;
  #timer: NodeJS.Timeout | null = null;
  #isSending = false;
  #isOpen = true;

  /** @param offset Where a block of the trace begins. */
  constructor(
    runId: string,
    spool: TraceSpool,
    offset: number,
    send: (message: TraceMessage) => void,
    onError: (error: unknown) => void,
  ) {
    this.#runId = runId;
    this.#spool = spool;
    this.#sent = this.#acknowledged = offset;
    this.#send = send;
    this.#onError = onError;
    this.#endGrowth = spool.onGrowth(() => this.#schedule());
    this.#schedule();
  }

  get runId(): string {
    return this.#runId;
  }

  /** The view took in everything before that byte. */
  acknowledge(offset: number): void {
    if (offset <= this.#acknowledged || offset > this.#sent) return;
    this.#acknowledged = offset;
    this.#schedule();
  }

  close(): void {
    this.#isOpen = false;
    this.#endGrowth();
    if (this.#timer !== null) clearTimeout(this.#timer);
  }

  #schedule(): void {
    if (!this.#isOpen || this.#timer !== null || this.#isSending) return;
    this.#timer = setTimeout(() => {
      this.#timer = null;
      this.#isSending = true;
      this.#sendWaiting().then(
        () => {
          this.#isSending = false;
          if (this.#maySend()) this.#schedule();
        },
        (error: unknown) => {
          this.close();
          this.#onError(error);
        },
      );
    }, gatherMs);
  }

  async #sendWaiting(): Promise<void> {
    while (this.#maySend()) {
      const offset = this.#sent;
      const bytes = await this.#spool.read(offset, messageBytes);
      if (!this.#isOpen) return;
      this.#sent += bytes.byteLength;
      this.#send({ runId: this.#runId, offset, bytes });
    }
  }

  #maySend(): boolean {
    const underWay = this.#sent - this.#acknowledged;
    return this.#isOpen && this.#sent < this.#spool.size && underWay + messageBytes <= traceWindowBytes;
  }
}
