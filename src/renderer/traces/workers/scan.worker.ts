import { rehearseScanning } from "../rehearsal";
import { FileScanner } from "../scan/file-scanner";
import { buffersOf } from "../scan/scanner";
import type { ScanAnswer, ScanOrder, ScanRequest } from "./messages";

let isAsked = false;

/** Reads pieces of a file for the worker at the other end of the port. */
function serve(port: MessagePort): void {
  let scanner: FileScanner | null = null;
  const answer = async (request: Extract<ScanRequest, { kind: "scan" }>): Promise<void> => {
    const { id, job } = request;
    try {
      if (scanner === null) throw new Error("no file was named");
      const piece = await scanner.scan(job);
      port.postMessage({ id, piece } satisfies ScanAnswer, buffersOf(piece));
    } catch (error) {
      port.postMessage({ id, error: error instanceof Error ? error.message : String(error) } satisfies ScanAnswer);
    }
  };
  port.onmessage = ({ data }: MessageEvent<ScanRequest>) => {
    isAsked = true;
    if (data.kind === "file") scanner = new FileScanner(data.file);
    else void answer(data);
  };
}

self.addEventListener("message", ({ data }: MessageEvent<ScanOrder>) => {
  if (data.kind === "port") serve(data.port);
  else void rehearseScanning(() => isAsked);
});
