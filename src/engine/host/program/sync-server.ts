import { randomBytes } from "node:crypto";
import { mkdirSync, rmSync } from "node:fs";
import { createServer, type Socket } from "node:net";
import { tmpdir } from "node:os";
import { dirname, join } from "node:path";
import { deserialize } from "node:v8";
import type { Outcome } from "../../../shared/fault";
import type { HandleRequest, SyncAddress, SyncPort } from "../../protocol/program";
import { serialize } from "../../protocol/serialize";
import { folderPrefix, sweepFolders } from "../temporary-folder";

/** Takes a blocked worker's request and answers it, now or later. */
export type TakeSync = (request: HandleRequest, answer: (outcome: Outcome<unknown>) => void) => void;

const prefix = folderPrefix("sync", 24);

/** Longest path of a local socket that every system takes, bytes. */
const longestPath = 100;

/** Bytes of a worker's first message. */
const tokenBytes = 32;

/**
 * Where workers that block for an answer connect to: their own channel needs their event loop. It listens from the first
 * call of `listen` on, which comes before any worker could ask for anything.
 */
export class SyncServer {
  readonly #path = newPath();
  readonly #workers = new Map<string, TakeSync>();
  #listening = false;

  /** Where a worker connects to. */
  address(take: TakeSync): SyncAddress {
    const token = randomBytes(tokenBytes / 2).toString("hex");
    this.#workers.set(token, take);
    return { path: this.#path, token };
  }

  /** The worker is gone: nothing it has sent counts any more. */
  forget({ token }: SyncAddress): void {
    this.#workers.delete(token);
  }

  /** Begins to listen: at once, so that who connects next is heard. Keeps no process alive. */
  listen(): void {
    if (this.#listening) return;
    this.#listening = true;
    if (process.platform !== "win32") {
      const folder = dirname(this.#path);
      sweepFolders(dirname(folder), prefix);
      mkdirSync(folder, { mode: 0o700 });
      process.once("exit", () => rmSync(folder, { recursive: true, force: true }));
    }
    const server = createServer((socket) => this.#serve(socket));
    server.unref();
    server.listen(this.#path);
  }

  #serve(socket: Socket): void {
    socket.unref();
    let token: string | null = null;
    const messages = new Messages((bytes) => {
      if (token === null) {
        token = bytes.toString();
        // Nobody we know, or a worker that is gone by now.
        if (!this.#workers.has(token)) socket.destroy();
        return;
      }
      this.#workers.get(token)?.(deserialize(bytes) as HandleRequest, (outcome) => {
        if (!socket.destroyed) socket.write(framed(serialize(outcome)));
      });
    });
    socket.on("data", (part) => messages.add(part));
    // A worker that was killed: its exit says all there is to say.
    socket.on("error", () => socket.destroy());
  }
}

/** Serves a blocked thread of this process, which has handed over its port. */
export function serveSyncPort({ port, flag }: SyncPort, take: TakeSync): void {
  const words = new Int32Array(flag);
  port.on("message", (bytes: Uint8Array) => {
    take(deserialize(bytes) as HandleRequest, (outcome) => {
      port.postMessage(serialize(outcome));
      Atomics.store(words, 0, 1);
      Atomics.notify(words, 0);
    });
  });
  port.unref();
}

/** Puts a stream's pieces together again: each message is its length (32 bits) and so many bytes. */
class Messages {
  readonly #onMessage: (bytes: Buffer) => void;
  #parts: Buffer[] = [];
  #have = 0;

  constructor(onMessage: (bytes: Buffer) => void) {
    this.#onMessage = onMessage;
  }

  add(part: Buffer): void {
    this.#parts.push(part);
    this.#have += part.length;
    for (;;) {
      if (this.#have < 4) return;
      if (this.#parts[0]!.length < 4) this.#parts = [Buffer.concat(this.#parts)];
      const length = this.#parts[0]!.readUInt32LE(0);
      if (this.#have < 4 + length) return;
      const all = this.#parts.length === 1 ? this.#parts[0]! : Buffer.concat(this.#parts);
      const rest = all.subarray(4 + length);
      this.#parts = rest.length === 0 ? [] : [rest];
      this.#have = rest.length;
      this.#onMessage(all.subarray(4, 4 + length));
    }
  }
}

function framed(bytes: Uint8Array): Buffer {
  const length = Buffer.alloc(4);
  length.writeUInt32LE(bytes.length);
  return Buffer.concat([length, bytes]);
}

/** A name that nobody has; on POSIX systems in a folder that nobody else may enter. */
function newPath(): string {
  const name = `${prefix}${process.pid}-${randomBytes(6).toString("hex")}`;
  if (process.platform === "win32") return `\\\\.\\pipe\\${name}`;
  const path = join(tmpdir(), name, "sync");
  return Buffer.byteLength(path) <= longestPath ? path : join("/tmp", name, "sync");
}
