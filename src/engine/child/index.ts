import type { ParentChannel } from "../ports/parent-channel";
import type { AnyWorkload } from "../protocol/workload";
import { combinerOf, runCombiner } from "./combiner-runtime";
import { inspectWorkload } from "./own/inspection";
import { TaskRuntime } from "./task-runtime";
import { ThreadHost } from "./thread-host";

export { runFileLooker } from "./file-looker";
export { runCombiner };

/** Serves one worker: runs tasks as the parent sends them, starts threads that do, or serves code of a user's otherwise. */
export function runWorker(channel: ParentChannel, workloads: readonly AnyWorkload[]): void {
  const tasks = new TaskRuntime(channel, workloads);
  const threads = new ThreadHost(channel);
  const { generation } = channel;
  let combine: ReturnType<typeof combinerOf> | null = null;
  channel.onFrame((frame) => {
    if (frame.generation !== generation) return;
    if (frame.type === "inspect") void inspectWorkload(channel, frame);
    if (frame.type === "combine") {
      combine ??= combinerOf(channel);
      combine(frame.request);
    }
    tasks.take(frame);
    threads.take(frame);
  });
  channel.post({ type: "ready", generation, pid: process.pid });
}
