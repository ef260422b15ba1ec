import type { Service, ServiceConnection, Upload, ViewPort } from "../../../src/engine/service/types";
import { traceAcknowledgementSchema, traceWindowBytes } from "../../../src/shared/contract/events";
import type { AppInfo, Dataset } from "../../../src/shared/contract/models";
import { isRequestName, requests } from "../../../src/shared/contract/requests";
import { type Fault, FaultError, type Outcome } from "../../../src/shared/fault";
import {
  exportedText,
  missingPath,
  openedFileBytes,
  openedFileId,
  traceByte,
  traceBytes,
  traceMessageBytes,
} from "./expectations";

/** What a shell did with the service, for tests that run in the same process. */
export interface FakeService extends Service {
  /** Connections that are open now. */
  readonly open: ReadonlySet<ServiceConnection>;
  /** Files that were uploaded whole. */
  readonly uploads: ReadonlyMap<string, Buffer>;
  /** Names of files of which what came was deleted. */
  readonly abortedUploads: readonly string[];
  /** Makes the next writes of uploads fail. */
  failWrites(fault: Fault): void;
  /** Writes of uploads wait until the function that comes back is called. */
  holdWrites(): () => void;
  /** Bytes that were handed to `write` so far. */
  readonly receivedBytes: number;
}

const fakeInfo: AppInfo = {
  version: "1.2.3",
  shell: "web",
  platform: "linux",
  processors: 2,
  logFile: "/tmp/log — ünïcödé.txt",
  sharedMemory: "brokered",
  recordingCostNs: 150,
  notices: [],
};

/** A service that behaves as `bridge-cases` expects: its answers depend on nothing but the requests. */
export function createFakeService(): FakeService {
  const views = new Map<ServiceConnection, ViewPort>();
  const uploads = new Map<string, Buffer>();
  const abortedUploads: string[] = [];
  let writeFault: Fault | null = null;
  let writesMayGo: Promise<void> = Promise.resolve();
  let receivedBytes = 0;
  /** Resolves what `runs.output` from line 1 waits for. */
  let answerFirst: (() => void) | null = null;

  const answers: Partial<Record<keyof typeof requests, (input: never, view: FollowedTrace) => unknown>> = {
    "app.info": () => fakeInfo,
    "datasets.open": ({ path }: { path: string }) => {
      if (path === missingPath) throw new FaultError({ code: "dataset-missing", message: `${path} is not there.` });
      const dataset = datasetAt(path);
      for (const view of views.values()) view.event({ event: "datasets", datasets: [dataset] });
      return dataset;
    },
    "runs.stop": () => {
      throw new FaultError({ code: "worker-lost", message: "worker 1 lost", exit: { code: null, signal: "SIGKILL" } });
    },
    "runs.output": async ({ from }: { from: number }) => {
      if (from === 1) await new Promise<void>((resolve) => (answerFirst = resolve));
      else answerFirst?.();
      return { lines: [], lost: from };
    },
    "runs.export": () => ({ fileName: "result.csv", mediaType: "text/csv", text: exportedText() }),
    "trace.follow": ({ runId, offset }: { runId: string; offset: number }, trace) => {
      trace.follow(runId, offset);
      return {};
    },
  };

  const service: FakeService = {
    open: new Set(views.keys()),
    uploads,
    abortedUploads,
    get receivedBytes() {
      return receivedBytes;
    },
    failWrites: (fault) => {
      writeFault = fault;
    },
    holdWrites: () => {
      let release = (): void => undefined;
      writesMayGo = new Promise((resolve) => (release = resolve));
      return release;
    },
    connect(view) {
      const trace = new FollowedTrace(view);
      const connection: ServiceConnection = {
        request: (name, input) => answer(answers, trace, name, input),
        acknowledgeTrace: (acknowledgement) => trace.acknowledge(acknowledgement),
        close: () => {
          views.delete(connection);
          trace.end();
        },
      };
      views.set(connection, view);
      return connection;
    },
    async readOpenedFile({ fileId, from, to }) {
      if (fileId !== openedFileId) throw new FaultError({ code: "dataset-unknown", message: "That file is not open." });
      return Uint8Array.from({ length: Math.min(to, openedFileBytes) - from }, (_, at) => traceByte(from + at));
    },
    async openUpload(name, size): Promise<Upload> {
      if (size > 1024 ** 3) throw new FaultError({ code: "upload-too-large", message: `${name} has ${size} bytes.` });
      const parts: Uint8Array[] = [];
      return {
        write: async (bytes) => {
          receivedBytes += bytes.byteLength;
          await writesMayGo;
          if (writeFault !== null) throw new FaultError(writeFault);
          parts.push(Uint8Array.from(bytes));
        },
        finish: async () => {
          const content = Buffer.concat(parts);
          if (content.byteLength !== size) throw new Error(`${content.byteLength} of ${size} bytes came`);
          uploads.set(name, content);
          return datasetAt(name);
        },
        abort: async () => {
          abortedUploads.push(name);
        },
      };
    },
    activeRuns: () => [],
    shutdown: async () => undefined,
  };
  return Object.defineProperty(service, "open", { get: () => new Set(views.keys()) });
}

