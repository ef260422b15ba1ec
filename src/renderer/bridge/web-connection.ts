import type { TraceAcknowledgement, TraceMessage } from "../../shared/contract/events";
import { type ClientMessage, decodeTraceFrame } from "../../shared/contract/web-wire";
import type { Fault, Outcome } from "../../shared/fault";
import { type Listener, subscribe, tellAll } from "../../shared/listeners";

/** As much of a WebSocket as is used here: the browser's, and in tests that of Node. */
export interface SocketLike {
  binaryType: string;
  addEventListener(type: "open" | "message" | "close", listener: (event: { readonly data?: unknown }) => void): void;
  send(data: string): void;
  close(): void;
}

export interface WebConnectionOptions {
  /** Opens a socket to the host; called again after every loss. */
  readonly openSocket: () => SocketLike;
  /** A socket closed before it ever opened: the host is gone or refuses. */
  readonly onRefused: () => void;
}

/** Wait before the first attempt to reconnect and between later ones, milliseconds; it doubles up to the second. */
const firstRetryMs = 250;
const lastRetryMs = 4_000;

const lostFault: Fault = {
  code: "aborted",
  message: "The connection to the Lanescope host was lost before the answer came. It is tried again; then repeat this.",
};
const offlineFault: Fault = {
  code: "aborted",
  message:
    "There is no connection to the Lanescope host. It is tried again; if it does not come back, start Lanescope anew.",
};

/**
 * A connection to the web host that comes back by itself. Requests wait for the first connection; later ones fail while
 * there is none, since nobody knows how long that lasts.
 */
export class WebConnection {
  readonly #options: WebConnectionOptions;
  readonly #events = new Set<Listener<unknown>>();
  readonly #traces = new Set<Listener<TraceMessage>>();
  readonly #connections = new Set<Listener<boolean>>();
  /** Requests without an answer yet, by number. */
  readonly #pending = new Map<number, { readonly text: string; readonly answer: Listener<Outcome<unknown>> }>();
  #socket: SocketLike;
  #state: "first" | "connected" | "lost" | "closed" = "first";
  #nextId = 0;
  #retryMs = firstRetryMs;
  #retry: ReturnType<typeof setTimeout> | undefined;

  constructor(options: WebConnectionOptions) {
    this.#options = options;
    this.#socket = this.#open();
  }

  request(name: string, input: unknown): Promise<Outcome<unknown>> {
    if (this.#state === "lost" || this.#state === "closed") return Promise.resolve({ ok: false, fault: offlineFault });
    const id = this.#nextId++;
    const text = encode(["request", id, name, input]);
    return new Promise((answer) => {
      this.#pending.set(id, { text, answer });
      if (this.#state === "connected") this.#socket.send(text);
    });
  }

  acknowledgeTrace(acknowledgement: TraceAcknowledgement): void {
    // After a loss the host has forgotten what it sent: the view follows the trace anew.
    if (this.#state === "connected") this.#socket.send(encode(["acknowledge", acknowledgement]));
  }

  onEvent(listener: Listener<unknown>): () => void {
    return subscribe(this.#events, listener);
  }

  onTrace(listener: Listener<TraceMessage>): () => void {
    return subscribe(this.#traces, listener);
  }

  onConnection(listener: Listener<boolean>): () => void {
    return subscribe(this.#connections, listener);
  }

  /** Ends the connection for good. */
  close(): void {
    this.#state = "closed";
    clearTimeout(this.#retry);
    this.#failPending(lostFault);
    this.#socket.close();
  }

  #open(): SocketLike {
    const socket = this.#options.openSocket();
    socket.binaryType = "arraybuffer";
    let opened = false;
    socket.addEventListener("open", () => {
      opened = true;
      this.#opened();
    });
    socket.addEventListener("message", ({ data }) => {
      if (data instanceof ArrayBuffer) tellAll(this.#traces, decodeTraceFrame(data));
      else if (typeof data === "string") this.#take(JSON.parse(data));
    });
    socket.addEventListener("close", () => {
      if (!opened && this.#state !== "closed") this.#options.onRefused();
      this.#lost();
    });
    return socket;
  }

  #opened(): void {
    const before = this.#state;
    if (before === "closed") {
      this.#socket.close();
      return;
    }
    this.#state = "connected";
    this.#retryMs = firstRetryMs;
    for (const { text } of this.#pending.values()) this.#socket.send(text);
    if (before === "lost") tellAll(this.#connections, true);
  }

  #lost(): void {
    const before = this.#state;
    if (before === "closed") return;
    this.#state = "lost";
    this.#failPending(before === "first" ? offlineFault : lostFault);
    if (before !== "lost") tellAll(this.#connections, false);
    // Spread, so that many tabs do not come back in the same instant.
    this.#retry = setTimeout(
      () => {
        this.#socket = this.#open();
      },
      this.#retryMs * (0.75 + Math.random() / 2),
    );
    this.#retryMs = Math.min(this.#retryMs * 2, lastRetryMs);
  }

  #failPending(fault: Fault): void {
    const pending = [...this.#pending.values()];
    this.#pending.clear();
    for (const { answer } of pending) answer({ ok: false, fault });
  }

  /** Takes a text of the host: of this very origin, behind the token. What it carries is parsed by the views. */
  #take(message: unknown): void {
    if (!Array.isArray(message)) return;
    const [kind, first, second] = message as readonly unknown[];
    if (kind === "event") {
      tellAll(this.#events, first);
    } else if (kind === "outcome" && typeof first === "number") {
      const pending = this.#pending.get(first);
      this.#pending.delete(first);
      pending?.answer(second as Outcome<unknown>);
    }
  }
}

function encode(message: ClientMessage): string {
  return JSON.stringify(message);
}
