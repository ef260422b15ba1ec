import type { Payload, RemoteError } from "../../protocol/program";
import { packError } from "../../runtime";
import type { WorkerContext } from "./worker-context";

/**
 * Encodes what calls gave. One that cannot travel becomes a failure of its own call, which names the offending field.
 *
 * @param values Changed, as `failures` is, where something cannot travel.
 * @returns Null where nothing is left to send.
 */
export async function encodeResults(
  context: WorkerContext,
  values: unknown[],
  failures: [number, RemoteError][],
): Promise<Payload | null> {
  if (failures.length === values.length) return null;
  try {
    return await context.encode(values, "results");
  } catch {
    // Some of them cannot: which ones, and why, is told by encoding each for itself.
  }
  for (let index = 0; index < values.length; index++) {
    try {
      context.check(values[index], "result");
    } catch (error) {
      failures.push([index, packError(error)]);
      values[index] = undefined;
    }
  }
  if (failures.length === values.length) return null;
  try {
    return await context.encode(values, "results");
  } catch (error) {
    // Each of them can travel, all together cannot: they are too large.
    const packed = packError(error);
    failures.length = 0;
    for (let index = 0; index < values.length; index++) failures.push([index, packed]);
    return null;
  }
}
