import { z } from "zod";

/** Every expected failure. Callers branch on the code, people read the message. */
const faultCodes = [
  "aborted",
  "bad-parameter",
  "bad-request",
  "column-missing",
  "dataset-binary",
  "dataset-changed",
  "dataset-directory",
  "dataset-empty",
  "dataset-missing",
  "dataset-unknown",
  "dataset-unreadable",
  "dataset-unsuitable",
  "disk-full",
  "internal",
  "row-too-long",
  "run-active",
  "run-dropped",
  "run-unknown",
  "task-threw",
  "unclosed-quote",
  "upload-too-large",
  "worker-lost",
  "workload-unknown",
] as const;

export type FaultCode = (typeof faultCodes)[number];

export const exitSchema = z.object({
  code: z.number().int().nullable(),
  signal: z.string().nullable(),
});

/** How a process or thread ended, as the operating system told it. */
export type Exit = z.output<typeof exitSchema>;

export const faultSchema = z.object({
  code: z.enum(faultCodes),
  message: z.string(),
  /** Present where a worker's end is the reason. */
  exit: exitSchema.optional(),
  /** The remote stack, for people who debug their own task. */
  stack: z.string().optional(),
});

/**
 * A failure as data. Error classes and their extra fields do not survive a trip between processes, so this does.
 *
 * `message` is one or two sentences: what happened, where, what to do.
 */
export interface Fault {
  readonly code: FaultCode;
  readonly message: string;
  readonly exit?: Exit | undefined;
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
