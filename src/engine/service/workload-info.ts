import { z } from "zod";
import type { Parameters, WorkloadInfo } from "../../shared/contract/models";
import { fail } from "../../shared/fault";
import type { AnyWorkload } from "../protocol/workload";

/** What a view is told about a workload. */
export function workloadInfo(workload: AnyWorkload): WorkloadInfo {
  const { id, title, summary, lesson, input, kind, area = "own", teaches = [], chunkUnit, grows } = workload;
  const parameters = parameterSchema(workload);
  return { id, title, summary, lesson, input, kind, area, teaches, chunkUnit, grows, parameters };
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
  const issues = parsed.error.issues.map((issue) => {
    const { path, message } = issue as z.core.$ZodIssue;
    const text = wording(issue as z.core.$ZodIssue) ?? message;
    return path.length === 0 ? text : `${path.map(String).join(".")} ${text}`;
  });
  return fail("bad-parameter", `${workload.title}: ${issues.join("; ")}. ${list}`);
}

/** Leaves out the parameters that name files to be written; with the titles of those that named one. */
export function withoutOutputs(
  workload: AnyWorkload,
  parameters: Parameters,
): { readonly parameters: Parameters; readonly leftOut: readonly string[] } {
  const { properties = {} } = parameterSchema(workload) as {
    readonly properties?: Readonly<Record<string, { readonly "x-output"?: unknown; readonly title?: unknown }>>;
  };
  const kept: Parameters = {};
  const leftOut: string[] = [];
  for (const [name, value] of Object.entries(parameters)) {
    const schema = properties[name];
    if (schema?.["x-output"] === undefined) kept[name] = value;
    else if (value !== "" && value !== null) leftOut.push(String(schema.title ?? name));
  }
  return { parameters: kept, leftOut };
}

/** What is wrong with a value, behind its name. Null where the schema's own words are best. */
function wording(issue: z.core.$ZodIssue): string | null {
  switch (issue.code) {
    case "invalid_type":
      return `must be ${typeWords[issue.expected] ?? issue.expected}`;
    case "too_small":
      return `must be ${issue.inclusive === false ? "more than" : "at least"} ${issue.minimum.toLocaleString("en-US")}`;
    case "too_big":
      return `must be ${issue.inclusive === false ? "less than" : "at most"} ${issue.maximum.toLocaleString("en-US")}`;
    case "invalid_value":
      return `must be one of ${issue.values.map(String).join(", ")}`;
    case "unrecognized_keys":
      return `there is no parameter ${issue.keys.join(", ")}`;
    default:
      return null;
  }
}

const typeWords: Readonly<Record<string, string>> = {
  int: "a whole number",
  number: "a number",
  string: "a text",
  boolean: "true or false",
};

function parameterSchema(workload: AnyWorkload): Record<string, unknown> {
  // The protocol knows a schema by its shape only; every workload's is one of zod.
  return z.toJSONSchema(workload.parameters as unknown as z.ZodType, { io: "input" });
}
