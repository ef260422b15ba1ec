import type { ParentChannel } from "../ports/parent-channel";
import type { AnyWorkload } from "../protocol/workload";
import { inspectWorkload } from "./own/inspection";
import { TaskRuntime } from "./task-runtime";
import { ThreadHost } from "./thread-host";

export { runCombiner } from "./combiner-runtime";
export { runFileLooker } from "./file-looker";

/** Serves one worker: runs tasks as the parent sends them, or starts threads that do. */
export function runWorker(channel: ParentChannel, workloads: readonly AnyWorkload[]): void {
  const tasks = new TaskRuntime(channel, workloads);
  const threads = new ThreadHost(channel);
  const { generation } = channel;
  channel.onFrame((frame) => {
    if (frame.generation !== generation) return;
    if (frame.type === "inspect") void inspectWorkload(channel, frame);
    tasks.take(frame);
    threads.take(frame);
  });
  channel.post({ type: "ready", generation, pid: process.pid });
}
