/** A process that does with an arena what it is told, in Node or in an Electron utility process. */
import { Arena, type ArenaDescriptor, type Owner, type Place } from "../../../src/engine/memory";
import { categories, recordKinds } from "../../../src/shared/trace/records";

export type Order =
  | { readonly do: "open"; readonly arena: ArenaDescriptor }
  /** Adds 1 under a lock, as `value += 1` does: a load, then a store. */
  | { readonly do: "increment"; readonly lock: Place; readonly cells: Place; readonly times: number }
  | { readonly do: "lock" | "lock-sync" | "unlock"; readonly lock: Place }
  | { readonly do: "take" | "take-sync"; readonly count: Place }
  | { readonly do: "wait-while" | "wait-while-sync"; readonly signal: Place; readonly expected: number }
  | { readonly do: "trace"; readonly ring: Place; readonly records: number }
  | { readonly do: "read"; readonly cells: Place };

interface ParentPort {
  postMessage(message: unknown): void;
  on(event: "message", listener: (event: { data: Order }) => void): void;
}

const parentPort = (process as { parentPort?: ParentPort }).parentPort;
let arena: Arena;
let owner: Owner;

async function obey(order: Order): Promise<unknown> {
  switch (order.do) {
    case "open":
      arena = Arena.open(order.arena);
      owner = arena.registerOwner(process.pid);
      return process.pid;
    case "increment": {
      const lock = arena.openLock(order.lock);
      const cells = arena.openCells(order.cells).as("int32");
      for (let time = 0; time < order.times; time++) {
        lock.acquireSync(owner);
        cells.store(0, cells.load(0) + 1);
        lock.release(owner);
      }
      return order.times;
    }
    case "lock":
      return arena.openLock(order.lock).acquire(owner);
    case "lock-sync":
      return arena.openLock(order.lock).acquireSync(owner);
    case "unlock":
      return arena.openLock(order.lock).release();
    case "take":
      return arena.openCount(order.count).take();
    case "take-sync":
      return arena.openCount(order.count).takeSync();
    case "wait-while":
      return arena.openSignal(order.signal).waitWhile(order.expected);
    case "wait-while-sync":
      return arena.openSignal(order.signal).waitWhileSync(order.expected);
    case "trace": {
      const ring = arena.openRing(order.ring);
      for (let index = 0; index < order.records; index++) {
        ring.push(recordKinds.instant, categories.task, `name ${index % 10}`, index);
      }
      return ring.dropped;
    }
    case "read":
      return arena.openCells(order.cells).as("float64").load(0);
  }
}

function answer(order: Order, send: (message: unknown) => void): void {
  obey(order).then(
    (value) => send({ value }),
    (error: unknown) => send({ error: String(error) }),
  );
}

if (parentPort === undefined) {
  process.on("message", (order: Order) => answer(order, (message) => process.send?.(message)));
  process.send?.({ value: "ready" });
} else {
  parentPort.on("message", ({ data }) => answer(data, (message) => parentPort.postMessage(message)));
  parentPort.postMessage({ value: "ready" });
}
