import { defineTasks } from "lanescope";

export const tasks = defineTasks(import.meta.url, {
  nothing: () => undefined,
  /** @param {number} code */
  exit: (code) => process.exit(code),
  fail() {
    throw new TypeError("the body failed");
  },
  forever: () => new Promise((resolve) => setTimeout(resolve, 2 ** 30)),
  /**
   * @param {import("lanescope").Value<"int32">} counter
   * @param {import("lanescope").Lock} lock
   * @param {number} times
   */
  async increment(counter, lock, times) {
    for (let done = 0; done < times; done++) {
      await lock.with(() => {
        counter.value += 1;
      });
    }
  },
  /** @param {{ counters: Map<string, import("lanescope").Value<"int32">> }} nested */
  addNested: ({ counters }) => void counters.get("one")?.add(41),
  /**
   * @param {Float64Array} numbers
   * @param {import("lanescope").Value<"float64">} sum
   */
  sum(numbers, sum) {
    sum.value = numbers.reduce((total, number) => total + number, 0);
  },
  /** @param {import("lanescope").Lock} lock */
  async dieWith(lock) {
    await lock.acquire();
    process.kill(process.pid, "SIGKILL");
  },
});
