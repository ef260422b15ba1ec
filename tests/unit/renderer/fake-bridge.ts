import type { Bridge, NewFile } from "../../../src/shared/contract/bridge";
import type { ServiceEvent, TraceAcknowledgement, TraceMessage } from "../../../src/shared/contract/events";
import type { AppInfo, Dataset, ResultTable, Run, Sample, WorkloadInfo } from "../../../src/shared/contract/models";
import type { RequestName } from "../../../src/shared/contract/requests";
import type { FaultCode, Outcome } from "../../../src/shared/fault";

const appInfo: AppInfo = {
  version: "0.1.0",
  shell: "web",
  platform: "linux",
  processors: 8,
  logFile: "/home/me/.local/state/lanescope/lanescope.log",
  sharedMemory: "brokered",
  recordingCostNs: 150,
  notices: [],
};

export const workloads: readonly WorkloadInfo[] = [
  {
    id: "group-by",
    title: "Group and aggregate",
    summary: "Count, sum, mean, min and max of one column for each value of another.",
    lesson: "Workers parse their own byte ranges side by side; the parent only merges.",
    input: "table",
    kind: "data",
    area: "tables",
    teaches: ["merging", "scaling"],
    parameters: {
      type: "object",
      properties: {
        by: { type: "string", title: "Group by", "x-column": "any", description: "One group for each value." },
        of: { type: "string", title: "Aggregate", "x-column": "number", description: "Left out: counts only." },
      },
      required: ["by"],
    },
    chunkUnit: "bytes",
  },
  {
    id: "sum",
    title: "Sum of a column",
    summary: "Adds up a column of a CSV file, or a file of numbers.",
    lesson: "The sum is the same to the last digit, whatever the number of workers.",
    input: "any",
    kind: "data",
    area: "tables",
    teaches: ["scaling"],
    parameters: {
      type: "object",
      properties: { column: { type: "string", title: "Column", "x-column": "number" } },
    },
    chunkUnit: "bytes",
  },
  {
    id: "word-count",
    title: "Word count",
    summary: "The most frequent words of a text.",
    lesson: "Partial counts grow with the text's vocabulary, and so does merging.",
    input: "text",
    kind: "data",
    area: "text",
    teaches: ["merging"],
    parameters: {
      type: "object",
      properties: { top: { type: "integer", title: "Top", minimum: 1, maximum: 10000, default: 50 } },
    },
    chunkUnit: "bytes",
  },
  {
    id: "num",
    title: "Waiting steps",
    summary: "A number of steps that wait one second each.",
    lesson: "Waiting needs no processor: one thread that interleaves is as fast as many processes.",
    input: "none",
    kind: "io",
    area: "computing",
    teaches: ["waiting"],
    parameters: {
      type: "object",
      properties: { steps: { type: "integer", title: "Steps", minimum: 1, maximum: 100000, default: 10 } },
      required: ["steps"],
    },
    chunkUnit: "items",
  },
  {
    id: "primes",
    title: "Primes",
    summary: "Counts the prime numbers below a limit.",
    lesson: "Chunks of the same size take longer the larger their numbers are.",
    input: "none",
    kind: "cpu",
    area: "computing",
    teaches: ["scaling", "balance"],
    parameters: {
      type: "object",
      properties: { limit: { type: "integer", title: "Limit", minimum: 2, default: 10000000 } },
      required: ["limit"],
    },
    chunkUnit: "items",
  },
  {
    id: "shared-counter",
    title: "Shared counter",
    summary: "All workers add to one shared value under one lock.",
    lesson: "The lock lets one worker at a time in: more workers only wait longer.",
    input: "none",
    kind: "lock",
    area: "contention",
    teaches: ["locks"],
    parameters: {
      type: "object",
      properties: { increments: { type: "integer", title: "Increments", minimum: 1, default: 10000 } },
      required: ["increments"],
    },
    chunkUnit: "items",
  },
];