async function answer(
  answers: Partial<Record<string, (input: never, view: FollowedTrace) => unknown>>,
  trace: FollowedTrace,
  name: unknown,
  input: unknown,
): Promise<Outcome<unknown>> {
  const badRequest = (message: string): Outcome<never> => ({ ok: false, fault: { code: "bad-request", message } });
  if (!isRequestName(name)) return badRequest(`no request ${String(name)}`);
  const parsed = requests[name].input.safeParse(input);
  if (!parsed.success) return badRequest(parsed.error.message);
  try {
    return { ok: true, value: await answers[name]?.(parsed.data as never, trace) };
  } catch (error) {
    if (error instanceof FaultError) return { ok: false, fault: error.fault };
    throw error;
  }
}

/** Sends the fake trace, with no more than the window under way. */
class FollowedTrace {
  readonly #view: ViewPort;
  #runId: string | null = null;
  #sent = 0;
  #acknowledged = 0;

  constructor(view: ViewPort) {
    this.#view = view;
  }

  follow(runId: string, offset: number): void {
    this.#runId = runId;
    this.#sent = this.#acknowledged = offset;
    this.#send();
  }

  acknowledge(value: unknown): void {
    const { runId, offset } = traceAcknowledgementSchema.parse(value);
    if (runId !== this.#runId) return;
    this.#acknowledged = Math.max(this.#acknowledged, offset);
    this.#send();
  }

  end(): void {
    this.#runId = null;
  }

  #send(): void {
    while (this.#runId !== null && this.#sent < traceBytes) {
      const length = Math.min(traceMessageBytes, traceBytes - this.#sent);
      if (this.#sent + length - this.#acknowledged > traceWindowBytes) return;
      // A view into a larger buffer, as a drained ring's block is.
      const bytes = new Uint8Array(length + 64).subarray(32, 32 + length);
      for (let index = 0; index < length; index++) bytes[index] = traceByte(this.#sent + index);
      const offset = this.#sent;
      this.#sent += length;
      this.#view.trace({ runId: this.#runId, offset, bytes });
    }
  }
}

function datasetAt(path: string): Dataset {
  return {
    id: `dataset:${path}`,
    name: path.slice(path.lastIndexOf("/") + 1),
    path,
    size: 2 ** 40,
    modifiedMs: 1_700_000_000_000.5,
    format: "csv",
    compression: "none",
    encoding: "utf-8",
    parts: null,
    delimiter: ";",
    hasHeader: true,
    columns: [{ name: "città", type: "text" }],
    dataStart: 3,
    dataLine: 2,
    notes: [],
    preview: [["a", "日本語 \u0000 \u{1F600}"]],
    rowsEstimate: 12.5,
    origin: "file",
  };
}
