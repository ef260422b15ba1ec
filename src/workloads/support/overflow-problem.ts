import type { Problem } from "../../library/worker";

/**
 * A sum beyond float64.
 *
 * @param group The first group's key; null where there are no groups.
 * @param count How many groups' sums are.
 */
export function overflowProblem(group: string | null, count: number): Problem {
  const where = group === null ? "" : `Group ${group}: `;
  return {
    code: "sum-overflow",
    severity: "warning",
    message: `${where}${group === null ? "The" : "the"} sum is beyond 1.8e308, more than a float64 holds. The mean is left empty, and so is the sum unless all values are integers.`,
    count,
  };
}
