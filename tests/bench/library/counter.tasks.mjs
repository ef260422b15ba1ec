/**
 * Adds 1 under the library's `Lock` in several processes: PROCESSES TIMES. Prints JSON: milliseconds from the start signal,
 * when all processes are up, to the last one's end.
 */
import { defineTasks, isMainProcess, Lock, Process, Semaphore, Value } from "lanescope";

const tasks = defineTasks(import.meta.url, {
  /**
   * @param {Lock} lock
   * @param {Value<"int32">} value
   * @param {{ ready: Semaphore, start: Semaphore, done: Semaphore }} signals
   * @param {number} times
   */
  add(lock, value, { ready, start, done }, times) {
    ready.releaseSync();
    start.acquireSync();
    for (let time = 0; time < times; time++) {
      lock.acquireSync();
      value.value += 1;
      lock.releaseSync();
    }
    done.releaseSync();
  },
});

if (isMainProcess) {
  const [processes, times] = process.argv.slice(2).map(Number);
  const lock = new Lock();
  const value = new Value("int32", 0);
  const signals = { ready: new Semaphore(0), start: new Semaphore(0), done: new Semaphore(0) };
  const workers = Array.from(
    { length: processes ?? 0 },
    () => new Process(tasks.add, [lock, value, signals, times ?? 0]),
  );
  for (const worker of workers) worker.start();
  for (const _worker of workers) await signals.ready.acquire();
  const startedMs = performance.now();
  signals.start.releaseSync(workers.length);
  for (const _worker of workers) await signals.done.acquire();
  const workMs = performance.now() - startedMs;
  for (const worker of workers) await worker.join();
  console.log(JSON.stringify({ workMs, value: value.value }));
}
