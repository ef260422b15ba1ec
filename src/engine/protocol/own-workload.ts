import type { AnyWorkload, Plan, SplitInput } from "./workload";

/** Marks what `defineWorkload` gives, whichever copy of the library made it. */
export const ownWorkloadMark = Symbol.for("lanescope.workload");

/** Name of errors that say what is wrong with a definition or with what its functions gave. */
export const workloadMistake = "WorkloadMistake";

/** A module of a user's that holds a workload, compiled. */
export interface OwnModule {
  /** Of the workload in it: it has none of its own. */
  readonly id: string;
  /** Absolute path of what is loaded. */
  readonly entry: string;
  /** URL of each compiled file, by its source's: their places are told by the source. */
  readonly modules: Readonly<Record<string, string>>;
}

/** A workload as `defineWorkload` gives it: all but its id. */
export type OwnWorkload = AnyWorkload & {
  readonly [ownWorkloadMark]: {
    /** JSON schema of its parameters, an object. */
    readonly parameters: Readonly<Record<string, unknown>>;
  };
};

/** What there is to tell about a workload without its functions. */
export interface OwnWorkloadFacts
  extends Pick<
    AnyWorkload,
    "title" | "summary" | "lesson" | "input" | "kind" | "chunkUnit" | "restartable" | "grows" | "measured"
  > {
  readonly parameters: Readonly<Record<string, unknown>>;
}

/** What came of an inspection. */
export interface Inspection {
  readonly facts: OwnWorkloadFacts;
  /** Null where none was asked for. */
  readonly plan: Plan | null;
}

/** What a worker is asked about a module. */
export interface InspectionRequest {
  readonly module: OwnModule;
  /** What the workload is to cut; null where only its facts are wanted. */
  readonly split: SplitInput | null;
}
