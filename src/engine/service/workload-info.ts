import { z } from "zod";
import type { Parameters, WorkloadInfo } from "../../shared/contract/models";
import { fail } from "../../shared/fault";
import type { AnyWorkload } from "../protocol/workload";

/** What a view is told about a workload. */
export function workloadInfo(workload: AnyWorkload): WorkloadInfo {
  const { id, title, summary, lesson, input, kind, chunkUnit } = workload;
  return { id, title, summary, lesson, input, kind, chunkUnit, parameters: parameterSchema(workload) };
}

/**
 * Parses a run's parameters by the workload's schema.
 *
 * @throws {FaultError} `bad-parameter`: which, what is wrong, which there are.
 */
export function parseParameters(workload: AnyWorkload, given: Parameters): Parameters {
  const parsed = workload.parameters.safeParse(given);
  if (parsed.success) return parsed.data;
  const known = Object.keys((parameterSchema(workload).properties ?? {}) as object);
  const list = known.length === 0 ? "It has none." : `It has: ${known.join(", ")}.`;
  const issues = parsed.error.issues.map(({ path, message }) => {
    return path.length === 0 ? message : `${path.map(String).join(".")}: ${message}`;
  });
  return fail("bad-parameter", `${workload.title}: ${issues.join("; ")}. ${list}`);
}

function parameterSchema(workload: AnyWorkload): Record<string, unknown> {
  // The protocol knows a schema by its shape only; every workload's is one of zod.
  return z.toJSONSchema(workload.parameters as unknown as z.ZodType, { io: "input" });
}
