import type { Workload } from "../../engine/protocol/workload";

/**
 * Gives a workload its `task` along with `accumulate`: one chunk is an accumulation of its own.
 *
 * @param accumulate Begins a result of several chunks; see `Workload.accumulate`.
 */
export function accumulating<Params, Partial>(
  accumulate: NonNullable<Workload<Params, Partial>["accumulate"]>,
): Required<Pick<Workload<Params, Partial>, "task" | "accumulate">> {
  return {
    accumulate,
    async task(chunk, context) {
      const accumulation = accumulate(context);
      const done = await accumulation.add(chunk, context);
      return { ...done, partial: accumulation.partial() };
    },
  };
}
