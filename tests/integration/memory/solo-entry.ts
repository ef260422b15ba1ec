/** Processes and a thread that use shared memory on their own; the first parameter says how. */
import { fork } from "node:child_process";
import { readFileSync } from "node:fs";
import { workerData } from "node:worker_threads";
import { Arena, loadAddon } from "../../../src/engine/memory";

const [role, ...parameters] = process.argv.slice(2);

/** The memory's number in the file system that has no names. */
const inodeOf = (): string =>
  / (\d+) +\/memfd:lanescope/.exec(readFileSync("/proc/self/maps", "utf8"))?.[1] ?? "not mapped";

async function play(): Promise<void> {
  switch (role) {
    case "load": {
      const search = loadAddon();
      process.send?.(search.addon === null ? search.reason : search.path);
      break;
    }
    case "full":
      Arena.create();
      try {
        Arena.create().allocate(4 * 2 ** 20);
        console.log("there was room");
      } catch (error) {
        console.log((error as { code?: string }).code);
      }
      break;
    case "family": {
      const arena = Arena.create();
      const children = [0, 1].map(() => fork(process.argv[1] ?? "", ["child", JSON.stringify(arena.descriptor)]));
      await Promise.all(children.map((child) => new Promise((resolve) => child.once("message", resolve))));
      process.send?.({ inode: inodeOf(), pids: [process.pid, ...children.map(({ pid }) => pid)] });
      break;
    }
    case "child":
      Arena.open(JSON.parse(parameters[0] ?? ""));
      // Its channel to the parent keeps it alive.
      process.on("message", () => undefined);
      process.send?.("opened");
      break;
    case "wait":
    case "wait-exit": {
      const arena = Arena.open(JSON.parse(parameters[0] ?? ""));
      const waiting = arena.openLock(JSON.parse(parameters[1] ?? "")).acquire(arena.registerOwner());
      if (role === "wait-exit") process.exit(8);
      process.exitCode = (await waiting) === "done" ? 7 : 1;
      break;
    }
    case "thread": {
      const arena = Arena.open(workerData.descriptor);
      const owner = arena.registerOwner();
      arena.openLock(workerData.held).acquireSync(owner);
      arena.openLock(workerData.blocked).acquireSync(owner);
      break;
    }
  }
}

play().catch((error: unknown) => {
  console.error(error);
  process.exitCode = 1;
});
