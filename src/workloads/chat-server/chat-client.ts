import { once } from "node:events";
import { connect, type Socket } from "node:net";
import { createInterface } from "node:readline";
import { fail } from "../../library/worker";
import type { ChatRequest } from "./chat-server";
import type { Answer } from "./messages";

/** One connection to a server. Answers come in the order of the messages. */
export class ChatClient {
  readonly #socket: Socket;
  readonly #waiting: { resolve(answer: Answer): void; reject(error: unknown): void }[] = [];

  private constructor(socket: Socket) {
    this.#socket = socket;
    socket.setNoDelay(true);
    createInterface({ input: socket }).on("line", (line) => this.#waiting.shift()?.resolve(JSON.parse(line) as Answer));
    const end = (error: unknown): void => {
      for (const { reject } of this.#waiting.splice(0)) reject(error);
    };
    socket.on("error", end);
    socket.on("close", () => end(new Error("the server closed the connection")));
  }

  /** @throws {FaultError} `task-threw` where there is nobody to connect to. */
  static async open(port: number): Promise<ChatClient> {
    const socket = connect(port, "127.0.0.1");
    try {
      await once(socket, "connect");
    } catch (error) {
      fail("task-threw", `The chat server on port ${port} of this machine cannot be reached: ${String(error)}.`);
    }
    return new ChatClient(socket);
  }

  /** Sends a message. @returns Its answer. */
  ask(request: ChatRequest): Promise<Answer> {
    return new Promise((resolve, reject) => {
      this.#waiting.push({ resolve, reject });
      this.#socket.write(`${JSON.stringify(request)}\n`);
    });
  }

  close(): void {
    this.#socket.destroy();
  }
}
