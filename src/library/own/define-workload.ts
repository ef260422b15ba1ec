import { type OwnWorkload, ownWorkloadMark } from "../../engine/protocol/own-workload";
import type { AnyWorkload, Chunk, Combiner, Plan, TaskContext, TaskTrace } from "../../engine/protocol/workload";
import type { Dataset } from "../../shared/contract/models";
import { columnIndex } from "../worker/columns";
import { planBytes, planItems } from "../worker/plans";
import { placedAt, WorkloadMistake } from "./mistake";
import { type ParameterDefinitions, type ParameterValues, parametersSchema } from "./parameters";
import { eachRowOf, type RowHandler, type RowsOfChunk, textColumn } from "./rows";
import { resultOf, type WorkloadView } from "./view";

/** The part of the work that a task does: items `from` up to `to`, `to` itself not among them; of a dataset, bytes. */
export interface WorkloadChunk {
  /** Counts the chunks, from 0. */
  readonly index: number;
  readonly from: number;
  readonly to: number;
}

/** What all functions of a workload get. */
export interface WorkloadInput<Values> {
  /** What the form says. */
  readonly parameters: Values;
  /** The file that it works on; null where `input` is `none`. */
  readonly dataset: Dataset | null;
}

/** What a task can use. */
export interface WorkloadTaskContext<Values> extends WorkloadInput<Values> {
  /** Marks what the task does on its lane of the timeline. */
  readonly trace: TaskTrace;
  /**
   * Calls `handle` with each row of the chunk; of a text file, with each line as `row.line`. Once in a task. It tells progress
   * and lets others go on by itself.
   *
   * @throws {TypeError} Where the workload has no dataset, or it was called before.
   */
  eachRow(handle: RowHandler): Promise<void>;
  /** Says how much of the chunk is done: items since its beginning. */
  progress(done: number): void;
  /** Lets other tasks of the thread go on: to be awaited every few milliseconds of computing, for the mode `concurrent`. */
  yield(): Promise<void>;
}

/**
 * A workload of your own.
 *
 * `Definitions` are its parameters, `Part` is what a task gives and `combine` puts together: numbers, texts, lists, plain
 * objects, maps, sets and typed arrays, for it travels between processes.
 */
export interface WorkloadDefinition<Definitions extends ParameterDefinitions, Part> {
  /** What it is called. */
  readonly title: string;
  /** What it does, in a sentence. */
  readonly summary?: string | undefined;
  /** What to look for on its timeline, in a sentence or two. */
  readonly lesson?: string | undefined;
  /**
   * What it works on. `none`, which is meant where it is left out: items that `split` counts. `table`, `text` or `any` of the
   * two: a file, whose rows tasks read with `eachRow`.
   */
  readonly input?: "none" | "table" | "text" | "any" | undefined;
  /**
   * Whether its result is measured or left to chance, such as times, and so another one in each run. Comparing modes then says
   * nothing of results that differ. Left out for false.
   */
  readonly measured?: boolean | undefined;
  /** What the form asks for. */
  readonly parameters?: Definitions | undefined;
  /** How many items there are to be done. Only without a dataset: files are cut by their bytes. */
  split?(input: WorkloadInput<ParameterValues<Definitions>>): number;
  /**
   * Does one chunk. Runs in a worker, many times and in any order; may run again where a worker was lost, so it should
   * change nothing but what it gives.
   */
  task(chunk: WorkloadChunk, context: WorkloadTaskContext<ParameterValues<Definitions>>): Part | Promise<Part>;
  /**
   * Puts the next part behind what was combined before; parts come in the order of their chunks. May change `before` and
   * give it back.
   */
  combine(before: Part, next: Part, input: WorkloadInput<ParameterValues<Definitions>>): Part;
  /** Shows what was combined. Called while the run goes on, too, so it must not change `total`. */
  view(total: Part, input: WorkloadInput<ParameterValues<Definitions>>): WorkloadView;
}

