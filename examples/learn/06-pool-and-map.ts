// Eight tasks of different length for a pool of two processes.
import { setTimeout as sleep } from "node:timers/promises";
import { defineTasks, isMainProcess, Pool } from "lanescope";

const tasks = defineTasks(import.meta.url, {
  async square(number: number) {
    await sleep(number % 2 === 1 ? 400 : 100);
    console.log(`${number} is done`);
    return number * number;
  },
});

if (isMainProcess) {
  await using pool = new Pool({ workers: 2, name: "pool" });
  const squares = await pool.map(tasks.square, [1, 2, 3, 4, 5, 6, 7, 8], { chunkSize: 1 });
  console.log(`results: ${squares.join(" ")}`);
}
