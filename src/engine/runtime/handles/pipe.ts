import { fail } from "../../../shared/fault";
import type { Payload } from "../../protocol/program";
import { Handle, type Opening, timeoutOf } from "../handle";
import type { AcquireOptions } from "./acquirable";
import type { LockOptions } from "./lock";

/** What an end can do, and which end it belongs to. */
interface End {
  /** Id of the other end, where that one was made first. */
  readonly peer: number | null;
  readonly sends: boolean;
  readonly receives: boolean;
}

/**
 * One end of a pipe. What is sent at one end is received at the other, in that order; what was sent before an end was closed
 * still arrives. The main process keeps it meanwhile.
 */
export class Connection<Message = unknown> extends Handle {
  /** @internal Use `Pipe`. */
  constructor(end: End, { name = "" }: LockOptions, opening?: Opening) {
    super({ kind: "pipe", name, bytes: 0, more: { ...end } }, opening);
  }

  /**
   * Sends a message. It does not wait until somebody receives it.
   *
   * @throws {FaultError} `pipe-closed` where the other end was closed, or whoever had it has ended; `partner-lost` where
   *   that was lost; `not-serializable`; `bad-parameter` at an end that only receives.
   */
  async send(message: Message): Promise<void> {
    this.#check("sends");
    const parcel = await this.alive().pack(message, "message");
    await this.ask("send", { parcel });
  }

  /** The same, blocking this thread for a moment. */
  sendSync(message: Message): void {
    this.#check("sends");
    this.askSync("send", { parcel: this.alive().packSync(message, "message") });
  }

  /**
   * Receives the oldest message, waiting until there is one.
   *
   * @throws {FaultError} `pipe-closed` and `partner-lost` as for `send`, when nothing is left; `timeout`; `bad-parameter` at
   *   an end that only sends.
   */
  async recv({ timeoutMs, signal }: AcquireOptions = {}): Promise<Message> {
    this.#check("receives");
    const payload = await this.ask("receive", { timeoutMs: timeoutOf(timeoutMs) }, { signal });
    return this.alive().unpack(payload as Payload) as Message;
  }

  /** The same, blocking this thread: in workers. @param timeoutMs Milliseconds to wait at most; without it, forever. */
  recvSync(timeoutMs?: number): Message {
    this.#check("receives");
    const payload = this.askSync("receive", { timeoutMs: timeoutOf(timeoutMs) });
    return this.alive().unpack(payload as Payload) as Message;
  }

  /**
   * Whether `recv` would not wait: something is there, or nothing will come any more.
   *
   * @param timeoutMs Milliseconds to wait for that at most; Infinity for ever.
   */
  async poll(timeoutMs = 0, { signal }: Pick<AcquireOptions, "signal"> = {}): Promise<boolean> {
    this.#check("receives");
    return (await this.ask("poll", { timeoutMs: timeoutOf(timeoutMs) }, { signal })) as boolean;
  }

  /** The same, blocking this thread. */
  pollSync(timeoutMs = 0): boolean {
    this.#check("receives");
    return this.askSync("poll", { timeoutMs: timeoutOf(timeoutMs) }) as boolean;
  }

  /**
   * Closes this end, for everybody who has it; in workers too. What was sent to it is dropped; who waits at the other end
   * gets `pipe-closed` once nothing is left there.
   */
  override close(): void {
    if (this.isClosed) return;
    if (this.alive().role === "main") {
      super.close();
      return;
    }
    // Nothing depends on the answer, and after the end of this process its ends are closed anyway.
    this.ask("close").catch(() => undefined);
    this.markClosed();
  }

  /** The messages, until the other end is closed. */
  async *[Symbol.asyncIterator](): AsyncIterableIterator<Message> {
    for (;;) {
      try {
        yield await this.recv();
      } catch (error) {
        if (error instanceof Error && "code" in error && error.code === "pipe-closed") return;
        throw error;
      }
    }
  }

  #check(what: "sends" | "receives"): void {
    this.alive();
    if ((this.descriptor.more as unknown as End)[what]) return;
    const only = what === "sends" ? "receives" : "sends";
    fail("bad-parameter", `This end of the pipe "${this.name}" only ${only}: it is no duplex pipe.`);
  }
}

/**
 * Makes a pipe.
 *
 * @param duplex Whether both ends send and receive; otherwise the first one receives, the second one sends.
 * @returns Its two ends.
 * @throws {FaultError} `host-only` in a worker.
 */
export function Pipe<Message = unknown>(
  duplex = true,
  options: LockOptions = {},
): [Connection<Message>, Connection<Message>] {
  const first = new Connection<Message>({ peer: null, sends: duplex, receives: true }, options);
  const second = new Connection<Message>(
    { peer: first.descriptor.id, sends: true, receives: duplex },
    { ...options, name: options.name ?? first.name },
  );
  return [first, second];
}
