import { basename, extname } from "node:path";
import { z } from "zod";
import type { Problem, WorkloadInfo } from "../../shared/contract/models";
import { inspectWorkload } from "../host";
import type { Inspection, OwnModule, OwnWorkloadFacts } from "../protocol/own-workload";
import type { AnyWorkload, ParameterSchema, Plan, SplitInput } from "../protocol/workload";
import type { Programs, ReadyProgram } from "./programs";
import type { ServiceOptions } from "./types";

/** A user's workload, as far as this process knows it: none of its functions is here. */
export interface LoadedOwnWorkload {
  readonly workload: AnyWorkload;
  readonly module: OwnModule;
  readonly info: WorkloadInfo;
  /** What its types forbid: known later, for the run does not wait for it. */
  readonly typeProblems: Promise<readonly Problem[]>;
  split(input: SplitInput): Promise<Plan>;
}

type OwnWorkloadsOptions = Pick<ServiceOptions, "processes" | "entriesFolder" | "checkTypes" | "log">;

interface Entry {
  readonly id: string;
  readonly programId: string;
  /** Of what `loaded` was made from. */
  source: string;
  loaded: LoadedOwnWorkload;
}

/** Workloads in modules of the user's. Their code runs in other processes only. */
export class OwnWorkloads {
  readonly #options: OwnWorkloadsOptions;
  readonly #programs: Programs;
  readonly #onChange: () => void;
  readonly #closed = new AbortController();
  /** What looks at modules now. */
  readonly #looking = new Set<Promise<unknown>>();
  /** By id. */
  readonly #entries = new Map<string, Entry>();
  /** Ids by program: given before anything is loaded, for two may be loaded at once. */
  readonly #ids = new Map<string, string>();

  constructor(options: OwnWorkloadsOptions, programs: Programs, onChange: () => void) {
    this.#options = options;
    this.#programs = programs;
    this.#onChange = onChange;
  }

  list(): readonly WorkloadInfo[] {
    return [...this.#entries.values()].map(({ loaded }) => loaded.info);
  }

  /**
   * Loads the workload that an opened file holds, as the file is now.
   *
   * @throws {FaultError} `program-unknown`, `program-untrusted`, `program-broken` and others of the file; as `inspectWorkload`.
   */
  async load(programId: string): Promise<WorkloadInfo> {
    const program = await this.#programs.ready(programId);
    const id = this.#idOf(program);
    const loaded = await this.#inspect(id, program);
    this.#entries.set(id, { id, programId, source: program.source, loaded });
    this.#onChange();
    return loaded.info;
  }

  /**
   * A workload as its file is now; null where there is none of that id.
   *
   * @throws {FaultError} As `load`.
   */
  async current(id: string): Promise<LoadedOwnWorkload | null> {
    const entry = this.#entries.get(id);
    if (entry === undefined) return null;
    // Compiled from what it is made from by now: not its file alone may have changed.
    const program = await this.#programs.ready(entry.programId);
    if (program.source !== entry.source || program.code.entry !== entry.loaded.module.entry)
      await this.load(entry.programId);
    return this.#entries.get(id)?.loaded ?? null;
  }

  /** Ends what looks at modules, whatever their code does; resolves when no process of it is left. */
  async close(): Promise<void> {
    this.#closed.abort();
    await Promise.allSettled(this.#looking);
  }

  async #inspect(id: string, program: ReadyProgram): Promise<LoadedOwnWorkload> {
    const { processes, entriesFolder } = this.#options;
    const module: OwnModule = { id, entry: program.code.entry, modules: program.code.modules };
    const ask = async (split: SplitInput | null): Promise<Inspection> => {
      const { signal } = this.#closed;
      const request = { module, split };
      return await this.#watched(inspectWorkload({ processes, entriesFolder, name: program.name, request, signal }));
    };
    const { facts } = await ask(null);
    return {
      workload: workloadOf(id, facts),
      module,
      info: infoOf(id, program, facts),
      typeProblems: this.#watched(this.#typeProblems(program)),
      split: async (input) => {
        const { plan } = await ask(input);
        if (plan === null) throw new Error(`${id} was asked for a plan, and gave none`);
        return plan;
      },
    };
  }

  /** What `close` waits for. */
  async #watched<Result>(looking: Promise<Result>): Promise<Result> {
    this.#looking.add(looking);
    try {
      return await looking;
    } finally {
      this.#looking.delete(looking);
    }
  }

  async #typeProblems({ path }: ReadyProgram): Promise<readonly Problem[]> {
    const { checkTypes, log } = this.#options;
    try {
      const mistakes = (await checkTypes?.(path, this.#closed.signal)) ?? [];
      return mistakes.map(({ place, message }) => ({
        ...{ code: "type-mistake", severity: "warning", count: 1 },
        message: `${place}: ${message}`,
      }));
    } catch (error) {
      log.warn(`the types of ${path} were not checked: ${String(error)}`);
      return [];
    }
  }

  /** One that stays with the file. */
  #idOf({ id: programId, name }: ReadyProgram): string {
    const known = this.#ids.get(programId);
    if (known !== undefined) return known;
    const taken = new Set(this.#ids.values());
    const stem = `own-${basename(name, extname(name))}`;
    let id = stem;
    for (let number = 2; taken.has(id); number++) id = `${stem}-${number}`;
    this.#ids.set(programId, id);
    return id;
  }
}

function infoOf(id: string, program: ReadyProgram, facts: OwnWorkloadFacts): WorkloadInfo {
  const { title, summary, lesson, input, kind, chunkUnit, grows, parameters } = facts;
  return {
    ...{ id, title, summary, lesson, input, kind, area: "own", teaches: [], chunkUnit, grows, parameters },
    programId: program.id,
  };
}

function workloadOf(id: string, facts: OwnWorkloadFacts): AnyWorkload {
  const elsewhere = (): never => {
    throw new Error(`the functions of ${id} are in other processes`);
  };
  return {
    ...facts,
    id,
    // The shape of schemas is all that the protocol knows of them.
    parameters: z.fromJSONSchema(facts.parameters) as unknown as ParameterSchema<unknown>,
    split: elsewhere,
    task: elsewhere,
    combine: elsewhere,
  };
}
