import type { Mode } from "../../shared/contract/models";

/** How a mode uses workers and slots. */
export const shapes: Readonly<
  Record<Mode, (workers: number) => { readonly workers: number; readonly slots: number; readonly part: string }>
> = {
  sequential: () => ({ workers: 1, slots: 1, part: "" }),
  concurrent: (workers) => ({ workers: 1, slots: workers, part: "slot" }),
  threads: (workers) => ({ workers, slots: 1, part: "thread" }),
  processes: (workers) => ({ workers, slots: 1, part: "" }),
};
