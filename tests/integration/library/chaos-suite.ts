import { Barrier, Event, Lock, Process, Queue, Semaphore, Thread, Value } from "lanescope";
import { describe, expect, it } from "vitest";
import { tasks } from "./chaos.tasks.mjs";

const rounds = 8;

/** Kills workers wherever they are, and looks whether anybody waits for them for ever. */
export function describeChaos(backend: string): void {
  describe.each([
    { name: "Process", Runner: Process },
    { name: "Thread", Runner: Thread },
  ])(`killing a $name among those that share things ${backend}`, ({ Runner }) => {
    it("hangs nobody: locks are free again, barriers broken, joins told", async () => {
      for (let round = 0; round < rounds; round++) {
        const shared = {
          lock: new Lock(),
          count: new Value("int32"),
          seats: new Semaphore(3),
          barrier: new Barrier(3),
          queue: new Queue<Uint8Array>(2),
          ready: new Event(),
        };
        const workers = [true, false, true].map((isBlocking) => new Runner(tasks.work, [shared, isBlocking]));
        for (const worker of workers) worker.start();
        await shared.ready.wait();
        // Each round it is somewhere else.
        await new Promise((resolve) => setTimeout(resolve, round));
        workers[round % 3]!.kill();
        for (const worker of workers) await worker.join();
        expect(workers.map(({ exitCode }) => exitCode)).toEqual([0, 1, 2].map((at) => (at === round % 3 ? null : 0)));
        expect(await shared.lock.acquire()).toBe(true);
        await expect(shared.barrier.wait()).rejects.toMatchObject({ code: "barrier-broken" });
        // Items that nobody got are there; nothing else comes.
        for (;;) {
          const outcome = await shared.queue.get().catch((error: { code: string }) => error);
          if ("code" in outcome) {
            expect(outcome.code).toBe("partner-lost");
            break;
          }
          await shared.queue.taskDone();
        }
        await shared.queue.join().catch((error: { code: string }) => expect(error.code).toBe("partner-lost"));
        expect(await shared.queue.join()).toBe(true);
        for (const thing of Object.values(shared)) thing.close();
      }
    });
  });
}
