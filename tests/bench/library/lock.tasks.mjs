/** Prints, in nanoseconds, what the library's `Lock` costs that nobody else wants, and a `Value` under it: TIMES. */
import { Lock, Value } from "lanescope";

const times = Number(process.argv[2]);
const lock = new Lock();
const value = new Value("int32");

const batch = 50_000;

/**
 * The median over batches, so that what else runs on the machine counts little.
 *
 * @param {() => void} body
 */
function perOperation(body) {
  /** @type {number[]} */
  const batches = [];
  for (let done = 0; done < times; done += batch) {
    const startedNs = process.hrtime.bigint();
    for (let time = 0; time < batch; time++) body();
    batches.push(Number(process.hrtime.bigint() - startedNs) / batch);
  }
  batches.sort((a, b) => a - b);
  return batches[batches.length >> 1] ?? Number.NaN;
}

const lockNs = perOperation(() => {
  lock.acquireSync();
  lock.releaseSync();
});
const addNs = perOperation(() => {
  lock.acquireSync();
  value.value += 1;
  lock.releaseSync();
});
console.log(JSON.stringify({ lockNs, addNs }));