/**
 * Makes a workload of your own: the default export of a module that `lanescope run FILE` runs, or that is dropped onto the
 * app.
 *
 * @throws {TypeError} Where something of the definition is missing or wrong: what, and how it should be.
 */
export function defineWorkload<const Definitions extends ParameterDefinitions, Part>(
  definition: WorkloadDefinition<Definitions, Part>,
): OwnWorkload {
  check(definition);
  const { stack } = new Error("here");
  const { title, summary = "", lesson = "", input = "none", measured = false, parameters = {} } = definition;
  const isItems = input === "none";
  const workload: AnyWorkload = {
    // Given by whoever loads the module.
    id: "",
    title,
    summary,
    lesson,
    input,
    kind: isItems ? "cpu" : "data",
    // Values come parsed.
    parameters: { parse: (value) => value, safeParse: (data) => ({ success: true, data }) },
    chunkUnit: isItems ? "items" : "bytes",
    restartable: true,
    grows: true,
    measured,
    split: (asked): Plan => {
      if (asked.dataset !== null) checkColumns(parameters, asked.parameters, asked.dataset);
      if (asked.dataset !== null && !isItems) return planBytes({ ...asked, dataset: asked.dataset });
      const items = definition.split?.(asked);
      return planItems(
        0,
        placedAt(stack, () => itemsOf(items)),
        asked,
      );
    },
    async task(chunk: Chunk, context: TaskContext<ParameterValues<Definitions>>) {
      const rows = new ChunkRows(chunk, context);
      const partial = await definition.task(
        { index: chunk.index, from: chunk.from, to: chunk.to },
        {
          parameters: context.parameters,
          dataset: context.dataset,
          trace: context.trace,
          eachRow: (handle) => rows.each(handle),
          progress: (done) => context.progress(done),
          yield: () => context.yield(),
        },
      );
      await rows.checkEnded();
      placedAt(stack, () => checkGiven("task", partial, "what it made of its chunk, or null"));
      return { partial, ...rows.read };
    },
    combine: (given) => combinerOf(definition, given, stack),
  };
  return { ...workload, [ownWorkloadMark]: { parameters: parametersSchema(parameters) } };
}

/** The rows of one task's chunk. */
class ChunkRows {
  readonly #chunk: Chunk;
  readonly #context: TaskContext<unknown>;
  #isRead = false;
  /** Null where none is under way. */
  #reading: { readonly calledAt: string | undefined; readonly ended: Promise<void> } | null = null;
  read: RowsOfChunk = {};

  constructor(chunk: Chunk, context: TaskContext<unknown>) {
    this.#chunk = chunk;
    this.#context = context;
  }

