import type { ServiceEvent, TraceMessage } from "../../shared/contract/events";
import type { AppInfo, Run } from "../../shared/contract/models";
import type { OpenedFileRange } from "../../shared/contract/opened-files";
import type { Outcome } from "../../shared/fault";
import type { OpenSource, ThumbnailMaker } from "../host/look-in-thread";
import type { WorkerPort } from "../ports/worker-port";
import type { AnyWorkload } from "../protocol/workload";

/** A program's code, ready to run. */
export interface CompiledProgram {
  /** Absolute path of what runs. */
  readonly entry: string;
  /** Where its modules' code really lies, by their URLs. */
  readonly modules: Readonly<Record<string, string>>;
  /** What its file held when it was compiled. */
  readonly text: string;
  /** Hashes of the other files that run with it, by path; none of packages. */
  readonly others: Readonly<Record<string, string>>;
}

/** @throws {FaultError} `program-unsuitable`, with the place of the first mistake. */
export type CompileProgram = (path: string) => Promise<CompiledProgram>;

/** @returns What a file's types forbid, with places such as `mine.ts:3:7`; nothing once `signal` is aborted. */
export type CheckTypes = (
  path: string,
  signal: AbortSignal,
) => Promise<readonly { readonly place: string; readonly message: string }[]>;

/** What a shell hands the service when it starts. */
export interface ServiceOptions {
  readonly info: Omit<AppInfo, "platform" | "processors" | "recordingCostNs" | "sharedMemory">;
  /** Whether processes share memory here. */
  readonly sharedMemory: AppInfo["sharedMemory"];
  /** Starts worker processes: utility processes in Electron, child processes elsewhere. */
  readonly processes: WorkerPort;
  readonly workloads: readonly AnyWorkload[];
  /** Folder with `samples.json` and the sample files. */
  readonly samplesFolder: string;
  /** Folder with the bundled example programs. */
  readonly examplesFolder: string;
  readonly compileProgram: CompileProgram;
  /** Checks the types of a file that runs, where there is a compiler for it; left out: none are checked. */
  readonly checkTypes?: CheckTypes;
  /** Where it is kept which programs the user allowed to run; null for this session only. */
  readonly consentFile: string | null;
  /** Looks at files that become datasets; left out, this thread does it. */
  readonly openSource?: OpenSource;
  /** Makes thumbnails of images; likewise. */
  readonly makeThumbnail?: ThumbnailMaker;
  /** Where the datasets that were opened last are kept over restarts; null or left out: nowhere. */
  readonly recentsFile?: string | null;
  /** Folder with the built entries `workers/task.cjs` and `workers/combine.cjs`. */
  readonly entriesFolder: string;
  /** Where traces spool and uploads live; the service makes its own folder in it and removes that at the end. */
  readonly temporaryFolder: string;
  readonly log: ServiceLog;
}

export interface ServiceLog {
  info(message: string): void;
  warn(message: string): void;
  error(message: string): void;
}

/** How the service reaches one connected view. */
export interface ViewPort {
  event(event: ServiceEvent): void;
  /** Whole blocks; at most `traceWindowBytes` are under way unacknowledged. */
  trace(message: TraceMessage): void;
}

export interface ServiceConnection {
  /**
   * Answers one request of the contract. Parses the input itself; never rejects.
   *
   * @param name Anything; an unknown name gives the fault `bad-request`.
   * @param input Anything, likewise.
   */
  request(name: unknown, input: unknown): Promise<Outcome<unknown>>;
  /** Takes a `TraceAcknowledgement`, unparsed; a malformed one is logged and ignored. */
  acknowledgeTrace(acknowledgement: unknown): void;
  close(): void;
}

/** A file on its way in. `write` resolves when the bytes are on disk, so the sender can wait (back-pressure). */
export interface Upload {
  write(bytes: Uint8Array): Promise<void>;
  /** @returns The dataset. @throws {FaultError} As `datasets.open`. */
  finish(): Promise<unknown>;
  /** Deletes what came so far; of no effect once it is a dataset. */
  abort(): Promise<void>;
}

export interface Service {
  connect(view: ViewPort): ServiceConnection;
  /**
   * @param size Bytes, as announced; more is refused.
   * @param isFolder Whether it is a folder as one stream; see `folderParameter`.
   * @throws {FaultError} `disk-full`, `upload-too-large`, `aborted`.
   */
  openUpload(name: string, size: number, isFolder?: boolean): Promise<Upload>;
  /**
   * Bytes of a file that a view opened by its path (`files.open`), as far as it reaches.
   *
   * @throws {FaultError} `bad-request`, `dataset-unknown`, `dataset-changed`, `dataset-missing`, `dataset-unreadable`.
   */
  readOpenedFile(range: OpenedFileRange): Promise<Uint8Array>;
  /** Runs that still have processes at work. */
  activeRuns(): readonly Run[];
  /** Stops every run, deletes temporary files; no child is left when it resolves. Safe to call twice. */
  shutdown(): Promise<void>;
}
