import { expect } from "vitest";
import { chunkCount, chunkOf } from "../../../src/engine/host/chunk-ledger";
import type {
  Accumulation,
  AnyWorkload,
  SharedLock,
  SharedValue,
  TaskContext,
} from "../../../src/engine/protocol/workload";
import type { ChunkSize, Dataset, Problem, ResultTable } from "../../../src/shared/contract/models";

/** A problem as a run would show it, with its line in the file instead of a place in a sentence. */
export interface PlacedProblem {
  readonly code: string;
  readonly count: number;
  readonly line: number | null;
  readonly message: string;
}

export interface Finished {
  readonly result: ResultTable;
  readonly problems: readonly PlacedProblem[];
  /** Chunks that were sent again because their guess was wrong. */
  readonly repeated: number;
  readonly chunks: number;
}

/** A task's context without a run around it: no trace; locks and values in this thread's memory. */
export function bareContext(
  workload: AnyWorkload,
  parameters: Record<string, unknown>,
  dataset: Dataset | null,
): {
  readonly context: TaskContext;
  readonly values: Record<string, number>;
  readonly arrays: Record<string, Float64Array>;
  readonly progress: number[];
} {
  const arrays: Record<string, Float64Array> = {};
  const values: Record<string, number> = {};
  const locks = new Map<string, SharedLock>();
  for (const [name, declaration] of Object.entries(workload.shared?.(parameters) ?? {})) {
    if (declaration.kind === "value") values[name] = declaration.initial;
    else if (declaration.kind === "array") arrays[name] = new Float64Array(declaration.length);
    else locks.set(name, queueLock());
  }
  const progress: number[] = [];
  const context: TaskContext = {
    parameters: parameters as TaskContext["parameters"],
    dataset,
    trace: {
      slice: (_category, _name, body) => body(),
      begin: () => undefined,
      end: () => undefined,
      instant: () => undefined,
      counter: () => undefined,
    },
    lock: (name) => locks.get(name)!,
    value: (name): SharedValue => ({
      get: async () => values[name]!,
      set: async (value) => {
        values[name] = value;
      },
    }),
    array: (name) => ({
      length: arrays[name]!.length,
      read: async (from, to) => arrays[name]!.slice(from, to),
      write: async (from, numbers) => arrays[name]!.set(numbers, from),
    }),
    round: 0,
    state: null,
    progress: (done) => progress.push(done),
    yield: async () => undefined,
  };
  return { context, values, arrays, progress };
}

function queueLock(): SharedLock {
  let last: Promise<void> = Promise.resolve();
  let free: () => void = () => undefined;
  const lock: SharedLock = {
    async acquire() {
      const before = last;
      let mine: () => void = () => undefined;
      last = new Promise((resolve) => {
        mine = resolve;
      });
      await before;
      free = mine;
    },
    release: async () => free(),
    async with(body) {
      await lock.acquire();
      try {
        return await body();
      } finally {
        await lock.release();
      }
    },
  };
  return lock;
}

function accumulationsOf(
  workload: AnyWorkload,
  parameters: unknown,
  dataset: Dataset | null,
  count: number,
): readonly Accumulation<unknown, unknown>[] | null {
  if (count === 0) return null;
  return Array.from({ length: count }, () => workload.accumulate!({ parameters, dataset }));
}

/**
 * Runs a workload as the host does, without processes: splits, does each chunk, accepts it only if its seam meets that of
 * the one before, else sends it again with the row's start.
 */
export async function runWorkload(
  workload: AnyWorkload,
  given: Record<string, unknown>,
  dataset: Dataset | null,
  options: {
    readonly chunkSize?: ChunkSize;
    readonly workers?: number;
    /** Accumulations that take the chunks in turns; without, each chunk's result is combined by itself. */
    readonly accumulations?: number;
  } = {},
): Promise<Finished> {
  const parameters = workload.parameters.parse(given);
  const chunkSize = options.chunkSize ?? "auto";
  const plan = workload.split({ parameters, dataset, chunkSize, workers: options.workers ?? 2 });
  const { context: bare, values, arrays } = bareContext(workload, parameters, dataset);
  const combiner = workload.combine({ parameters, dataset });
  const found = new Map<string, PlacedProblem>();
  const accumulations = accumulationsOf(workload, parameters, dataset, options.accumulations ?? 0);
  let repeated = 0;
  let rowStart = plan.from;
  let line = dataset === null || plan.unit === "items" ? 1 : dataset.dataLine;
  const chunks = chunkCount(plan);
  const rounds = workload.rounds?.(parameters) ?? 1;
  let context = bare;
  for (let step = 0; step < chunks * rounds; step++) {
    const index = step % chunks;
    if (index === 0) rowStart = plan.from;
    const { from, to } = chunkOf(plan, index);
    let done = await workload.task({ index, from, to }, context);
    if (done.seam !== undefined && done.seam.first !== rowStart) {
      repeated++;
      done = await workload.task({ index, from, to, rowStart }, context);
      if (done.seam?.first !== rowStart) throw new Error(`chunk ${index} did not begin at the given row`);
    }
    if (accumulations === null) {
      // As between processes: nothing is shared with the task afterwards.
      combiner.add(structuredClone(done.partial), index);
      // Whoever looks at the result so far changes nothing of the one at the end.
      if (workload.grows === true && index % 3 === 0) combiner.result(values, arrays);
    } else {
      const known = done.seam === undefined ? {} : { rowStart };
      const { partial: _, ...alone } = done;
      // What a chunk tells of itself is the same, whatever was added before.
      expect(await accumulations[index % accumulations.length]!.add({ index, from, to, ...known }, context)).toEqual(
        alone,
      );
    }
    if (done.seam !== undefined) rowStart = done.seam.next;
    for (const problem of done.problems ?? []) {
      const before = found.get(problem.code);
      if (before !== undefined) found.set(problem.code, { ...before, count: before.count + problem.count });
      else {
        const { code, count, message } = problem;
        found.set(code, { code, count, message, line: line + problem.line });
      }
    }
    line += done.lines ?? 0;
    if (index < chunks - 1 || workload.rounds === undefined) continue;
    const end = combiner.endRound!(context.round);
    if (end.isLast) break;
    for (const [name, numbers] of Object.entries(end.writes ?? {})) arrays[name]!.set(numbers);
    context = { ...context, round: context.round + 1, state: structuredClone(end.state) };
  }
  for (const [index, { partial }] of (accumulations ?? []).entries()) {
    combiner.add(structuredClone(partial()), index);
    if (workload.grows === true) combiner.result(values, arrays);
  }
  const table = combiner.result(values, arrays);
  const result = { ...table, rows: table.rows.slice(0, table.rows.length) };
  const late = (combiner.problems?.() ?? []).map(
    ({ code, count, message }: Problem): PlacedProblem => ({ code, count, message, line: null }),
  );
  const problems = [...found.values(), ...late].sort((a, b) => (a.code < b.code ? -1 : 1));
  return { result, problems, repeated, chunks };
}
