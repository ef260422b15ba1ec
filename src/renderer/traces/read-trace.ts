import type { TraceChunk } from "../timeline/store/chunk";
import { TraceIndex, type TraceRemarks } from "./arrange/trace-index";
import { type ByteSource, readBytes } from "./byte-source";
import { unpacked } from "./packed-file";
import type { PieceScanner, ScanJob } from "./scan/file-scanner";
import { ListFinder } from "./scan/opening";
import type { ScannedPiece, ScanProblem } from "./scan/scanned-piece";
import { scanStream } from "./scan/stream-scanner";

export interface TraceProgress {
  /** Bytes of the file that were read; of a compressed one, of its content. */
  readonly bytes: number;
  readonly events: number;
}

/** Where reading stopped before the trace's end. */
export interface TraceProblem extends ScanProblem {
  /** From 1. */
  readonly line: number;
  readonly column: number;
}

export interface TraceOutcome extends TraceProgress {
  readonly problem: TraceProblem | null;
  /** Bytes at which whole events begin, a few megabytes apart, ascending; the last one is the end of all. */
  readonly borders: readonly number[];
  readonly remarks: TraceRemarks;
}

export interface TraceTaker {
  /** @returns Once the next chunk may come. */
  take(chunk: TraceChunk): Promise<void>;
  progress(progress: TraceProgress): void;
}

export interface TraceFile {
  readonly file: ByteSource;
  /** Whether it is compressed (gzip). */
  readonly isPacked: boolean;
}

/** The first pieces are small, so that something is there to see at once. */
const firstPieceBytes = 128 << 10;
const largestPieceBytes = 4 << 20;
const chunkEveryMs = 200;

interface Cutting {
  /** Bytes of a piece, by its number from 0. */
  readonly pieceBytes: (number: number) => number;
  /** So many bytes of a stream are gathered before they are read. */
  readonly stretchBytes: number;
}

const usualCutting: Cutting = {
  pieceBytes: (number) => Math.min(firstPieceBytes * 2 ** number, largestPieceBytes),
  stretchBytes: 1 << 20,
};

/**
 * Reads a trace from the first to the last event and hands it on while it goes.
 *
 * @param scanners They read pieces side by side.
 * @param cutting Into which pieces; what is found does not depend on it.
 * @throws {RangeError} When the file is no trace. @throws {Error} When it cannot be read.
 */
export async function readTrace(
  trace: TraceFile,
  scanners: readonly PieceScanner[],
  taker: TraceTaker,
  cutting: Cutting = usualCutting,
): Promise<TraceOutcome> {
  const index = new TraceIndex();
  let bytes = 0;
  let chunks = 0;
  let chunkMs = Number.NEGATIVE_INFINITY;
  const borders: number[] = [];
  const accept = async (scanner: number, piece: ScannedPiece): Promise<void> => {
    index.accept(scanner, piece);
    bytes = piece.next;
    if (piece.first < piece.next) borders.push(piece.first);
    taker.progress({ bytes, events: index.events });
    const nowMs = performance.now();
    if (nowMs - chunkMs < chunkEveryMs && chunks > 1) return;
    chunkMs = nowMs;
    chunks++;
    await taker.take(index.takeChunk(false));
  };
  const problem = trace.isPacked
    ? await readStream(trace.file, index, accept, cutting)
    : await readPieces(trace.file, scanners, index, accept, cutting);
  await taker.take(index.takeChunk(true));
  return {
    bytes: problem === null && !trace.isPacked ? trace.file.size : bytes,
    events: index.events,
    remarks: index.remarks,
    borders: borders.length === 0 ? [] : [...borders, bytes],
    problem: problem === null ? null : { ...problem, ...(await placeInText(trace, problem.place)) },
  };
}

type Accept = (scanner: number, piece: ScannedPiece) => Promise<void>;

