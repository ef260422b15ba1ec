import { defineTasks, type Lock, type Value } from "lanescope";

export const tasks = defineTasks(import.meta.url, {
  async increment(counter: Value<"int32">, lock: Lock, times: number): Promise<void> {
    for (let done = 0; done < times; done++) {
      await lock.with(() => {
        counter.value += 1;
      });
    }
  },
});
