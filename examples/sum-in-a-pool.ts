// Two processes add up a list each, and the main process adds up what they found.
// Watch: both work at the same time, and each has its part of the data only.
import { defineTasks, isMainProcess, Pool } from "lanescope";

const tasks = defineTasks(import.meta.url, {
  processData: (data: number[]) => data.reduce((sum, number) => sum + number, 0),
});

if (isMainProcess) {
  const parts = [
    [1, 3, 5, 7, 9],
    [2, 4, 6, 8, 10],
  ];
  await using pool = new Pool({ workers: 2 });
  const sums = await pool.map(tasks.processData, parts);
  console.log(`Total result: ${sums.reduce((total, sum) => total + sum, 0)}`);
}