async function readStream(
  file: ByteSource,
  index: TraceIndex,
  accept: Accept,
  cutting: Cutting,
): Promise<ScanProblem | null> {
  let damage = "";
  const content = unpacked(file, (message) => {
    damage = message;
  });
  let end = 0;
  let isOver = false;
  for await (const piece of scanStream(content, cutting.stretchBytes)) {
    index.takeWords(0, piece);
    await accept(0, piece);
    // Of a file that is cut off, the event is too: what is told below says more.
    if (piece.problem !== null && damage === "") return piece.problem;
    end = piece.problem?.place ?? piece.next;
    isOver = piece.ended;
  }
  // What stands behind the list's end is of no use.
  return damage === "" || isOver
    ? null
    : { place: end, message: `the compressed file ends or is damaged here (${damage})` };
}

/**
 * Scanners begin in the middle of the file, where it can only be guessed which byte begins an event. A piece counts only if it
 * began where the piece before it ended; else it is read again from there.
 */
async function readPieces(
  file: ByteSource,
  scanners: readonly PieceScanner[],
  index: TraceIndex,
  accept: Accept,
  cutting: Cutting,
): Promise<ScanProblem | null> {
  const start = await findList(file);
  const done = new Map<number, { readonly scanner: number; readonly piece: ScannedPiece; readonly job: ScanJob }>();
  let planned = 0;
  let from = start;
  let next = 0;
  let expected = start;
  let problem: ScanProblem | null = null;
  let isOver = false;
  let drained = Promise.resolve();
  let wake: () => void = () => undefined;
  let woken = new Promise<void>((resolve) => {
    wake = resolve;
  });
  const drain = async (): Promise<void> => {
    for (let one = done.get(next); one !== undefined && !isOver; one = done.get(next)) {
      done.delete(next++);
      let { piece, scanner } = one;
      const { isGuess, until } = one.job;
      // An event may reach over a whole piece.
      if (expected < until) {
        if (isGuess && piece.first !== expected) {
          scanner = 0;
          piece = await scanners[0]!.scan({ from: expected, isGuess: false, until });
          index.takeWords(0, piece);
        }
        expected = piece.next;
        await accept(scanner, piece);
        problem = piece.problem;
        isOver = piece.ended || problem !== null;
      }
      wake();
      woken = new Promise((resolve) => {
        wake = resolve;
      });
    }
  };
  const work = async (scanner: number): Promise<void> => {
    while (!isOver && from < file.size) {
      // What is read ahead has to be kept.
      if (planned - next > scanners.length * 3) {
        await woken;
        continue;
      }
      const number = planned++;
      const job = { from, isGuess: number > 0, until: Math.min(from + cutting.pieceBytes(number), file.size) };
      from = job.until;
      const piece = await scanners[scanner]!.scan(job);
      index.takeWords(scanner, piece);
      done.set(number, { scanner, piece, job });
      drained = drained.then(drain);
      // Thrown below, once nobody reads any more.
      drained.catch(() => {
        isOver = true;
        wake();
      });
    }
  };
  // Each has the next piece waiting when it is done with one.
  await Promise.all(scanners.flatMap((_scanner, number) => [work(number), work(number)]));
  await drained;
  return problem;
}

async function findList(file: ByteSource): Promise<number> {
  const finder = new ListFinder();
  for (let at = 0, step = firstPieceBytes; at < file.size; at += step, step = largestPieceBytes) {
    const list = finder.take(await readBytes(file, at, at + step));
    if (list !== null) return list;
  }
  throw new RangeError("there is no list `traceEvents` in it");
}

/** Line and column of a byte, from 1. */
async function placeInText(
  { file, isPacked }: TraceFile,
  place: number,
): Promise<{ readonly line: number; readonly column: number }> {
  let line = 1;
  let lineStart = 0;
  let at = 0;
  const count = (bytes: Uint8Array): void => {
    for (let found = bytes.indexOf(10); found >= 0 && at + found < place; found = bytes.indexOf(10, found + 1)) {
      line++;
      lineStart = at + found + 1;
    }
    at += bytes.length;
  };
  if (isPacked) {
    for await (const bytes of unpacked(file)) {
      if (at >= place) break;
      count(bytes);
    }
  } else {
    while (at < place) count(await readBytes(file, at, at + largestPieceBytes));
  }
  return { line, column: place - lineStart + 1 };
}
