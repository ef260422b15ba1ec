import type { ServerResponse } from "node:http";
import type { Service } from "../engine/service/types";
import { parseOpenedFileQuery } from "../shared/contract/opened-files";
import { toFault } from "../shared/fault";
import { sendFault } from "./responses";

/** Answers with bytes of a file that a view opened by its path. */
export async function sendOpenedFile(
  service: Pick<Service, "readOpenedFile">,
  url: URL,
  response: ServerResponse,
): Promise<void> {
  try {
    const bytes = await service.readOpenedFile(parseOpenedFileQuery(url.searchParams));
    response.writeHead(200, {
      "Content-Type": "application/octet-stream",
      "Content-Length": bytes.byteLength,
      "Cache-Control": "no-store",
    });
    response.end(bytes);
  } catch (error) {
    sendFault(response, 404, toFault(error));
  }
}
