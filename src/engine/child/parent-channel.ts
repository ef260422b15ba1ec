import { isMainThread, type MessagePort, parentPort } from "node:worker_threads";
import type { ParentChannel } from "../ports/parent-channel";
import { takeStartFacts } from "../ports/start-facts";
import type { HostFrame, WorkerFrame } from "../protocol/frames";
import { watchParent } from "./watchdog";

/** A port as Electron gives it to utility processes. */
interface UtilityPort {
  postMessage(message: unknown): void;
  on(
    event: "message",
    listener: (event: { readonly data: unknown; readonly ports: readonly UtilityPort[] }) => void,
  ): void;
  removeAllListeners(event: "message"): void;
}

/** What differs between a worker's ways to its parent. */
interface Line {
  post(frame: WorkerFrame, transfer: readonly (ArrayBuffer | MessagePort)[]): void;
  /** Calls back with every frame, also those that came before. */
  listen(listener: (frame: HostFrame) => void): void;
  /** Resolves once everything posted is out of this process's hands. */
  flush(): Promise<void>;
}

/**
 * Connects a worker with the parent that started it, in an Electron utility process, a thread or a forked process.
 * Called once. A forked process then ends with its parent, and not by an interrupt of its terminal.
 *
 * @throws {Error} When no port of ours started this process or thread.
 */
export function connectToParent(): ParentChannel {
  const { generation, parentPid } = takeStartFacts();
  if (parentPid !== null) watchParent(parentPid);
  // Ctrl-C reaches every process of a terminal. What follows is the parent's to say.
  if (isMainThread) process.on("SIGINT", () => undefined);
  const line = openLine();
  let exiting = false;
  // As it is now: the code of a user's workload is kept from ending its worker by it.
  const leave = process.exit.bind(process);
  return {
    generation,
    post: (frame, transfer = []) => {
      if (!exiting) line.post(frame, transfer);
    },
    onFrame: (listener) => line.listen(listener),
    exit: (code) => {
      if (exiting) return;
      exiting = true;
      void Promise.all([line.flush(), flushed(process.stdout), flushed(process.stderr)]).then(() => leave(code));
    },
  };
}

function openLine(): Line {
  if (!isMainThread && parentPort !== null) return threadLine(parentPort);
  const utility = (process as { parentPort?: UtilityPort }).parentPort;
  if (utility !== undefined) return utilityLine(utility);
  if (process.send !== undefined) return forkLine(process.send.bind(process));
  throw new Error("This worker has no parent to talk to.");
}

function threadLine(port: MessagePort): Line {
  return {
    post: (frame, transfer) => port.postMessage(frame, transfer),
    listen: (listener) => port.on("message", listener),
    flush: () => Promise.resolve(),
  };
}

function forkLine(send: NonNullable<typeof process.send>): Line {
  const sent = new Pending();
  return {
    post: (frame) => {
      sent.add();
      // What cannot be sent because the parent is gone needs no answer: the watchdog acts.
      send(frame, undefined, undefined, () => sent.remove());
    },
    listen: (listener) => process.on("message", (frame) => listener(frame as HostFrame)),
    flush: () => sent.none(),
  };
}

/**
 * The parent's first message carries a port: what is posted there arrives even if this process ends right after, which
 * the port of the process itself does not warrant.
 */
function utilityLine(parent: UtilityPort): Line {
  const early: HostFrame[] = [];
  const unsent = new Pending();
  const waiting: WorkerFrame[] = [];
  let port: UtilityPort | null = null;
  let take = (frame: HostFrame): void => void early.push(frame);
  // The process lives on for a moment after it has left JavaScript. A message that it takes from its parent then crashes
  // it, with SIGTRAP in place of its exit code (electron#46437, mended in 36); where nobody listens it takes none.
  process.once("exit", () => parent.removeAllListeners("message"));
  parent.on("message", ({ data, ports: [first] }) => {
    if (first === undefined) {
      take(data as HostFrame);
      return;
    }
    port = first;
    for (const frame of waiting.splice(0)) {
      first.postMessage(frame);
      unsent.remove();
    }
  });
  return {
    post: (frame) => {
      if (port !== null) {
        port.postMessage(frame);
        return;
      }
      unsent.add();
      waiting.push(frame);
    },
    listen: (listener) => {
      setImmediate(() => {
        take = listener;
        for (const frame of early.splice(0)) listener(frame);
      });
    },
    flush: () => unsent.none(),
  };
}

/** Counts what is under way. */
class Pending {
  #count = 0;
  #done: (() => void) | null = null;

  add(): void {
    this.#count += 1;
  }

  remove(): void {
    this.#count -= 1;
    if (this.#count === 0) this.#done?.();
  }

  /** Resolves when nothing is under way any more. */
  none(): Promise<void> {
    return this.#count === 0 ? Promise.resolve() : new Promise((resolve) => (this.#done = resolve));
  }
}

/** Resolves when everything written so far is in the pipe, or can no more get there. */
function flushed(stream: NodeJS.WriteStream): Promise<void> {
  return new Promise((resolve) => stream.write("", () => resolve()));
}
