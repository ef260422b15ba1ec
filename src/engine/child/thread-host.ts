import type { ParentChannel } from "../ports/parent-channel";
import type { WorkerHandle } from "../ports/worker-port";
import { workerThreadsPort } from "../ports/worker-threads-adapter";
import type { HostFrame } from "../protocol/frames";

/** Starts threads within this worker process and passes their frames on, both ways. */
export class ThreadHost {
  readonly #channel: ParentChannel;
  readonly #port = workerThreadsPort();
  readonly #threads = new Map<number, WorkerHandle>();

  constructor(channel: ParentChannel) {
    this.#channel = channel;
  }

  /** Takes the frames that are about threads. */
  take(frame: HostFrame): void {
    switch (frame.type) {
      case "thread-start":
        this.#start(frame);
        return;
      case "thread-post":
        this.#threads.get(frame.thread)?.post(frame.frame);
        return;
      case "thread-kill":
        this.#threads.get(frame.thread)?.kill(frame.signal);
        return;
      default:
        return;
    }
  }

  /** @param frame A thread's number is its generation: both are unique among all workers of the parent. */
  #start({ thread, name, script }: Extract<HostFrame, { type: "thread-start" }>): void {
    const { generation } = this.#channel;
    const handle = this.#port.start(
      { script, name, generation: thread },
      {
        onFrame: (frame) => this.#channel.post({ type: "thread-frame", generation, thread, frame }),
        onOutput: (stream, text) => this.#channel.post({ type: "thread-output", generation, thread, stream, text }),
        onExit: ({ code, signal }) => {
          this.#threads.delete(thread);
          this.#channel.post({ type: "thread-exit", generation, thread, code, signal });
        },
      },
    );
    this.#threads.set(thread, handle);
  }
}
