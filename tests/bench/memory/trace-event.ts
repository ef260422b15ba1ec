/** Prints what a trace record costs, in nanoseconds, on its way into the ring and out of it. */
import { Arena } from "../../../src/engine/memory";
import { categories, recordBytes, recordKinds } from "../../../src/shared/trace/records";

const rounds = Number(process.argv[2]);
const records = 65_536;
const arena = Arena.create();
const reader = arena.createRing(records, process.hrtime.bigint());
const writer = arena.openRing(reader.place);
const target = new Uint8Array(records * recordBytes);

/** Room for the names, and for the ends of slices. */
const pushed = records - 64;
const [pushNs, drainNs]: [number[], number[]] = [[], []];
let drained = 0;
for (let round = -2; round < rounds; round++) {
  const startedNs = process.hrtime.bigint();
  for (let index = 0; index < pushed; index += 2) {
    writer.push(recordKinds.begin, categories.compute, "chunk", index);
    writer.push(recordKinds.end, categories.task, "", index);
  }
  const pushedNs = process.hrtime.bigint();
  const bytes = reader.drain(target);
  const drainedNs = process.hrtime.bigint();
  // The first two rounds warm up.
  if (round < 0) continue;
  pushNs.push(Number(pushedNs - startedNs) / pushed);
  drainNs.push(Number(drainedNs - pushedNs) / pushed);
  drained += bytes / recordBytes;
}
if (reader.dropped > 0 || drained !== rounds * pushed)
  throw new Error(`${drained} records came, ${reader.dropped} dropped`);
/** So that what else runs on the machine counts little. */
const median = (values: number[]): number => values.sort((a, b) => a - b)[values.length >> 1] ?? Number.NaN;
console.log(JSON.stringify({ pushNs: median(pushNs), drainNs: median(drainNs) }));
