import { once } from "node:events";
import { type AddressInfo, createServer, type Server, type Socket } from "node:net";
import { createInterface } from "node:readline";
import { type Answer, answerTo, type Message } from "./messages";

/** What a line of a client holds besides the message. */
export interface ChatRequest extends Message {
  readonly work: number;
}

/** Units of work that a message may ask for. */
export const mostWork = 10_000;

/** Tells what the server does with a message, where somebody of this thread wants to know. */
export type AnswerWatcher = (message: Message, answer: () => Answer) => Answer;

/** Answers messages, a line of JSON each, over TCP on this machine's own address. */
export class ChatServer {
  readonly #server: Server;
  readonly #watch: AnswerWatcher;

  private constructor(watch: AnswerWatcher) {
    this.#watch = watch;
    this.#server = createServer((socket) => this.#serve(socket));
    // The worker ends when its tasks have, whoever is connected.
    this.#server.unref();
  }

  /** Listens on a port of the system's choice. */
  static async open(watch: AnswerWatcher): Promise<ChatServer> {
    const server = new ChatServer(watch);
    server.#server.listen(0, "127.0.0.1");
    await once(server.#server, "listening");
    return server;
  }

  get port(): number {
    return (this.#server.address() as AddressInfo).port;
  }

  close(): void {
    this.#server.close();
  }

  #serve(socket: Socket): void {
    socket.unref();
    socket.setNoDelay(true);
    // A client that is gone needs no answer.
    socket.on("error", () => socket.destroy());
    createInterface({ input: socket }).on("line", (line) => {
      const request = requestIn(line);
      if (request === null) {
        // Any process of this machine can connect: what is no client of the run's must not end the worker.
        socket.destroy();
        return;
      }
      const { work, ...message } = request;
      const answer = this.#watch(message, () => answerTo(message, work));
      socket.write(`${JSON.stringify(answer)}\n`);
    });
  }
}

/** @returns Null for what no client of this workload sends. */
function requestIn(line: string): ChatRequest | null {
  let request: unknown;
  try {
    request = JSON.parse(line);
  } catch {
    // No JSON: nothing that could be answered.
    return null;
  }
  const { number, room, text, work } = (request ?? {}) as Partial<Record<keyof ChatRequest, unknown>>;
  const isOne =
    Number.isSafeInteger(number) &&
    Number.isSafeInteger(room) &&
    typeof text === "string" &&
    typeof work === "number" &&
    work >= 0 &&
    work <= mostWork;
  return isOne ? (request as ChatRequest) : null;
}
