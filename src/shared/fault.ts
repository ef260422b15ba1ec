/** Every expected failure. Callers branch on the code, people read the message. */
export const faultCodes = [
  "aborted",
  "bad-parameter",
  "bad-request",
  "barrier-broken",
  "cache-unwritable",
  "column-missing",
  "compiler-missing",
  "dataset-binary",
  "dataset-broken",
  "dataset-changed",
  "dataset-directory",
  "dataset-empty",
  "dataset-missing",
  "dataset-unknown",
  "dataset-unreadable",
  "dataset-unsuitable",
  "disk-full",
  "handle-closed",
  "handle-foreign",
  "host-only",
  "images-unavailable",
  "internal",
  "lock-not-held",
  "lock-not-owner",
  "memory-closed",
  "memory-full",
  "memory-gone",
  "memory-range",
  "memory-refused",
  "memory-unavailable",
  "module-threw",
  "not-serializable",
  "owner-unknown",
  "owners-exhausted",
  "partner-lost",
  "pipe-closed",
  "pool-broken",
  "pool-closed",
  "pool-open",
  "process-state",
  "program-broken",
  "program-failed",
  "program-missing",
  "program-unknown",
  "program-unsuitable",
  "program-untrusted",
  "queue-closed",
  "queue-empty",
  "queue-full",
  "result-pending",
  "row-too-long",
  "run-active",
  "run-dropped",
  "run-unknown",
  "semaphore-full",
  "series-unknown",
  "task-threw",
  "task-timeout",
  "task-unknown",
  "timeout",
  "too-large",
  "unclosed-quote",
  "upload-too-large",
  "worker-lost",
  "worker-only",
  "workload-unknown",
  "workload-unsuitable",
] as const;

export type FaultCode = (typeof faultCodes)[number];

/** How a process or thread ended, as the operating system told it. */
export interface Exit {
  readonly code: number | null;
  readonly signal: string | null;
}

/**
 * A failure as data. Error classes and their extra fields do not survive a trip between processes, so this does.
 *
 * `message` is one or two sentences: what happened, where, what to do.
 */
export interface Fault {
  readonly code: FaultCode;
  readonly message: string;
  /** Present where a worker's end is the reason. */
  readonly exit?: Exit | undefined;
  /** The remote stack, for people who debug their own task. */
  readonly stack?: string | undefined;
}

export type Outcome<T> = { readonly ok: true; readonly value: T } | { readonly ok: false; readonly fault: Fault };

/** A `Fault` on its way up a stack within one process. */
export class FaultError extends Error {
  readonly fault: Fault;

  constructor(fault: Fault, options?: ErrorOptions) {
    super(fault.message, options);
    this.name = "FaultError";
    this.fault = fault;
  }

  get code(): FaultCode {
    return this.fault.code;
  }
}

/** Throws an expected failure. */
export function fail(code: FaultCode, message: string, more: Omit<Fault, "code" | "message"> = {}): never {
  throw new FaultError({ code, message, ...more });
}

/**
 * Turns whatever was thrown into a fault.
 *
 * @param error What a `catch` received.
 * @param code The code for anything that is no `FaultError`; a bug unless the caller knows better.
 */
export function toFault(error: unknown, code: FaultCode = "internal"): Fault {
  if (error instanceof FaultError) return error.fault;
  if (error instanceof Error) {
    return error.stack === undefined
      ? { code, message: error.message }
      : { code, message: error.message, stack: error.stack };
  }
  return { code, message: String(error) };
}