export const samples: readonly Sample[] = [
  {
    id: "flights",
    name: "flights.csv",
    description: "Domestic flights with delays",
    licence: "Public domain",
    size: 6.2e6,
  },
  {
    id: "walden",
    name: "walden.txt",
    description: "Walden, by Henry David Thoreau",
    licence: "Public domain",
    size: 1.1e6,
  },
];

/** A table of orders with everything that a test does not care about. */
export function dataset(more: Partial<Dataset> = {}): Dataset {
  return {
    id: "orders",
    name: "orders-2025.csv",
    path: "/home/me/orders-2025.csv",
    size: 4.12e9,
    modifiedMs: 0,
    format: "csv",
    compression: "none",
    encoding: "utf-8",
    parts: null,
    delimiter: ",",
    hasHeader: true,
    columns: [
      { name: "order_id", type: "decimal" },
      { name: "customer", type: "text" },
      { name: "city", type: "text" },
      { name: "amount", type: "decimal" },
    ],
    dataStart: 30,
    dataLine: 2,
    notes: [],
    preview: [
      ["1", "Ada", "Oslo", "12.50"],
      ["2", "Ben", "Rome", "8"],
      ["3", "Cleo", "Oslo", "99.95"],
      ["4", "Dora", "Rome", "1"],
      ["5", "Emil", "Oslo", "77"],
    ],
    rowsEstimate: 46_512_345,
    origin: "file",
    ...more,
  };
}

export function textDataset(more: Partial<Dataset> = {}): Dataset {
  return dataset({
    id: "walden",
    name: "walden.txt",
    path: "/samples/walden.txt",
    size: 1.1e6,
    format: "text",
    delimiter: "",
    hasHeader: false,
    columns: [],
    dataStart: 0,
    dataLine: 1,
    preview: [["When I wrote the following pages,"], ["or rather the bulk of them, I lived alone,"]],
    rowsEstimate: 10_412,
    origin: "sample",
    ...more,
  });
}

export function run(more: Partial<Run> = {}): Run {
  return {
    id: "run-1",
    number: 1,
    seriesId: null,
    title: "Group and aggregate",
    settings: {
      workload: "group-by",
      parameters: { by: "city", of: "amount" },
      datasetId: "orders",
      mode: "processes",
      workers: 6,
      chunkSize: "auto",
    },
    program: null,
    chunkSizeUsed: 8e6,
    dataset: { id: "orders", name: "orders-2025.csv", path: "/home/me/orders-2025.csv", size: 4.12e9 },
    state: "running",
    startedMs: 0,
    wallMs: 9410,
    progress: { done: 2.2e9, total: 4.12e9, unit: "bytes", perSecond: 235e6, remainingMs: 8100 },
    problems: [],
    fault: null,
    hasResult: false,
    isKept: true,
    trace: { events: 0, dropped: 0, bytes: 0 },
    parentDelayP99Ms: 3,
    ...more,
  };
}

export const resultTable: ResultTable = {
  columns: [
    { name: "city", type: "text" },
    { name: "count", type: "integer" },
    { name: "sum", type: "decimal" },
    { name: "mean", type: "decimal" },
    { name: "min", type: "decimal" },
    { name: "max", type: "decimal" },
  ],
  rows: [
    ["Oslo", 27_911_407, 189_45.5, 63.15, 12.5, 99.95],
    ["Rome", 18_600_938, 9, 4.5, 1, 8],
  ],
  totalRows: 2,
  partial: false,
  chart: { kind: "bar", x: "city", y: "sum" },
  headline: "2 groups of 46,512,345 rows",
};

type Handler = (input: never) => unknown;

