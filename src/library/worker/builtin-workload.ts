import type { Workload } from "../../engine/protocol/workload";

/**
 * Gives a workload that comes with Lanescope its types: the parameters from its schema, the partial result from its task. Changes
 * nothing. Users' own are defined by `defineWorkload`, which also checks them.
 */
export function builtinWorkload<Params, Partial>(workload: Workload<Params, Partial>): Workload<Params, Partial> {
  return workload;
}
