import { parentPort } from "node:worker_threads";
import { toFault } from "../../shared/fault";
import { makeThumbnail, openSource } from "../datasets";
import type { LookReply, LookRequest, LookTask } from "../protocol/looking";

/** Looks at files as the parent asks: in a thread of its own, so that the parent's event loop has nothing to do with it. */
export function runFileLooker(): void {
  const port = parentPort;
  if (port === null) throw new Error("what looks at files runs in a thread only");
  const post = (reply: LookReply): void => port.postMessage(reply);
  const atWork = new Map<number, AbortController>();
  port.on("message", async ({ request, task }: LookRequest) => {
    if (task === null) {
      atWork.get(request)?.abort();
      return;
    }
    const abort = new AbortController();
    atWork.set(request, abort);
    const onFiles = (files: number, total: number | null): void => post({ request, files, total });
    try {
      post({ request, outcome: { ok: true, value: await look(task, { signal: abort.signal, onFiles }) } });
    } catch (error) {
      post({ request, outcome: { ok: false, fault: toFault(error) } });
    } finally {
      atWork.delete(request);
    }
  });
}

function look(task: LookTask, watch: Parameters<typeof openSource>[2]): Promise<unknown> {
  return task.kind === "open" ? openSource(task.source, task.given, watch) : makeThumbnail(task.dataset, task.index);
}
