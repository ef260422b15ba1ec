import { deserialize } from "node:v8";
import { MessageChannel, type MessagePort, receiveMessageOnPort, Worker } from "node:worker_threads";
import { FaultError, fail, type Outcome } from "../../../shared/fault";
import type { HandleRequest, SyncAddress, SyncPort } from "../../protocol/program";
import { serialize } from "../../protocol/serialize";

/**
 * The code of the thread that talks for a blocked one, with a connection of its own to the main process: plain JavaScript
 * in a string, since a function would bring the bundler's helpers with it. A message is a length (32 bits) and so many
 * bytes; the first one is the token. Once the main process is gone every request is answered null.
 */
const helperCode = `
const { connect } = require("node:net");
const { workerData: { path, token, port, flag } } = require("node:worker_threads");
const words = new Int32Array(flag);
function answer(bytes) {
  port.postMessage(bytes);
  Atomics.store(words, 0, 1);
  Atomics.notify(words, 0);
}
function send(bytes) {
  const length = Buffer.alloc(4);
  length.writeUInt32LE(bytes.length);
  socket.write(length);
  socket.write(bytes);
}
let [gone, asked, parts, have] = [false, false, [], 0];
const socket = connect(path);
send(Buffer.from(token));
socket.on("data", (part) => {
  parts.push(part);
  have += part.length;
  if (have < 4) return;
  if (parts[0].length < 4) parts = [Buffer.concat(parts)];
  const length = parts[0].readUInt32LE(0);
  if (have < 4 + length) return;
  const bytes = Buffer.concat(parts).subarray(4, 4 + length);
  [asked, parts, have] = [false, [], 0];
  answer(new Uint8Array(bytes));
});
// What is wrong is told by the close that follows.
socket.on("error", () => undefined);
socket.on("close", () => {
  gone = true;
  if (asked) answer(null);
});
port.on("message", (bytes) => {
  if (gone) return answer(null);
  asked = true;
  send(bytes);
});
`;

/** A worker's way to the broker that blocks the thread until it is answered. */
export class SyncLine {
  readonly #port: MessagePort;
  readonly #words: Int32Array;

  private constructor({ port, flag }: SyncPort) {
    this.#port = port;
    this.#words = new Int32Array(flag);
  }

  /** For a process: starts the thread that talks for this one. It does not keep the process alive. */
  static toAddress({ path, token }: SyncAddress): SyncLine {
    const { port1, port2 } = new MessageChannel();
    const flag = new SharedArrayBuffer(4);
    const helper = new Worker(helperCode, {
      eval: true,
      name: "blocking requests",
      execArgv: [],
      env: {},
      workerData: { path, token, port: port2, flag },
      transferList: [port2],
    });
    helper.unref();
    return new SyncLine({ port: port1, flag });
  }

  /** For a thread of the main process. @param offer Hands the other end of the line to the main thread. */
  static toMainThread(offer: (line: SyncPort) => void): SyncLine {
    const { port1, port2 } = new MessageChannel();
    const flag = new SharedArrayBuffer(4);
    offer({ port: port2, flag });
    return new SyncLine({ port: port1, flag });
  }

  /** @throws {FaultError} As the broker answers; `partner-lost` where the main process is gone. */
  ask(request: HandleRequest): unknown {
    Atomics.store(this.#words, 0, 0);
    this.#port.postMessage(serialize(request));
    Atomics.wait(this.#words, 0, 0);
    const answer = receiveMessageOnPort(this.#port)?.message as Uint8Array | null | undefined;
    if (answer == null) {
      return fail("partner-lost", `The main process is gone and cannot answer "${request.operation}".`);
    }
    const outcome = deserialize(answer) as Outcome<unknown>;
    if (outcome.ok) return outcome.value;
    throw new FaultError(outcome.fault);
  }
}
