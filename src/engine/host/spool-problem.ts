import { dirname } from "node:path";
import type { Problem } from "../../shared/contract/models";

/** What to tell where a trace can no longer be written. */
export function spoolProblem(error: NodeJS.ErrnoException, path: string): Problem {
  const isFull = error.code === "ENOSPC" || error.code === "EDQUOT";
  const why = isFull ? "the disk is full. Free some space there" : `${error.message}. See to it that it can be written`;
  return {
    code: isFull ? "disk-full" : "trace-unwritable",
    severity: "warning",
    message: `The timeline is no longer recorded in ${dirname(path)}: ${why}. The run goes on.`,
    count: 1,
  };
}
