import { config, z } from "zod";
import {
  type Bridge,
  type NewFile,
  type NewUpload,
  type SavedFile,
  savedFileSchema,
} from "../../shared/contract/bridge";
import { eventSchema, type ServiceEvent, type TraceMessage } from "../../shared/contract/events";
import { faultSchema } from "../../shared/contract/faults";
import { type Dataset, datasetSchema } from "../../shared/contract/models";
import { type RequestInput, type RequestName, type RequestOutput, requests } from "../../shared/contract/requests";
import { FaultError, fail, toFault } from "../../shared/fault";

// Parsers generated at run time need `eval`, which the content security policy forbids.
config({ jitless: true });

const outcomeSchema = z.discriminatedUnion("ok", [
  z.object({ ok: z.literal(true), value: z.unknown() }),
  z.object({ ok: z.literal(false), fault: faultSchema }),
]);

/** The engine as the views see it: every answer and event is parsed, every failure is a `FaultError`. */
export class EngineClient {
  readonly #bridge: Bridge;

  constructor(bridge: Bridge) {
    this.#bridge = bridge;
  }

  get shell(): Bridge["shell"] {
    return this.#bridge.shell;
  }

  /**
   * Makes one request of the contract.
   *
   * @throws {FaultError} What the engine answered; `internal` where the answer is not what the contract says.
   */
  async request<Name extends RequestName>(name: Name, input: RequestInput<Name>): Promise<RequestOutput<Name>> {
    const outcome = await this.#bridge.request(name, input).catch((error: unknown) => {
      throw new FaultError(toFault(error), { cause: error });
    });
    // TypeScript does not join an indexed schema with its output, though they stand under one name.
    const schema = requests[name].output as unknown as z.ZodType<RequestOutput<Name>>;
    return parseOutcome(outcome, schema, name);
  }

  /** Calls back with every event that is one. @param onMalformed Told what came instead. @returns Ends it. */
  onEvent(listener: (event: ServiceEvent) => void, onMalformed: (message: string) => void): () => void {
    return this.#bridge.onEvent((event) => {
      const parsed = eventSchema.safeParse(event);
      if (parsed.success) listener(parsed.data);
      else onMalformed(z.prettifyError(parsed.error));
    });
  }

  onTrace(listener: (message: TraceMessage) => void): () => void {
    return this.#bridge.onTrace(listener);
  }

  acknowledgeTrace(runId: string, offset: number): void {
    this.#bridge.acknowledgeTrace({ runId, offset });
  }

  onConnection(listener: (connected: boolean) => void): () => void {
    return this.#bridge.onConnection(listener);
  }

  /** Calls back with files that the user opened outside the page. @returns Ends it. */
  onOpenPaths(listener: (paths: readonly string[]) => void): () => void {
    return this.#bridge.onOpenPaths(listener);
  }

  /** The file's path on the engine's machine, null where a browser does not tell it. */
  pathOf(file: File): string | null {
    return this.#bridge.pathOf(file);
  }

  /**
   * Brings a file's or a folder's content to the host and opens it there.
   *
   * @param onProgress Bytes sent so far.
   * @throws {FaultError} As `request`; `aborted` when the signal fired.
   */
  async uploadFile(upload: NewUpload, onProgress: (sentBytes: number) => void, signal: AbortSignal): Promise<Dataset> {
    const outcome = await this.#bridge.uploadFile(upload, onProgress, signal).catch((error: unknown) => {
      throw new FaultError(toFault(error, signal.aborted ? "aborted" : "internal"), { cause: error });
    });
    return parseOutcome(outcome, datasetSchema, "upload");
  }

  /**
   * Saves a file where the user says.
   *
   * @throws {FaultError} Why it could not be written.
   */
  async saveFile(file: NewFile): Promise<SavedFile> {
    const outcome = await this.#bridge.saveFile(file).catch((error: unknown) => {
      throw new FaultError(toFault(error), { cause: error });
    });
    return parseOutcome(outcome, savedFileSchema, "save");
  }

  /**
   * Asks where something new is to be written.
   *
   * @returns Null where the user decided against it.
   * @throws {FaultError} Why the user could not be asked.
   */
  async chooseNewPath(name: string): Promise<string | null> {
    const outcome = await this.#bridge.chooseNewPath(name).catch((error: unknown) => {
      throw new FaultError(toFault(error), { cause: error });
    });
    return parseOutcome(outcome, savedFileSchema, "choose")?.path ?? null;
  }

  showSavedFile(path: string): void {
    this.#bridge.showSavedFile(path);
  }

  setProgress(fraction: number | null): void {
    this.#bridge.setProgress(fraction);
  }
}

function parseOutcome<Output>(outcome: unknown, schema: z.ZodType<Output>, name: string): Output {
  const parsed = outcomeSchema.safeParse(outcome);
  if (!parsed.success)
    fail("internal", `The engine's answer to ${name} is no outcome: ${z.prettifyError(parsed.error)}`);
  if (!parsed.data.ok) throw new FaultError(parsed.data.fault);
  const value = schema.safeParse(parsed.data.value);
  if (!value.success) fail("internal", `The engine's answer to ${name} is malformed: ${z.prettifyError(value.error)}`);
  return value.data;
}
