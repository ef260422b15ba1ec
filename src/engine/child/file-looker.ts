import { parentPort } from "node:worker_threads";
import { toFault } from "../../shared/fault";
import { makeThumbnail, openDataset } from "../datasets";
import type { LookReply, LookRequest, LookTask } from "../protocol/looking";

/** Looks at files as the parent asks: in a thread of its own, so that the parent's event loop has nothing to do with it. */
export function runFileLooker(): void {
  const port = parentPort;
  if (port === null) throw new Error("what looks at files runs in a thread only");
  port.on("message", async ({ request, task }: LookRequest) => {
    let reply: LookReply;
    try {
      reply = { request, outcome: { ok: true, value: await look(task) } };
    } catch (error) {
      reply = { request, outcome: { ok: false, fault: toFault(error) } };
    }
    port.postMessage(reply);
  });
}

function look(task: LookTask): Promise<unknown> {
  return task.kind === "open" ? openDataset(task.path, task.given) : makeThumbnail(task.dataset, task.index);
}
