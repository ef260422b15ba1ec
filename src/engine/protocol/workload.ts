import type { Area, Topic } from "../../shared/contract/catalogue";
import type { ChunkSize, Dataset, Parameters, Problem, ResultTable, WorkloadInfo } from "../../shared/contract/models";
import type { Category } from "../../shared/trace/records";

/**
 * How a run's work is cut: half-open stretches from `from` to `to`, each as long as `chunkSize` says; only the last one may be
 * shorter. From `tail.from` on, where there is a tail, they are as long as `tail.chunkSize` says.
 */
export interface Plan {
  readonly unit: "bytes" | "items";
  readonly from: number;
  readonly to: number;
  readonly chunkSize: number;
  /**
   * The end of the work is cut finer, so that no worker is left alone with it. `from` is where a chunk begins: a whole number
   * of chunks of the plan's own `chunkSize` lies before it.
   */
  readonly tail?: { readonly from: number; readonly chunkSize: number } | undefined;
}

/** One piece of the work, as its task gets it. */
export interface Chunk {
  readonly index: number;
  readonly from: number;
  readonly to: number;
  /**
   * Byte ranges of formats whose rows cannot be found from the middle: the byte at which the first row of this chunk
   * is known to begin. Absent on the first try, on which the task guesses and says in `seam` where it began.
   */
  readonly rowStart?: number | undefined;
}

/**
 * Where a chunk's rows really lay. The host accepts a chunk only if `first` is where the rows of the chunk before ended
 * (`next`), so no result rests on a guess; else it sends the chunk again with `rowStart`.
 */
export interface Seam {
  readonly first: number;
  /** Byte at which the next row after this chunk's last one begins: at or behind the chunk's `to`. */
  readonly next: number;
}

/** A problem within one chunk, placed relative to it: the combiner turns it into a line of the file. */
export interface ChunkProblem {
  readonly code: string;
  readonly severity: Problem["severity"];
  readonly count: number;
  /** The first place: lines since the chunk's first row, from 0. */
  readonly line: number;
  /** The sentence, with `{place}` where the dataset's name and line go. */
  readonly message: string;
}

export interface TaskResult<Partial> {
  /** What the combiner gets: structured-cloneable; views over buffers of their own size (a view clones its whole buffer). */
  readonly partial: Partial;
  readonly seam?: Seam | undefined;
  /** Physical lines that the chunk's rows span; lets the host number lines across chunks. */
  readonly lines?: number | undefined;
  readonly problems?: readonly ChunkProblem[] | undefined;
}

/** A shared value that several tasks read and write. */
export interface SharedValue {
  get(): Promise<number>;
  set(value: number): Promise<void>;
}

export interface SharedLock {
  acquire(): Promise<void>;
  release(): Promise<void>;
  /** Holds the lock while `body` runs, whatever it throws. */
  with<T>(body: () => Promise<T> | T): Promise<T>;
}

/** Numbers that all tasks share. Stretches are copied, which is not atomic: two tasks must not write the same one at once. */
export interface SharedNumbers {
  readonly length: number;
  /** Copies the numbers [from, to). @throws {FaultError} `memory-range`. */
  read(from: number, to: number): Promise<Float64Array>;
  /** Writes `numbers` from index `from` on. @throws {FaultError} `memory-range`. */
  write(from: number, numbers: Float64Array): Promise<void>;
}

export type SharedDeclaration =
  | { readonly kind: "lock" }
  | { readonly kind: "value"; readonly type: "int32" | "float64"; readonly initial: number }
  /** Float64 numbers, all 0 at first. */
  | { readonly kind: "array"; readonly length: number };

/** Shared arrays as they are at one moment, by name; copies. */
export type SharedContents = Readonly<Record<string, Float64Array>>;

export interface TaskTrace {
  /** Runs `body` as a named slice of the task's lane. */
  slice<T>(category: Category, name: string, body: () => T): T;
  /** Opens a slice; the caller closes it with `end`. For loops in which a closure would cost. */
  begin(category: Category, name: string): void;
  /** Closes the innermost slice. `amount` (bytes, rows) is shown with it. */
  end(amount?: number): void;
  instant(name: string, value?: number): void;
  counter(name: string, value: number): void;
}

/** What a task may use besides its chunk. */
export interface TaskContext<Params = Parameters> {
  readonly parameters: Params;
  /** Null for workloads without a dataset. */
  readonly dataset: Dataset | null;
  readonly trace: TaskTrace;
  /** The handles that the workload's `shared` declared, by name. */
  lock(name: string): SharedLock;
  value(name: string): SharedValue;
  array(name: string): SharedNumbers;
  /** Which round it is, from 0; 0 where the workload has none. */
  readonly round: number;
  /** What the combiner's `endRound` gave for this round; null in the first one, and where there are none. */
  readonly state: unknown;
  /** Reports how much of the chunk is done, in the plan's unit. Cheap: may be called per block. */
  progress(done: number): void;
  /**
   * Lets other tasks of the same thread go on; call it between blocks of some milliseconds. Where no other task shares
   * the thread it returns at once.
   */
  yield(): Promise<void>;
}

/**
 * One partial result of several chunks. Where results are large, it saves most of what it costs to send and combine them: a
 * worker adds chunk after chunk, and hands the result on after some hundred megabytes of input instead of after each.
 *
 * Which chunks go into one, and in which order, is up to the engine; so the result must not depend on it.
 */
export interface Accumulation<Params, Partial> {
  /** Does a chunk, as the workload's `task` does. Where it fails, the accumulation is not used any more. */
  add(chunk: Chunk, context: TaskContext<Params>): Promise<Omit<TaskResult<Partial>, "partial">>;
  /** What was added, as `task` gives it. The accumulation is not used any more. */
  partial(): Partial;
  /** About how many bytes `partial` would be to send now: the more there are, the longer the worker goes on adding. */
  readonly bytes: number;
}

