import type { ByteSource } from "../byte-source";
import type { PieceScanner, ScanJob } from "../scan/file-scanner";
import type { ScannedPiece } from "../scan/scanned-piece";
import type { ScanAnswer, ScanRequest } from "./messages";

/** A scanner in another worker. */
export class RemoteScanner implements PieceScanner {
  readonly #port: MessagePort;
  readonly #waiting = new Map<number, { take(piece: ScannedPiece): void; fail(error: Error): void }>();
  #last = 0;

  constructor(port: MessagePort, file: ByteSource) {
    this.#port = port;
    port.onmessage = ({ data }: MessageEvent<ScanAnswer>) => {
      const waiting = this.#waiting.get(data.id);
      this.#waiting.delete(data.id);
      if ("piece" in data) waiting?.take(data.piece);
      else waiting?.fail(new Error(data.error));
    };
    this.#send({ kind: "file", file });
  }

  scan(job: ScanJob): Promise<ScannedPiece> {
    const id = ++this.#last;
    return new Promise((take, fail) => {
      this.#waiting.set(id, { take, fail });
      this.#send({ kind: "scan", id, job });
    });
  }

  #send(request: ScanRequest): void {
    this.#port.postMessage(request);
  }
}
