import { defineTasks } from "lanescope";
import { grind } from "../support/grind.mjs";

/** Numbers that are read from shared memory at a time: they stay in the processor's cache. */
const stretch = 16_384;

export const tasks = defineTasks(import.meta.url, {
  nothing: () => undefined,
  /** @template Item @param {Item} item @returns {Item} */
  same: (item) => item,
  /** @param {number} us Microseconds. */
  spin(us) {
    const end = performance.now() + us / 1_000;
    while (performance.now() < end);
  },
  /** The same work each time. @param {number} steps */
  grind: (steps) => grind(steps),
  /** @param {Float64Array} numbers */
  sum(numbers) {
    let sum = 0;
    for (let index = 0; index < numbers.length; index++) sum += numbers[index] ?? 0;
    return sum;
  },
  /**
   * @param {import("lanescope").SharedArray<"float64">} numbers
   * @param {number} from
   * @param {number} to
   */
  sumShared(numbers, from, to) {
    const part = new Float64Array(stretch);
    let sum = 0;
    for (let at = from; at < to; at += stretch) {
      const some = at + stretch <= to ? part : part.subarray(0, to - at);
      numbers.readInto(some, at);
      for (let index = 0; index < some.length; index++) sum += some[index] ?? 0;
    }
    return sum;
  },
});
