import type { Workload } from "../../engine/protocol/workload";

/** Gives a workload its types: the parameters from its schema, the partial result from its task. Changes nothing. */
export function defineWorkload<Params, Partial>(workload: Workload<Params, Partial>): Workload<Params, Partial> {
  return workload;
}
