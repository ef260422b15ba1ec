import type { TraceChunk } from "../../timeline/store/chunk";
import type { ByteSource } from "../byte-source";
import type { TraceFile, TraceOutcome, TraceProgress } from "../read-trace";
import type { ScanJob } from "../scan/file-scanner";
import type { ScannedPiece } from "../scan/scanned-piece";

/** To a scanning worker: first of all the port to the worker that asks. */
export type ScanOrder =
  | { readonly kind: "port"; readonly port: MessagePort }
  /** There is time to get ready: see `rehearseScanning`. */
  | { readonly kind: "rehearse" };

/** Over that port: the file, then what to read of it. */
export type ScanRequest =
  | { readonly kind: "file"; readonly file: ByteSource }
  | { readonly kind: "scan"; readonly id: number; readonly job: ScanJob };

export type ScanAnswer =
  | { readonly id: number; readonly piece: ScannedPiece }
  | { readonly id: number; readonly error: string };

/**
 * To the worker that arranges: first the scanners' ports, then the file with its first bytes, then an acknowledgement for each
 * chunk, and word that the beginning is on screen.
 */
export type ArrangeRequest =
  | { readonly kind: "scanners"; readonly ports: readonly MessagePort[] }
  | { readonly kind: "rehearse" }
  | { readonly kind: "open"; readonly trace: TraceFile; readonly head: Uint8Array }
  | { readonly kind: "taken" }
  | { readonly kind: "drawn" };

export type ArrangeAnswer =
  | { readonly kind: "chunk"; readonly chunk: TraceChunk }
  | { readonly kind: "progress"; readonly progress: TraceProgress }
  | { readonly kind: "done"; readonly outcome: TraceOutcome }
  | { readonly kind: "failed"; readonly message: string };

/** Of a worker that looks through arguments: what it found in one stretch of the file. */
export type FindAnswer =
  | { readonly kind: "found"; readonly places: Float64Array }
  | { readonly kind: "done" }
  | { readonly kind: "failed"; readonly message: string };
