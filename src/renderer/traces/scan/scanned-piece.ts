/** What an event of a piece is, as far as the lanes care. */
export const scannedKinds = {
  /** A slice with its end: `X`. */
  whole: 1,
  /** A slice begins, ends: `B`, `E`. */
  begin: 2,
  end: 3,
  /** A slice that belongs to no thread begins, ends: `b`, `e` and the older `S`, `F`. */
  asyncBegin: 4,
  asyncEnd: 5,
  /** A moment: `i`, `I`, `n`, `R`. */
  instant: 6,
  /** An arrow begins, passes, ends: `s`, `t`, `f`. */
  flowStart: 7,
  flowStep: 8,
  flowEnd: 9,
} as const;

/** Number or text, as the file has it; texts that are whole numbers count as such. */
export type ProcessId = number | string;

export interface ScannedThread {
  readonly process: ProcessId;
  readonly thread: ProcessId;
}

/** Values of one counter: of a process, under the event's name, one series for each of its arguments. */
export interface ScannedSeries {
  readonly process: ProcessId;
  /** Of the scanner's names. */
  readonly name: number;
  readonly argument: number;
}

/** What a metadata event tells: `process_name`, `thread_name`, `process_sort_index`, `thread_sort_index`. */
export interface ScannedMetadata extends ScannedThread {
  readonly what: string;
  readonly value: string | number;
}

/** Where and why reading cannot go on. */
export interface ScanProblem {
  /** Byte of the file. */
  readonly place: number;
  /** What was wrong there, a part of a sentence. */
  readonly message: string;
}

/** What a scanner has met for the first time; numbers go on from piece to piece. */
export interface ScannerWords {
  readonly names: readonly string[];
  readonly threads: readonly ScannedThread[];
  readonly series: readonly ScannedSeries[];
  /** Categories and ids of arrows and of slices without a thread, as `category`, line break, `id`. */
  readonly links: readonly string[];
}

/** The events of a piece of the file in its order, in columns. Times are nanoseconds on the file's own clock. */
export interface ScannedPiece {
  /** Byte at which the first event of the piece begins; `next` where none does. */
  readonly first: number;
  /** Byte at which reading goes on. */
  readonly next: number;
  /** Whether the list of events ends within this piece. */
  readonly ended: boolean;
  readonly problem: ScanProblem | null;
  readonly kind: Uint8Array;
  /** Of the scanner's threads. */
  readonly thread: Uint32Array;
  readonly time: Float64Array;
  /** Where whole slices end, else the time. */
  readonly end: Float64Array;
  /** Of the scanner's names, 0 for none. */
  readonly name: Uint32Array;
  /** Byte at which the event begins, counted from `origin`. */
  readonly place: Uint32Array;
  readonly origin: number;
  /** Of the scanner's links, for those kinds that have one; null where no event of the piece has one. */
  readonly link: Uint32Array | null;
  readonly counterSeries: Uint32Array;
  readonly counterTime: Float64Array;
  readonly counterValue: Float64Array;
  readonly metadata: readonly ScannedMetadata[];
  /** Events that were read but have no place on lanes: memory dumps, samples, those without a time. */
  readonly unshown: number;
  /** Slices that would end before they begin: they are taken for moments without a duration. */
  readonly backwards: number;
  readonly words: ScannerWords;
}
