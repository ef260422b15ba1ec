// A writer changes three numbers one after the other; readers may read together, but never while it writes.
// Watch: the first reader locks the room for all readers, the last one opens it; the writer waits until it is empty.
import { setTimeout as sleep } from "node:timers/promises";
import { defineTasks, isMainProcess, Lock, Process, Semaphore, SharedArray, Value } from "lanescope";

interface Room {
  numbers: SharedArray<"int32">;
  readers: Value<"int32">;
  door: Lock;
  /** A semaphore, not a lock: another reader than the first one may open the room. */
  inside: Semaphore;
}

const tasks = defineTasks(import.meta.url, {
  async read(name: string, { numbers, readers, door, inside }: Room) {
    for (let time = 1; time <= 4; time++) {
      await door.with(async () => {
        readers.value += 1;
        if (readers.value === 1) await inside.acquire();
      });
      await sleep(10);
      console.log(`${name} read ${[...numbers].join(" ")}`);
      await door.with(async () => {
        readers.value -= 1;
        if (readers.value === 0) await inside.release();
      });
      await sleep(30);
    }
  },
  async write({ numbers, inside }: Room) {
    for (let version = 1; version <= 4; version++) {
      await inside.with(async () => {
        for (let index = 0; index < numbers.length; index++) {
          numbers.set(index, version);
          await sleep(5);
        }
      });
      await sleep(10);
    }
  },
});

if (isMainProcess) {
  const room: Room = {
    numbers: new SharedArray("int32", 3, { name: "numbers" }),
    readers: new Value("int32", 0, { name: "readers" }),
    door: new Lock({ name: "door" }),
    inside: new Semaphore(1, { name: "room" }),
  };
  const readers = [1, 2, 3].map((number) => new Process(tasks.read, [`Reader ${number}`, room]));
  const everybody = [...readers, new Process(tasks.write, [room], { name: "Writer" })];
  for (const one of everybody) one.start();
  for (const one of everybody) await one.join();
  console.log(`In the end: ${[...room.numbers].join(" ")}`);
}
