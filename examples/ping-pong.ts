// Two processes throw a ball to each other through a pipe, and count.
// Watch: they take turns; whoever has no ball waits for it.
import { type Connection, defineTasks, isMainProcess, Pipe, Process } from "lanescope";

const tasks = defineTasks(import.meta.url, {
  async pong(end: Connection<number>) {
    for await (const ball of end) {
      console.log(`pong ${ball}`);
      await end.send(ball + 1);
    }
  },
});

if (isMainProcess) {
  const [near, far] = Pipe<number>();
  const other = new Process(tasks.pong, [far]);
  other.start();
  for (let ball = 1; ball < 10; ball = await near.recv()) {
    console.log(`ping ${ball}`);
    await near.send(ball + 1);
  }
  near.close();
  await other.join();
}
