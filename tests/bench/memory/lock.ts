/** Prints, in nanoseconds, what a lock costs that nobody else wants, and a number in shared memory. */
import { Arena } from "../../../src/engine/memory";

const times = Number(process.argv[2]);
const arena = Arena.create();
const lock = arena.createLock();
const owner = arena.registerOwner();
const cells = arena.createCells(1).as("int32");

const batch = 50_000;

/** The median over batches, so that what else runs on the machine counts little. */
function perOperation(body: () => void): number {
  const batches: number[] = [];
  for (let done = 0; done < times; done += batch) {
    const startedNs = process.hrtime.bigint();
    for (let time = 0; time < batch; time++) body();
    batches.push(Number(process.hrtime.bigint() - startedNs) / batch);
  }
  batches.sort((a, b) => a - b);
  return batches[batches.length >> 1] ?? Number.NaN;
}

const lockNs = perOperation(() => {
  lock.acquireSync(owner);
  lock.release(owner);
});
const addNs = perOperation(() => {
  lock.acquireSync(owner);
  cells.store(0, cells.load(0) + 1);
  lock.release(owner);
});
console.log(JSON.stringify({ lockNs, addNs }));
