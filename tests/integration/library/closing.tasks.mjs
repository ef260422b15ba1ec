import { defineTasks } from "lanescope";

export const tasks = defineTasks(import.meta.url, {
  /** @param {import("lanescope").SharedArray<"float64">} array */
  fill: (array) => array.fill(7),
  /**
   * @param {import("lanescope").Queue<unknown>} queue
   * @returns {Promise<string>} The code with which it failed.
   */
  getFrom: (queue) =>
    queue.get().then(
      () => "",
      (error) => error.code,
    ),
});