/** An engine in memory: answers as its `handlers` say, records what it was asked, sends what a test makes it send. */
export class FakeBridge implements Bridge {
  readonly shell: Bridge["shell"];
  readonly asked: { readonly name: RequestName; readonly input: unknown }[] = [];
  readonly acknowledged: TraceAcknowledgement[] = [];
  readonly progress: (number | null)[] = [];
  readonly handlers: Partial<Record<RequestName, Handler>> = {
    "app.info": () => appInfo,
    "workloads.list": () => ({ workloads }),
    "samples.list": () => ({ samples }),
    "programs.list": () => ({ programs: [] }),
    "samples.open": () => textDataset(),
    "datasets.list": () => ({ datasets: [] }),
    "datasets.open": () => dataset(),
    "datasets.prepare": () => ({}),
    "datasets.remove": () => ({}),
    "recents.list": () => ({ recents: [] }),
    "recents.remove": () => ({}),
    "runs.list": () => ({ runs: [] }),
    "runs.start": () => run(),
    "runs.stop": () => run({ state: "stopped" }),
    "runs.result": () => resultTable,
    "runs.export": () => ({ fileName: "result.csv", mediaType: "text/csv", text: "city,count\n" }),
    "runs.output": () => ({ lines: [], lost: 0 }),
    "series.list": () => ({ series: [] }),
    "trace.follow": () => ({}),
  };
  /** Null: a browser, which tells no path. */
  path: string | null = "/home/me/orders-2025.csv";
  upload: Bridge["uploadFile"] = async () => ({ ok: true, value: dataset({ origin: "upload" }) });
  readonly saved: NewFile[] = [];
  /** How saving ends. */
  saving: Outcome<unknown> = { ok: true, value: { path: "/home/me/result.csv" } };
  readonly shown: string[] = [];
  readonly #events = new Set<(event: unknown) => void>();
  readonly #traces = new Set<(message: TraceMessage) => void>();
  readonly #connections = new Set<(connected: boolean) => void>();

  readonly #openPaths = new Set<(paths: readonly string[]) => void>();

  constructor(shell: Bridge["shell"] = "web") {
    this.shell = shell;
  }

  request = async (name: RequestName, input: unknown): Promise<Outcome<unknown>> => {
    this.asked.push({ name, input });
    const answer = this.handlers[name]?.(input as never);
    return answer instanceof Refusal ? { ok: false, fault: answer } : { ok: true, value: answer };
  };

  onEvent = (listener: (event: unknown) => void): (() => void) => subscribe(this.#events, listener);
  onTrace = (listener: (message: TraceMessage) => void): (() => void) => subscribe(this.#traces, listener);
  onConnection = (listener: (connected: boolean) => void): (() => void) => subscribe(this.#connections, listener);
  onOpenPaths = (listener: (paths: readonly string[]) => void): (() => void) => subscribe(this.#openPaths, listener);

  acknowledgeTrace = (acknowledgement: TraceAcknowledgement): void => {
    this.acknowledged.push(acknowledgement);
  };

  pathOf = (): string | null => this.path;

  uploadFile: Bridge["uploadFile"] = (file, onProgress, signal) => this.upload(file, onProgress, signal);

  chooseNewPath = async (): Promise<Outcome<unknown>> => ({ ok: true, value: null });

  saveFile = async (file: NewFile): Promise<Outcome<unknown>> => {
    this.saved.push(file);
    return this.saving;
  };

  showSavedFile = (path: string): void => {
    this.shown.push(path);
  };

  setProgress = (fraction: number | null): void => {
    this.progress.push(fraction);
  };

  send(event: ServiceEvent | { readonly event: string }): void {
    for (const listener of this.#events) listener(event);
  }

  sendTrace(message: TraceMessage): void {
    for (const listener of this.#traces) listener(message);
  }

  openPaths(paths: readonly string[]): void {
    for (const listener of this.#openPaths) listener(paths);
  }

  connect(connected: boolean): void {
    for (const listener of this.#connections) listener(connected);
  }

  /** What was asked under a name. */
  inputs(name: RequestName): readonly unknown[] {
    return this.asked.filter((request) => request.name === name).map((request) => request.input);
  }
}

/** What a handler returns to answer with a fault. */
export class Refusal {
  readonly code: FaultCode;
  readonly message: string;

  constructor(code: FaultCode, message: string) {
    this.code = code;
    this.message = message;
  }
}

function subscribe<Listener>(listeners: Set<Listener>, listener: Listener): () => void {
  listeners.add(listener);
  return () => {
    listeners.delete(listener);
  };
}