  each(handle: RowHandler): Promise<void> {
    const { stack } = new Error("here");
    const isFirst = !this.#isRead;
    const ended = this.#each(handle);
    if (isFirst && this.#isRead) this.#reading = { calledAt: stack, ended };
    return ended;
  }

  /** The task is over. @throws {WorkloadMistake} Where it did not await its rows: what it gave is of a part of them. */
  async checkEnded(): Promise<void> {
    if (this.#reading === null) return;
    const { calledAt, ended } = this.#reading;
    // Whatever becomes of it: nothing of this task may go on beside the next one.
    await Promise.allSettled([ended]);
    placedAt(calledAt, () => {
      throw new WorkloadMistake("The task ended before `eachRow` did: `await` it.");
    });
  }

  async #each(handle: RowHandler): Promise<void> {
    const { dataset } = this.#context;
    if (dataset === null)
      throw new WorkloadMistake('`eachRow` needs a dataset: give the workload an `input`, such as "table".');
    if (this.#isRead) throw new WorkloadMistake("`eachRow` was called twice in a task: a chunk's rows are read once.");
    this.#isRead = true;
    try {
      this.read = await eachRowOf(dataset, this.#chunk, this.#context, handle);
    } finally {
      this.#reading = null;
    }
  }
}

function combinerOf<Definitions extends ParameterDefinitions, Part>(
  definition: WorkloadDefinition<Definitions, Part>,
  input: WorkloadInput<ParameterValues<Definitions>>,
  definitionStack: string | undefined,
): Combiner<Part> {
  let total: { readonly value: Part } | null = null;
  const combined = (before: Part, next: Part): Part => {
    const value = definition.combine(before, next, input);
    placedAt(definitionStack, () => checkGiven("combine", value, "the two parts put together"));
    return value;
  };
  return {
    add(part) {
      total = { value: total === null ? part : combined(total.value, part) };
    },
    result() {
      if (total === null)
        return resultOf({ show: "table", headline: "There was nothing to do", columns: [], rows: [] });
      const view = definition.view(total.value, input);
      return placedAt(definitionStack, () => resultOf(view));
    },
  };
}

/** @throws {WorkloadMistake} Where a function gave nothing, which would show only as a wrong result. */
function checkGiven(name: "task" | "combine", given: unknown, meant: string): void {
  if (given instanceof Promise)
    throw new WorkloadMistake(`\`${name}\` gave a promise: it cannot be an async function.`);
  if (given === undefined) throw new WorkloadMistake(`\`${name}\` gave nothing: it has to \`return\` ${meant}.`);
}

/** @throws {FaultError} As `columnIndex`: a row has no cell of such a name, which would look as if it were empty. */
function checkColumns(
  definitions: ParameterDefinitions,
  values: ParameterValues<ParameterDefinitions>,
  dataset: Dataset,
) {
  for (const [name, { type }] of Object.entries(definitions)) {
    const column = values[name];
    if (type !== "column" || typeof column !== "string") continue;
    if (dataset.format !== "text" || column !== textColumn) columnIndex(dataset, column);
  }
}

function itemsOf(given: unknown): number {
  if (Number.isSafeInteger(given) && (given as number) >= 0) return given as number;
  const what = given instanceof Promise ? "a promise: it cannot be an async function" : String(given);
  throw new WorkloadMistake(
    `\`split\` gave ${what}; it has to give how many items there are, a whole number from 0 up.`,
  );
}

const inputs = ["none", "table", "text", "any"];
const known = ["title", "summary", "lesson", "input", "measured", "parameters", "split", "task", "combine", "view"];

/** A definition in JavaScript was never looked at by a compiler. */
function check(given: unknown): void {
  if (typeof given !== "object" || given === null) throw new WorkloadMistake("`defineWorkload` needs an object.");
  const definition = given as Readonly<Record<string, unknown>>;
  const { input = "none" } = definition;
  if (typeof definition.title !== "string" || definition.title.trim() === "") {
    throw new WorkloadMistake("A workload needs a `title`, a text.");
  }
  for (const name of ["summary", "lesson"]) {
    const value = definition[name];
    if (value !== undefined && typeof value !== "string")
      throw new WorkloadMistake(`\`${name}\` of a workload has to be a text.`);
  }
  if (definition.measured !== undefined && typeof definition.measured !== "boolean")
    throw new WorkloadMistake("`measured` of a workload has to be true or false.");
  if (!inputs.includes(input as string)) {
    throw new WorkloadMistake(
      `\`input\` of a workload has to be one of ${inputs.map((one) => `"${one}"`).join(", ")}.`,
    );
  }
  const functions = [
    "task",
    "combine",
    "view",
    ...(input === "none" || definition.split !== undefined ? ["split"] : []),
  ];
  for (const name of functions) {
    if (typeof definition[name] !== "function") throw new WorkloadMistake(`A workload needs \`${name}\`, a function.`);
  }
  const unknown = Object.keys(definition).find((name) => !known.includes(name));
  if (unknown !== undefined) {
    throw new WorkloadMistake(`A workload has no \`${unknown}\`. It has: ${known.join(", ")}.`);
  }
}
