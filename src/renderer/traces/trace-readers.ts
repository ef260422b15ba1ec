import type { TraceChunk } from "../timeline/store/chunk";
import type { TraceFile, TraceOutcome, TraceProgress } from "./read-trace";
import type { ArrangeAnswer, ArrangeRequest, ScanOrder } from "./workers/messages";

export interface TraceListener {
  chunk(chunk: TraceChunk): void;
  progress(progress: TraceProgress): void;
  done(outcome: TraceOutcome): void;
  /** @param message What was wrong with the file, a part of a sentence. */
  failed(message: string): void;
}

/** More scanners than these would wait for the one worker that arranges. */
const mostScanners = 4;

/** The workers that read one file: some scan its bytes side by side, one finds lanes and rows. */
class ReaderTeam {
  readonly #arranger = new Worker(new URL("./workers/arrange.worker.ts", import.meta.url), { type: "module" });
  readonly #scanners: Worker[] = [];
  #isRehearsed = false;

  constructor(scanners: number) {
    const ports: MessagePort[] = [];
    for (let number = 0; number < scanners; number++) {
      const scanner = new Worker(new URL("./workers/scan.worker.ts", import.meta.url), { type: "module" });
      const { port1, port2 } = new MessageChannel();
      scanner.postMessage({ kind: "port", port: port1 } satisfies ScanOrder, [port1]);
      ports.push(port2);
      this.#scanners.push(scanner);
    }
    this.#tell({ kind: "scanners", ports }, ports);
  }

  /** Once, before a file comes. */
  rehearse(): void {
    if (this.#isRehearsed) return;
    this.#isRehearsed = true;
    this.#tell({ kind: "rehearse" });
    for (const scanner of this.#scanners) scanner.postMessage({ kind: "rehearse" } satisfies ScanOrder);
  }

  read(trace: TraceFile, head: Uint8Array, listener: TraceListener): void {
    this.#arranger.onmessage = ({ data }: MessageEvent<ArrangeAnswer>) => {
      if (data.kind === "chunk") {
        listener.chunk(data.chunk);
        this.#tell({ kind: "taken" });
      } else if (data.kind === "progress") listener.progress(data.progress);
      else {
        this.end();
        if (data.kind === "done") listener.done(data.outcome);
        else listener.failed(data.message);
      }
    };
    for (const worker of [this.#arranger, ...this.#scanners]) {
      worker.onerror = ({ message }) => {
        this.end();
        listener.failed(`the reader ended: ${message}`);
      };
    }
    this.#tell({ kind: "open", trace, head }, [head.buffer as ArrayBuffer]);
  }

  drawn(): void {
    this.#tell({ kind: "drawn" });
  }

  end(): void {
    for (const worker of [this.#arranger, ...this.#scanners]) {
      worker.onmessage = worker.onerror = null;
      worker.terminate();
    }
  }

  #tell(request: ArrangeRequest, transfer: Transferable[] = []): void {
    this.#arranger.postMessage(request, transfer);
  }
}

let waiting: ReaderTeam | null = null;

/** Starts the workers for the next file: it is about to come. */
export function prepareReaders(): void {
  waiting ??= new ReaderTeam(Math.min(Math.max(navigator.hardwareConcurrency, 1), mostScanners));
}

/** Lets the workers for the next file get ready for it: they take processors for some tenths of a second. */
export function rehearseReaders(): void {
  prepareReaders();
  waiting!.rehearse();
}

export interface ReadingHandle {
  /** The beginning of the trace is on screen: from now on reading may take all processors. */
  drawn(): void;
  /** Ends it: the listener hears nothing more. */
  end(): void;
}

/**
 * Reads a file in workers.
 *
 * @param head The file's first bytes; their buffer goes to the workers.
 */
export function startReading(trace: TraceFile, head: Uint8Array, listener: TraceListener): ReadingHandle {
  prepareReaders();
  const team = waiting!;
  waiting = null;
  team.read(trace, head, listener);
  return team;
}
