import type { Exit } from "../../shared/fault";
import type { WorkerEntry, WorkerEvents, WorkerHandle, WorkerPort } from "../ports/worker-port";
import type { HostFrame, WorkerFrame } from "../protocol/frames";
import { nextGeneration } from "./generations";

interface Thread {
  readonly events: WorkerEvents;
  killed: boolean;
}

/** A process that hosts threads, and what is known of them. */
interface Host {
  readonly generation: number;
  readonly handle: WorkerHandle;
  /** By number, which is the thread's generation. */
  readonly threads: Map<number, Thread>;
  /** How the last thread ended: told when the process has ended too. */
  last: { readonly thread: Thread; readonly exit: Exit } | null;
}

/** Milliseconds that a process without threads may take to end. */
const endGraceMs = 1_000;

/**
 * Starts workers as threads of one worker process, so that the parent stays free of them. The process starts with the
 * first thread and ends with the last one; where it is killed, so is every thread.
 */
export function hostedThreadsPort(processes: WorkerPort): WorkerPort {
  let current: Host | null = null;
  return {
    name: "hosted-threads",
    start(entry, events) {
      current ??= startHost(processes, entry.script, (ended) => {
        // The next one may have been started already.
        if (current === ended) current = null;
      });
      return startThread(current, entry, events);
    },
  };
}

function startHost(processes: WorkerPort, script: string, onEnd: (host: Host) => void): Host {
  const generation = nextGeneration();
  const threads = new Map<number, Thread>();
  const handle = processes.start(
    { script, name: "thread host", generation },
    {
      onFrame: (frame) => takeFrame(host, frame, onEnd),
      // What the process prints outside its threads, such as a crash's report, goes to the first of them.
      onOutput: (stream, text) => [...threads.values()][0]?.events.onOutput(stream, text),
      onExit: (exit) => {
        onEnd(host);
        const open = [...threads.values()];
        threads.clear();
        host.last?.thread.events.onExit(host.last.exit);
        for (const thread of open) thread.events.onExit(exit);
      },
    },
  );
  const host: Host = { generation, handle, threads, last: null };
  return host;
}

function takeFrame(host: Host, frame: WorkerFrame, onEnd: (host: Host) => void): void {
  if (frame.generation !== host.generation) return;
  if (frame.type === "fault") {
    for (const [number, { events }] of host.threads) events.onFrame({ ...frame, generation: number });
    return;
  }
  if (frame.type !== "thread-frame" && frame.type !== "thread-output" && frame.type !== "thread-exit") return;
  const thread = host.threads.get(frame.thread);
  if (thread === undefined) return;
  if (frame.type === "thread-frame") thread.events.onFrame(frame.frame);
  else if (frame.type === "thread-output") thread.events.onOutput(frame.stream, frame.text);
  else {
    const exit = { code: frame.code, signal: frame.signal };
    host.threads.delete(frame.thread);
    if (host.threads.size > 0) {
      thread.events.onExit(exit);
      return;
    }
    // Another thread may be asked for as soon as this end is told: by then there is no half-dead process to start it in.
    host.last = { thread, exit };
    onEnd(host);
    post(host, { type: "shutdown", generation: host.generation });
    setTimeout(() => host.handle.kill("SIGKILL"), endGraceMs).unref();
  }
}

function startThread(
  host: Host,
  { name, script, generation: thread }: WorkerEntry,
  events: WorkerEvents,
): WorkerHandle {
  const own: Thread = { events, killed: false };
  host.threads.set(thread, own);
  const { generation } = host;
  post(host, { type: "thread-start", generation, thread, name, script });
  return {
    get pid() {
      return host.handle.pid;
    },
    post: (frame) => post(host, { type: "thread-post", generation, thread, frame }),
    keepAlive: (stay) => host.handle.keepAlive(stay),
    kill: (signal) => {
      own.killed = true;
      const all = [...host.threads.values()].every(({ killed }) => killed);
      if (all) host.handle.kill(signal);
      else post(host, { type: "thread-kill", generation, thread, signal });
    },
  };
}

function post(host: Host, frame: HostFrame): void {
  host.handle.post(frame);
}
