import type { OutputLine, ResultTable, Run, RunState } from "../../shared/contract/models";
import type { TraceSpool } from "../recorder";

/** What changes of a run while it goes on. */
export type RunSnapshot = Pick<
  Run,
  "state" | "wallMs" | "progress" | "problems" | "fault" | "hasResult" | "trace" | "parentDelayP99Ms"
>;

/** What the processes of a run used, as far as the system tells. */
export interface RunUsage {
  /** Processor time of all of them, the parent's since the run began included, milliseconds. */
  readonly cpuMs: number;
  /** The most memory that the workers' processes had together, bytes. */
  readonly memoryBytes: number;
}

/** One run at work or over, of a workload or of a user's program. */
export interface Execution {
  readonly state: RunState;
  /** Bytes that its trace, result and output take, on the disk and in memory. */
  readonly keptBytes: number;
  readonly spool: TraceSpool;
  /** Null where it is not measured. */
  readonly usage: RunUsage | null;
  readonly output: { since(from: number): { readonly lines: readonly OutputLine[]; readonly lost: number } };
  start(): void;
  /** Ends it at once; resolves when every process and thread of it is gone. Safe to call at any time. */
  stop(): Promise<void>;
  snapshot(): RunSnapshot;
  /** Rows of the result, from `from` on, up to `limit`; null while there is none. */
  result(limit: number, from?: number): ResultTable | null;
  /** The first rows of the result so far, of a run at work; null where there is none yet or never. */
  resultSoFar(): Promise<ResultTable | null>;
  /** Numbers of the workers that did its chunks, by chunk; 0 for those that are not done. */
  readonly doers: readonly number[];
}
