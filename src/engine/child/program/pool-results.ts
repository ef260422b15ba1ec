import type { Payload, RemoteError } from "../../protocol/program";
import { packError } from "../../runtime";
import type { WorkerContext } from "./worker-context";

/**
 * Encodes what calls gave. One that cannot travel becomes a failure of its own call, which names the offending field.
 *
 * @param values Changed, as `failures` is, where something cannot travel.
 * @returns Null where nothing is left to send. A promise where large buffers have to be given a place first.
 */
export function encodeResults(
  context: WorkerContext,
  values: unknown[],
  failures: [number, RemoteError][],
): Payload | null | Promise<Payload | null> {
  if (failures.length === values.length) return null;
  try {
    const packed = context.pack(values, "results");
    if (!(packed instanceof Promise)) return packed.payload;
    return packed.then(({ payload }) => payload).catch((error: unknown) => failAll(values, failures, error));
  } catch (error) {
    // Some of them cannot: which ones, and why, is told by encoding each for itself.
    const before = failures.length;
    for (let index = 0; index < values.length; index++) {
      try {
        context.check(values[index], "result");
      } catch (reason) {
        failures.push([index, packError(reason)]);
        values[index] = undefined;
      }
    }
    // Each of them can travel, all together cannot: they are too large.
    return failures.length === before ? failAll(values, failures, error) : encodeResults(context, values, failures);
  }
}

function failAll(values: readonly unknown[], failures: [number, RemoteError][], error: unknown): null {
  const packed = packError(error);
  const failed = new Set(failures.map(([index]) => index));
  for (let index = 0; index < values.length; index++) if (!failed.has(index)) failures.push([index, packed]);
  return null;
}
