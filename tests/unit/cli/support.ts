import { Interruption } from "../../../src/cli/ending";
import type { CommandHost } from "../../../src/cli/host";
import { main } from "../../../src/cli/main";
import { type OutputStream, Terminal } from "../../../src/cli/terminal";
import type { Service, ServiceConnection, ServiceLog, ViewPort } from "../../../src/engine/service/types";
import type { ServiceEvent } from "../../../src/shared/contract/events";
import type { Dataset, ResultTable, Run, WorkloadInfo } from "../../../src/shared/contract/models";
import type { ParsedInput, RequestName, RequestOutput } from "../../../src/shared/contract/requests";
import { requests } from "../../../src/shared/contract/requests";
import { FaultError, toFault } from "../../../src/shared/fault";
import { encodeLaneBlock } from "../../../src/shared/trace/block-layout";
import type { Lane } from "../../../src/shared/trace/lanes";

/** A workload whose parameters have every type that a schema can ask for. */
export const everyType: WorkloadInfo = {
  id: "group-by",
  title: "Group and aggregate",
  summary: "Groups rows.",
  lesson: "",
  input: "table",
  kind: "data",
  area: "tables",
  teaches: ["merging"],
  chunkUnit: "bytes",
  parameters: {
    type: "object",
    properties: {
      by: { type: "string", description: "The groups.", "x-column": "any" },
      top: { type: "integer", default: 20, minimum: 1, maximum: 100 },
      share: { type: "number", exclusiveMinimum: 0, description: "How much." },
      exact: { type: "boolean", default: true },
      order: { enum: ["key", "count"], type: "string", default: "key" },
      limit: { anyOf: [{ type: "integer", minimum: -9007199254740991 }, { type: "string" }] },
    },
    required: ["by"],
  },
};

export const withoutDataset: WorkloadInfo = {
  ...everyType,
  id: "primes",
  title: "Count primes",
  summary: "Counts primes.",
  input: "none",
  kind: "cpu",
  area: "computing",
  teaches: ["scaling"],
  chunkUnit: "items",
  parameters: { type: "object", properties: { below: { type: "integer", default: 100, minimum: 0 } } },
};

export const dataset: Dataset = {
  id: "dataset-1",
  name: "data.csv",
  path: "/data/data.csv",
  size: 1_000_000,
  modifiedMs: 0,
  format: "csv",
  compression: "none",
  encoding: "utf-8",
  parts: null,
  delimiter: ",",
  hasHeader: true,
  columns: [],
  dataStart: 0,
  dataLine: 2,
  notes: [],
  preview: [],
  rowsEstimate: 0,
  origin: "file",
};

export const runningRun: Run = {
  id: "run-1",
  number: 1,
  seriesId: null,
  title: "Count primes",
  settings: { workload: "primes", parameters: {}, datasetId: null, mode: "processes", workers: 2, chunkSize: "auto" },
  program: null,
  chunkSizeUsed: 7,
  dataset: null,
  state: "running",
  startedMs: 0,
  wallMs: 100,
  progress: { done: 50, total: 100, unit: "items", perSecond: 1234, remainingMs: 8_100 },
  problems: [],
  fault: null,
  hasResult: false,
  isKept: true,
  trace: { events: 0, dropped: 0, bytes: 0 },
  parentDelayP99Ms: null,
};

export const doneRun: Run = {
  ...runningRun,
  state: "done",
  wallMs: 1_234.5,
  progress: { ...runningRun.progress, done: 100, remainingMs: null },
  hasResult: true,
  trace: { events: 12, dropped: 0, bytes: 0 },
};

export const table: ResultTable = {
  columns: [
    { name: "key", type: "text" },
    { name: "count", type: "integer" },
    { name: "sum", type: "decimal" },
  ],
  rows: [
    ["north", 3, 1.5],
    ["south", 12, "18014398509481987"],
  ],
  totalRows: 2,
  partial: false,
  chart: null,
  headline: "2 groups by key",
};

export const workerLane: Lane = {
  id: 2,
  kind: "worker",
  name: "worker 1",
  number: 1,
  pid: 4711,
  part: "",
  valueType: "",
  startNs: 1_000,
  endNs: 9_000,
  exit: { code: null, signal: "SIGKILL" },
  remark: "",
};

/** What the scripted service does when it is asked; the view gets what `tell` and `trace` hand it. */
export type Script = {
  readonly [Name in RequestName]?: (
    input: ParsedInput<Name>,
    view: ViewPort,
  ) => RequestOutput<Name> | Promise<RequestOutput<Name>>;
};

