import { parentPort } from "node:worker_threads";
import { toFault } from "../../shared/fault";
import { openDataset } from "../datasets";
import type { OpeningReply, OpeningRequest } from "../protocol/opening";

/** Opens datasets as the parent asks: in a thread of its own, so that the parent's event loop has nothing to do with it. */
export function runDatasetOpener(): void {
  const port = parentPort;
  if (port === null) throw new Error("the opener of datasets runs in a thread only");
  port.on("message", async ({ request, path, given }: OpeningRequest) => {
    let reply: OpeningReply;
    try {
      reply = { request, outcome: { ok: true, value: await openDataset(path, given) } };
    } catch (error) {
      reply = { request, outcome: { ok: false, fault: toFault(error) } };
    }
    port.postMessage(reply);
  });
}
