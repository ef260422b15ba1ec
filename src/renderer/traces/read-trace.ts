import type { TraceChunk } from "../timeline/store/chunk";
import { TraceIndex, type TraceRemarks } from "./arrange/trace-index";
import { type ByteSource, readBytes } from "./byte-source";
import { unpacked } from "./packed-file";
import type { PieceScanner, ScanJob } from "./scan/file-scanner";
import { scanHead } from "./scan/head-scanner";
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
  /** Whether a chunk would be taken in soon: if not, what is found meanwhile waits and comes with the next one. */
  readonly isFree: boolean;
  take(chunk: TraceChunk): void;
  /** @returns Once it is free. */
  free(): Promise<void>;
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
/** More events than these do not wait for a chunk: reading does. */
const mostWaitingEvents = 1 << 19;

export interface Reading {
  /** The file's first bytes, as many as are at hand: what they hold is found without reading the file. */
  readonly head?: Uint8Array;
  /** Until then one scanner reads alone: the others would take processors from who draws the beginning. */
  readonly alone?: Promise<void>;
  /** Into which pieces it is cut; what is found does not depend on it. */
  readonly cutting?: Cutting;
}

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
 * @throws {RangeError} When the file is no trace. @throws {Error} When it cannot be read.
 */
export async function readTrace(
  trace: TraceFile,
  scanners: readonly PieceScanner[],
  taker: TraceTaker,
  { head = new Uint8Array(0), alone = Promise.resolve(), cutting = usualCutting }: Reading = {},
): Promise<TraceOutcome> {
  const index = new TraceIndex();
  let bytes = 0;
  let chunks = 0;
  /** Events that were handed on. */
  let handedOn = 0;
  let chunkMs = Number.NEGATIVE_INFINITY;
  const borders: number[] = [];
  const accept = async (scanner: number, piece: ScannedPiece): Promise<void> => {
    index.accept(scanner, piece);
    bytes = piece.next;
    if (piece.first < piece.next) borders.push(piece.first);
    taker.progress({ bytes, events: index.events });
    if (!taker.isFree && index.events - handedOn < mostWaitingEvents) return;
    const nowMs = performance.now();
    if (nowMs - chunkMs < chunkEveryMs && chunks > 1) return;
    await taker.free();
    chunkMs = nowMs;
    chunks++;
    handedOn = index.events;
    taker.take(index.takeChunk(false));
  };
  const problem = trace.isPacked
    ? await readStream(trace.file, index, accept, cutting)
    : await readPieces(trace.file, scanners, index, accept, { head, alone, cutting });
  taker.take(index.takeChunk(true));
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
  { head, alone, cutting }: Required<Reading>,
): Promise<ScanProblem | null> {
  const start = await findList(file, head);
  const opening = scanHead(head, start, head.length === file.size);
  if (opening !== null) {
    // It has numbers for words of its own, as every scanner.
    index.takeWords(scanners.length, opening);
    await accept(scanners.length, opening);
    if (opening.ended || opening.problem !== null) return opening.problem;
  }
  const begin = opening?.next ?? start;
  const done = new Map<number, { readonly scanner: number; readonly piece: ScannedPiece; readonly job: ScanJob }>();
  let planned = 0;
  let from = begin;
  let next = 0;
  let expected = begin;
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
  const twice = (scanner: number): Promise<unknown> => Promise.all([work(scanner), work(scanner)]);
  const first = twice(0);
  // Where the first one is done by then, there is nothing to wait for.
  const together = Promise.race([alone, first]);
  await Promise.all([first, ...scanners.slice(1).map((_scanner, at) => together.then(() => twice(at + 1)))]);
  await drained;
  return problem;
}

async function findList(file: ByteSource, head: Uint8Array): Promise<number> {
  const finder = new ListFinder();
  const inHead = finder.take(head);
  if (inHead !== null) return inHead;
  for (let at = head.length, step = firstPieceBytes; at < file.size; at += step, step = largestPieceBytes) {
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
