import { type ServiceEvent, traceAcknowledgementSchema } from "../../shared/contract/events";
import {
  isRequestName,
  type ParsedInput,
  type RequestName,
  type RequestOutput,
  requests,
} from "../../shared/contract/requests";
import { FaultError, type Outcome, toFault } from "../../shared/fault";
import type { TraceSpool } from "../recorder";
import { TraceFollower } from "./trace-follower";
import type { ServiceConnection, ServiceLog, ViewPort } from "./types";

/** Answers each request; a missing one fails to compile. */
export type Handlers = {
  readonly [Name in RequestName]: (
    input: ParsedInput<Name>,
    connection: Connection,
  ) => Promise<RequestOutput<Name>> | RequestOutput<Name>;
};

/** One connected view. */
export class Connection implements ServiceConnection {
  readonly #view: ViewPort;
  readonly #handlers: Handlers;
  readonly #log: ServiceLog;
  readonly #onClose: (connection: Connection) => void;
  #follower: TraceFollower | null = null;

  constructor(view: ViewPort, handlers: Handlers, log: ServiceLog, onClose: (connection: Connection) => void) {
    this.#view = view;
    this.#handlers = handlers;
    this.#log = log;
    this.#onClose = onClose;
  }

  /** The run whose trace the view follows. */
  get followed(): string | null {
    return this.#follower?.runId ?? null;
  }

  event(event: ServiceEvent): void {
    this.#view.event(event);
  }

  async request(name: unknown, input: unknown): Promise<Outcome<unknown>> {
    if (!isRequestName(name)) {
      return badRequest(typeof name === "string" ? `There is no request "${name}".` : "A request's name is a text.");
    }
    const parsed = requests[name].input.safeParse(input);
    if (!parsed.success) {
      const issues = parsed.error.issues.map(
        ({ path, message }) => `${path.map(String).join(".") || "input"}: ${message}`,
      );
      return badRequest(`The request ${name} is malformed. ${issues.join("; ")}.`);
    }
    try {
      // The input was parsed by the schema of the same name.
      const handler = this.#handlers[name] as (input: unknown, connection: Connection) => unknown;
      return { ok: true, value: await handler(parsed.data, this) };
    } catch (error) {
      const fault = toFault(error);
      if (!(error instanceof FaultError)) this.#log.error(`${name} failed: ${fault.stack ?? fault.message}`);
      return { ok: false, fault };
    }
  }

  /** Sends a run's trace from there on, instead of what was followed before. */
  follow(runId: string, spool: TraceSpool, offset: number): void {
    this.unfollow();
    this.#follower = new TraceFollower(
      runId,
      spool,
      offset,
      (message) => this.#view.trace(message),
      (error) => this.#log.error(`the trace of run ${runId} could not be read: ${toFault(error).message}`),
    );
  }

  acknowledgeTrace(acknowledgement: unknown): void {
    const parsed = traceAcknowledgementSchema.safeParse(acknowledgement);
    if (!parsed.success) this.#log.warn(`a malformed acknowledgement was ignored: ${parsed.error.message}`);
    else if (parsed.data.runId === this.followed) this.#follower?.acknowledge(parsed.data.offset);
  }

  /** Sends no more of any trace. */
  unfollow(): void {
    this.#follower?.close();
    this.#follower = null;
  }

  close(): void {
    this.unfollow();
    this.#onClose(this);
  }
}

function badRequest(message: string): Outcome<never> {
  return { ok: false, fault: { code: "bad-request", message } };
}
