import { Worker } from "node:worker_threads";
import { type Exit, type Fault, toFault } from "../../shared/fault";
import { readText } from "../ports/read-text";
import type { WorkerPort } from "../ports/worker-port";
import type { CombinerReply, CombinerRequest } from "../protocol/frames";
import { nextGeneration } from "./generations";
import { memoryFault, watchUsage } from "./memory-limit";

/** The way to where results are combined. */
export interface CombinerLine {
  /** @param transfer Buffers that may be handed over. */
  post(request: CombinerRequest, transfer?: readonly ArrayBuffer[]): void;
  /** Ends it at once; `onExit` follows. */
  kill(): void;
}

export interface CombinerLineEvents {
  onReply(reply: CombinerReply): void;
  /** A piece of what the workload's code printed. */
  onOutput(stream: "stdout" | "stderr", text: string): void;
  /** Its process is there; of a thread nothing is told. */
  onProcess(pid: number): void;
  /** It cannot go on, for another reason than `combine` gave: its end follows. */
  onBroken(fault: Fault): void;
  /** It is gone, and all that it printed was told. */
  onExit(exit: Exit): void;
}

/** A thread of this process: for workloads that come with Lanescope. @param script Absolute path of its entry. */
export function combinerThread(script: string, events: CombinerLineEvents): CombinerLine {
  const thread = new Worker(script, { stdout: true, stderr: true });
  const printed = Promise.all([
    readText(thread.stdout, (text) => events.onOutput("stdout", text)),
    readText(thread.stderr, (text) => events.onOutput("stderr", text)),
  ]);
  let wasKilled = false;
  thread.on("message", (reply: CombinerReply) => events.onReply(reply));
  thread.on("error", (error) => events.onBroken(toFault(error)));
  thread.once("exit", async (code) => {
    await printed;
    events.onExit({ code: wasKilled ? 0 : code, signal: null });
  });
  return {
    post: (request, transfer = []) => thread.postMessage(request, transfer),
    kill: () => {
      wasKilled = true;
      void thread.terminate();
    },
  };
}

/**
 * A process of its own: for code of a user's, which may do there whatever it likes.
 *
 * @param script Absolute path of the entry of workers.
 * @param limitBytes Of memory, beyond which it is ended.
 */
export function combinerProcess(
  processes: WorkerPort,
  script: string,
  events: CombinerLineEvents,
  limitBytes: number,
): CombinerLine {
  const generation = nextGeneration();
  let isTooLarge = false;
  const handle = processes.start(
    { script, name: "combine", generation },
    {
      onFrame: (frame) => {
        if (frame.generation !== generation) return;
        if (frame.type === "combined") events.onReply(frame.reply);
        else if (frame.type === "ready") events.onProcess(frame.pid);
      },
      onOutput: events.onOutput,
      onExit: (exit) => {
        endWatch();
        events.onExit(exit);
      },
    },
  );
  const endWatch = watchUsage(
    () => handle.pid,
    ({ memoryBytes }) => {
      // Looked at once more before it is gone.
      if (isTooLarge || memoryBytes <= limitBytes) return;
      isTooLarge = true;
      events.onBroken(memoryFault("the process of `combine` and `view`", limitBytes));
      handle.kill("SIGKILL");
    },
  );
  return {
    post: (request) => handle.post({ type: "combine", generation, request }),
    kill: () => handle.kill("SIGKILL"),
  };
}
