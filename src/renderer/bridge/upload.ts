import type { NewUpload } from "../../shared/contract/bridge";
import { folderParameter, uploadPath } from "../../shared/contract/web-wire";
import type { Fault, Outcome } from "../../shared/fault";

/**
 * Sends a file's or a folder's content to the web host. XMLHttpRequest, since `fetch` tells no progress of what it sends.
 *
 * @param onProgress Bytes sent so far.
 */
export function uploadFile(
  { name, content, isFolder }: NewUpload,
  onProgress: (sentBytes: number) => void,
  signal: AbortSignal,
): Promise<Outcome<unknown>> {
  const aborted: Fault = { code: "aborted", message: `The upload of ${name} was cancelled.` };
  // The browser does not say which of the two it was.
  const broken: Fault = {
    code: "dataset-unreadable",
    message: `The upload of ${name} broke off: the connection to the Lanescope host was lost, or the browser could not read it. Drop it again.`,
  };
  return new Promise((resolve) => {
    const fail = (fault: Fault): void => resolve({ ok: false, fault });
    if (signal.aborted) {
      fail(aborted);
      return;
    }
    const request = new XMLHttpRequest();
    const abort = (): void => request.abort();
    signal.addEventListener("abort", abort, { once: true });
    request.upload.onprogress = ({ loaded }) => onProgress(loaded);
    request.onabort = () => fail(aborted);
    request.onerror = () => fail(broken);
    request.onload = () => {
      const outcome = parseOutcome(request.responseText);
      if (outcome === null) fail({ code: "internal", message: `The host answered the upload with ${request.status}.` });
      else resolve(outcome);
    };
    request.onloadend = () => signal.removeEventListener("abort", abort);
    const folder = isFolder ? `&${folderParameter}=1` : "";
    request.open("PUT", `${uploadPath}?name=${encodeURIComponent(name)}${folder}`);
    request.setRequestHeader("Content-Type", "application/octet-stream");
    request.send(content);
  });
}

/** @returns Null where the text is no JSON object: no answer of the host. */
function parseOutcome(text: string): Outcome<unknown> | null {
  try {
    const value: unknown = JSON.parse(text);
    return typeof value === "object" && value !== null ? (value as Outcome<unknown>) : null;
  } catch {
    // A proxy's page, or nothing at all.
    return null;
  }
}
