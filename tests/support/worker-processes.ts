import { readdirSync, readFileSync } from "node:fs";

/** What stands in the command line of a worker: a utility process of Electron's, or a process of Node's. */
const marks = ["--utility-sub-type=node.mojom.NodeService", "workers/task", "workers/exec", "workers/program"] as const;

/** Process ids of the workers below a process that are alive now. */
export function workerProcesses(ancestor: number): readonly number[] {
  return processesBelow(ancestor, (words) => marks.some((mark) => words.includes(mark)));
}

/**
 * Process ids of the processes below a process that are alive now, from the system's process table (Linux).
 *
 * @param wanted Asked with each one's command line.
 */
export function processesBelow(ancestor: number, wanted = (_words: string): boolean => true): readonly number[] {
  const parents = new Map<number, number>();
  const found: number[] = [];
  for (const name of readdirSync("/proc")) {
    if (!/^\d+$/.test(name)) continue;
    try {
      const status = readFileSync(`/proc/${name}/stat`, "utf8");
      // The name in parentheses may hold anything; state and parent follow the last one.
      const [state, parent] = status.slice(status.lastIndexOf(")") + 2).split(" ");
      parents.set(Number(name), Number(parent));
      if (state !== "Z" && wanted(readFileSync(`/proc/${name}/cmdline`, "utf8"))) found.push(Number(name));
    } catch {
      // It ended while the table was read.
    }
  }
  return found.filter((id) => isBelow(id, ancestor, parents));
}

function isBelow(id: number, ancestor: number, parents: ReadonlyMap<number, number>): boolean {
  for (let at = parents.get(id); at !== undefined && at > 1; at = parents.get(at)) {
    if (at === ancestor) return true;
  }
  return false;
}
