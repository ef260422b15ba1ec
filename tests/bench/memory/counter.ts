/** Adds 1 under a lock in several processes; prints the milliseconds from the start signal to the last one's end. */
import { fork } from "node:child_process";
import { Arena } from "../../../src/engine/memory";

const [processes = "", times = "", place] = process.argv.slice(2);

async function parent(): Promise<void> {
  const arena = Arena.create();
  const [lock, cells] = [arena.createLock(), arena.createCells(1)];
  const [ready, done, start] = [arena.createCount(0), arena.createCount(0), arena.createSignal()];
  const places = {
    arena: arena.descriptor,
    ...{ lock: lock.place, cells: cells.place, ready: ready.place, done: done.place, start: start.place },
  };
  const children = Array.from({ length: Number(processes) }, () =>
    fork(process.argv[1] ?? "", [processes, times, JSON.stringify(places)]),
  );
  for (const _child of children) await ready.take();
  const startedMs = performance.now();
  start.value = 1;
  for (const _child of children) done.takeSync();
  const workMs = performance.now() - startedMs;
  console.log(JSON.stringify({ workMs, value: cells.as("int32").load(0) }));
}

function child(places: ReturnType<typeof JSON.parse>): void {
  const arena = Arena.open(places.arena);
  const lock = arena.openLock(places.lock);
  const cells = arena.openCells(places.cells).as("int32");
  const owner = arena.registerOwner();
  arena.openCount(places.ready).give();
  arena.openSignal(places.start).waitWhileSync(0);
  for (let time = 0; time < Number(times); time++) {
    lock.acquireSync(owner);
    cells.store(0, cells.load(0) + 1);
    lock.release(owner);
  }
  arena.openCount(places.done).give();
}

if (place === undefined) {
  parent().catch((error: unknown) => {
    console.error(error);
    process.exitCode = 1;
  });
} else {
  child(JSON.parse(place));
  process.disconnect();
}
