// Five philosophers share five forks; all take the fork with the lower number first, so that they never wait in a circle.
// Watch: who waits for a fork gets it after a while, and everybody eats three times.
import { setTimeout as sleep } from "node:timers/promises";
import { defineTasks, isMainProcess, Lock, Process } from "lanescope";

const tasks = defineTasks(import.meta.url, {
  async dine(name: string, first: Lock, second: Lock) {
    for (let meal = 1; meal <= 3; meal++) {
      await first.with(() => second.with(() => sleep(20)));
      console.log(`${name} ate meal ${meal}`);
    }
  },
});

if (isMainProcess) {
  const forks = Array.from({ length: 5 }, (_, place) => new Lock({ name: `fork ${place + 1}` }));
  const philosophers = forks.map((_, place) => {
    const name = `Philosopher ${place + 1}`;
    const [first, second] = [place, (place + 1) % 5].sort();
    return new Process(tasks.dine, [name, forks[first!]!, forks[second!]!], { name });
  });
  for (const philosopher of philosophers) philosopher.start();
  for (const philosopher of philosophers) await philosopher.join();
  console.log("Everybody has eaten.");
}
