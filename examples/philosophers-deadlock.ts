// Five philosophers share five forks, and each takes the left one first: then all wait for the right one, for ever.
// Watch: each fork is held by one and waited for by another, all around the table.
import { Barrier, defineTasks, isMainProcess, Lock, Process } from "lanescope";

const tasks = defineTasks(import.meta.url, {
  async dine(name: string, left: Lock, right: Lock, table: Barrier) {
    await left.acquire();
    console.log(`${name} holds the left fork`);
    await table.wait();
    await right.acquire();
    console.log(`${name} eats`);
  },
});

if (isMainProcess) {
  const forks = Array.from({ length: 5 }, (_, place) => new Lock({ name: `fork ${place + 1}` }));
  const table = new Barrier(6, { name: "table" });
  const philosophers = forks.map((fork, place) => {
    const name = `Philosopher ${place + 1}`;
    return new Process(tasks.dine, [name, fork, forks[(place + 1) % 5]!, table], { name });
  });
  for (const philosopher of philosophers) philosopher.start();
  await table.wait();
  if (!(await philosophers[0]!.join(2_000))) console.log("Deadlock: nobody will ever eat.");
  for (const philosopher of philosophers) philosopher.terminate();
}
