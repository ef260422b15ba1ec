import type { Problem, Run } from "../../../shared/contract/models";

/** What went wrong in a run: why it failed, if it did, then what else was found. */
export function problemsOf({ fault, problems }: Run): readonly Problem[] {
  if (fault === null) return problems;
  return [{ code: fault.code, severity: "error", message: fault.message, count: 1 }, ...problems];
}
