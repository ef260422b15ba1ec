import { deserialize } from "node:v8";
import { type Fault, FaultError } from "../../shared/fault";
import type { RemoteError } from "../protocol/program";
import { serialize } from "../protocol/serialize";

/** Fields that travel by themselves. */
const ownFields = new Set(["name", "message", "stack", "fault", "code"]);

/** Errors of the language keep their class. */
const classes: Readonly<Record<string, new (message: string) => Error>> = {
  EvalError,
  RangeError,
  ReferenceError,
  SyntaxError,
  TypeError,
  URIError,
};

/** What is left of an error on its way to another process. */
export function packError(error: unknown): RemoteError {
  if (!(error instanceof Error)) {
    return {
      name: "Error",
      message: `A task threw ${describe(error)}.`,
      stack: "",
      fault: null,
      fields: fieldsOf({ thrown: error }),
    };
  }
  return {
    name: error.name,
    message: error.message,
    stack: error.stack ?? "",
    fault: error instanceof FaultError ? error.fault : null,
    fields: fieldsOf(error),
  };
}

/**
 * The error as it was thrown in another process: its class where it is one of the language's, else an `Error` of the same
 * name; its fields; and the stack that it had there, below the words of where it was.
 *
 * @param where Such as `worker 2`.
 */
export function unpackError({ name, message, stack, fault, fields }: RemoteError, where: string): Error {
  const error = fault === null ? new (classes[name] ?? Error)(message) : new FaultError(fault as Fault);
  if (error.name !== name) Object.defineProperty(error, "name", { value: name, configurable: true, writable: true });
  if (fields !== null) Object.assign(error, deserialize(fields));
  if (stack !== "")
    Object.defineProperty(error, "stack", {
      value: `${stack}\n    (thrown in ${where})`,
      configurable: true,
      writable: true,
    });
  return error;
}

function fieldsOf(thrown: object): Uint8Array | null {
  const fields: Record<string, unknown> = {};
  for (const [key, value] of Object.entries(thrown)) {
    if (ownFields.has(key) && key !== "code") continue;
    if (key === "code" && thrown instanceof FaultError) continue;
    try {
      serialize(value);
      fields[key] = value;
    } catch {
      // What cannot travel stays behind: the error itself matters more.
    }
  }
  return Object.keys(fields).length === 0 ? null : serialize(fields);
}

function describe(thrown: unknown): string {
  return typeof thrown === "string" ? `"${thrown}"` : String(thrown);
}
