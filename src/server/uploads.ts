import type { IncomingMessage, ServerResponse } from "node:http";
import type { Service, ServiceLog } from "../engine/service/types";
import { folderParameter } from "../shared/contract/web-wire";
import { toFault } from "../shared/fault";
import { sendFault, sendOutcome } from "./responses";

/** Characters of a file's name; file systems allow 255 bytes. */
const maxNameLength = 255;

/**
 * Streams a request's body to the service's temporary store, no faster than the disk takes it, and answers with the
 * dataset. What came of a broken upload is deleted.
 */
export async function receiveUpload(
  service: Service,
  request: IncomingMessage,
  url: URL,
  response: ServerResponse,
  log: ServiceLog,
): Promise<void> {
  const name = url.searchParams.get("name") ?? "";
  const size = announcedSize(request);
  if (name === "" || name.length > maxNameLength || /[/\\\0]/.test(name)) {
    refuse(request, response, 400, "An upload needs the name of a file, without folders.");
    return;
  }
  if (size === null) {
    refuse(request, response, 411, "An upload needs a Content-Length: the size of the file in bytes.");
    return;
  }
  try {
    const upload = await service.openUpload(name, size, url.searchParams.has(folderParameter));
    try {
      // A write that fails must not end the connection: the answer still has to go back over it.
      for await (const chunk of request.iterator({ destroyOnReturn: false })) await upload.write(chunk);
      const dataset = await upload.finish();
      sendOutcome(response, { ok: true, value: dataset });
    } catch (error) {
      await upload.abort().catch((reason: unknown) => log.warn(`upload of ${name} was not deleted: ${String(reason)}`));
      throw error;
    }
  } catch (error) {
    if (request.destroyed && !request.complete) {
      log.info(`upload of ${name} was broken off`);
      response.destroy();
      return;
    }
    // A browser reads the answer only once it has sent everything: take the rest and let it go.
    request.resume();
    sendOutcome(response, { ok: false, fault: toFault(error) });
  }
}

/** @returns Bytes; null where the request does not say, or not in whole bytes. */
function announcedSize(request: IncomingMessage): number | null {
  const header = request.headers["content-length"];
  if (header === undefined || !/^\d{1,15}$/.test(header)) return null;
  return Number(header);
}

function refuse(request: IncomingMessage, response: ServerResponse, status: number, message: string): void {
  response.setHeader("Connection", "close");
  sendFault(response, status, { code: "bad-request", message });
  request.resume();
}