export interface ScriptedService extends Service {
  /** What was asked, in order: names and inputs. */
  readonly asked: readonly (readonly [string, unknown])[];
  /** Trace offsets that were acknowledged. */
  readonly acknowledged: readonly unknown[];
  readonly shutdowns: number;
}

/** A service that answers from a script, and runs nothing. */
export function scriptedService(script: Script): ScriptedService {
  const asked: [string, unknown][] = [];
  const acknowledged: unknown[] = [];
  const answers: Script = {
    "workloads.list": () => ({ workloads: [everyType, withoutDataset] }),
    "datasets.open": () => dataset,
    "trace.follow": () => ({}),
    "runs.result": () => table,
    ...script,
  };
  const service = {
    asked,
    acknowledged,
    shutdowns: 0,
    connect(view: ViewPort): ServiceConnection {
      return {
        async request(name, input) {
          asked.push([String(name), input]);
          const answer = answers[name as RequestName] as ((input: unknown, view: ViewPort) => unknown) | undefined;
          if (answer === undefined) throw new Error(`the script has no answer to ${String(name)}`);
          try {
            return { ok: true, value: await answer(requests[name as RequestName].input.parse(input), view) };
          } catch (error) {
            if (!(error instanceof FaultError)) throw error;
            return { ok: false, fault: toFault(error) };
          }
        },
        acknowledgeTrace: (acknowledgement) => acknowledged.push(acknowledgement),
        close: () => undefined,
      };
    },
    openUpload: () => Promise.reject(new Error("the command line uploads nothing")),
    readOpenedFile: () => Promise.reject(new Error("the command line reads no file of a view")),
    activeRuns: () => [],
    async shutdown() {
      service.shutdowns++;
    },
  };
  return service;
}

/** A script of a run that tells `events` and then ends as `end`. */
export function runScript(end: Run, events: readonly ServiceEvent[] = [], lanes: readonly Lane[] = []): Script {
  const blocks = lanes.map(encodeLaneBlock);
  const bytes = blocks.reduce((sum, block) => sum + block.byteLength, 0);
  return {
    "runs.start": (settings, view) => {
      const run = { ...runningRun, settings };
      setImmediate(() => {
        for (const event of events) view.event(event);
        view.event({ event: "run", run: { ...end, settings, trace: { ...end.trace, bytes } } });
      });
      return run;
    },
    "trace.follow": ({ runId }, view) => {
      // Behind the run's end, as a trace that is read from its file may be.
      setTimeout(() => {
        let offset = 0;
        for (const block of blocks) {
          view.trace({ runId, offset, bytes: block });
          offset += block.byteLength;
        }
      }, 5);
      return {};
    },
  };
}

/** A stream that keeps what is written to it. */
export class FakeStream implements OutputStream {
  readonly isTTY: boolean;
  columns = 100;
  text = "";
  /** The code of the error that every write ends with; null for none. */
  failure: string | null = null;
  /** How often it was written to. */
  writes = 0;

  constructor(isTerminal = false) {
    this.isTTY = isTerminal;
  }

  write(text: string, done: (error?: Error | null) => void): boolean {
    this.writes++;
    const error = this.failure === null ? null : Object.assign(new Error("no such luck"), { code: this.failure });
    if (error === null) this.text += text;
    setImmediate(() => done(error));
    return true;
  }

  on(): void {}
}

export interface Ended {
  readonly code: number;
  readonly out: string;
  readonly error: string;
}

export interface CommandOptions {
  readonly service?: Service;
  readonly stdout?: FakeStream;
  readonly stderr?: FakeStream;
  readonly interruption?: Interruption;
  readonly environment?: NodeJS.ProcessEnv;
  readonly createService?: (log: ServiceLog) => Service;
}

/** Runs a command line against a service, from its words to its exit code. */
export async function runCommand(words: readonly string[], options: CommandOptions = {}): Promise<Ended> {
  const stdout = options.stdout ?? new FakeStream();
  const stderr = options.stderr ?? new FakeStream();
  const host: CommandHost = {
    version: "1.2.3",
    terminal: new Terminal(stdout, stderr, options.environment ?? {}),
    interruption: options.interruption ?? new Interruption(),
    processors: 3,
    createService: options.createService ?? (() => options.service ?? scriptedService({})),
  };
  const code = await main(words, host);
  return { code, out: stdout.text, error: stderr.text };
}