/** What the end of a round decides. */
export interface RoundEnd {
  /** Whether the work is done, sooner than `rounds` says. */
  readonly isLast: boolean;
  /** What every task of the next round gets: structured-cloneable and small, since it goes with each task. */
  readonly state: unknown;
  /** Shared arrays that are written before the next round begins, from their first number on. */
  readonly writes?: SharedContents | undefined;
}

/** Rows of a result: a list, or what makes some of them when they are asked for, so that they need not all be there at once. */
export interface ResultRows {
  readonly length: number;
  slice(from: number, to: number): ResultTable["rows"];
}

/** A result as a combiner gives it. */
type CombinedTable = Omit<ResultTable, "rows"> & { readonly rows: ResultRows };

/** Puts partial results together; runs in a thread of its own. */
export interface Combiner<Partial> {
  /**
   * Called in the order of the chunks, unless the workload accumulates.
   *
   * @param index Of the chunk; of the first one where there are several.
   */
  add(partial: Partial, index: number): void;
  /**
   * The result so far. Called at the end, and where a run failed or was stopped for what it had; where the workload `grows`
   * also in between, any number of times.
   *
   * @param values The shared values as they are now, by name.
   * @param arrays The shared arrays as they are now.
   */
  result(values: Readonly<Record<string, number>>, arrays: SharedContents): CombinedTable;
  /**
   * Of workloads with `rounds`: every chunk of a round was added, and none of the next has begun.
   *
   * @param round From 0.
   */
  endRound?(round: number): RoundEnd;
  /** What only the whole shows, such as a sum beyond float64. Asked for after `result`. */
  problems?(): readonly Problem[];
}

export interface SplitInput<Params = Parameters> {
  readonly parameters: Params;
  readonly dataset: Dataset | null;
  readonly chunkSize: ChunkSize;
  readonly workers: number;
}

export interface CombineInput<Params = Parameters> {
  readonly parameters: Params;
  readonly dataset: Dataset | null;
}

/**
 * A named job: how to split a dataset, what to do with a chunk, how to combine the results. The same module is loaded by
 * the host (split), by workers (task) and by the combiner (combine).
 *
 * `Params` is what `parameters` parses to; `Partial` is what travels from task to combiner.
 */
export interface Workload<Params = Parameters, Partial = unknown> {
  readonly id: string;
  readonly title: string;
  readonly summary: string;
  /** What its timeline teaches, in two sentences: what to look at, and what follows from it. */
  readonly lesson: string;
  readonly input: WorkloadInfo["input"];
  /** What limits it. */
  readonly kind: "cpu" | "io" | "lock" | "data";
  /** Where it stands in the catalogue; `own` unless it says otherwise. */
  readonly area?: Area | undefined;
  /** What its timeline teaches, by which the catalogue can be filtered; the most striking first. */
  readonly teaches?: readonly Topic[] | undefined;
  /**
   * A zod object schema. Checked against `Parameters`' JSON Schema form; see `parametersSchema` in shared.
   * Typed structurally, so that the protocol does not depend on a zod version.
   */
  readonly parameters: ParameterSchema<Params>;
  readonly chunkUnit: "bytes" | "items";
  /** Whether a lost worker's chunk may be done again: only where a task changes nothing outside its result. */
  readonly restartable: boolean;
  /**
   * Whether views may ask for the result while the run goes on: where `Combiner.result` takes few milliseconds, changes nothing
   * and makes sense of a part of the chunks. It is called some times a second, and only while somebody looks.
   */
  readonly grows?: boolean | undefined;
  /** Whether its result is measured, such as times, and so another one in each run: series do not compare it. */
  readonly measured?: boolean | undefined;
  /**
   * How many rounds there are at most: in each of them all chunks are done once, and none before all of the round before are
   * combined (a barrier). Left out: one, without `endRound`. A task may be done twice within its round, if its worker is
   * lost: it must not write what tasks of the same round read.
   */
  readonly rounds?: ((parameters: Params) => number) | undefined;
  /** Locks, values and arrays that all tasks share; lanes of the first two stand on the timeline. */
  readonly shared?: ((parameters: Params) => Readonly<Record<string, SharedDeclaration>>) | undefined;
  /**
   * Paths of files and folders that tasks write while the run goes on and nobody needs afterwards: deleted once it is over,
   * however it ended and whoever was killed.
   */
  readonly leftovers?: ((parameters: Params) => readonly string[]) | undefined;
  /** @throws {FaultError} `column-missing`, `dataset-unsuitable`, `bad-parameter`: what is wrong and what to do. */
  split(input: SplitInput<Params>): Plan;
  task(chunk: Chunk, context: TaskContext<Params>): Promise<TaskResult<Partial>>;
  /**
   * Optional, for large results of `restartable` workloads on byte ranges; others do without. Begins one result of several
   * chunks. The library's `accumulating` gives `task` along with it.
   */
  accumulate?(input: CombineInput<Params>): Accumulation<Params, Partial>;
  combine(input: CombineInput<Params>): Combiner<Partial>;
}

export interface ParameterSchema<Params> {
  parse(value: unknown): Params;
  safeParse(value: unknown):
    | { readonly success: true; readonly data: Params }
    | {
        readonly success: false;
        readonly error: {
          readonly issues: readonly { readonly path: readonly PropertyKey[]; readonly message: string }[];
        };
      };
}

/** A workload of any parameters: what registries hold. */
// biome-ignore lint/suspicious/noExplicitAny: parameters and partials are each workload's own; the registry only hands them back to it.
export type AnyWorkload = Workload<any, any>;
