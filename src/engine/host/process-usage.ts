import { execFile } from "node:child_process";
import { readFileSync } from "node:fs";
import { promisify } from "node:util";

/** What a process used so far, as its system tells from outside: it may be too busy to answer itself. */
export interface ProcessUsage {
  /** Nanoseconds of all its threads, on all cores. */
  readonly cpuNs: number;
  /** Bytes of it that are in memory. */
  readonly memoryBytes: number;
}

/** Reads the usage of processes; those that are gone are missing in the answer. */
export type UsageReader = (pids: readonly number[]) => Promise<ReadonlyMap<number, ProcessUsage>>;

/** The system's clock ticks in `/proc`. Source: `USER_HZ` of the Linux interface, 100 on all platforms that Node runs on. */
const tickNs = 1e9 / 100;

/** How usage is read on this system, and how often that is cheap, milliseconds; null where there is no way. */
export function usageSource(
  platform: NodeJS.Platform = process.platform,
): { readonly read: UsageReader; readonly everyMs: number } | null {
  // A read takes some ten microseconds: the kernel answers from memory.
  if (platform === "linux") return { read: linuxReader(), everyMs: 200 };
  // A process of its own for each look.
  if (platform === "darwin") return { read: readByPs, everyMs: 1_000 };
  return null;
}

function linuxReader(): UsageReader {
  const pageBytes = ownPageBytes();
  return async (pids) => {
    const usages = new Map<number, ProcessUsage>();
    for (const pid of pids) {
      const usage = readStat(pid, pageBytes);
      if (usage !== null) usages.set(pid, usage);
    }
    return usages;
  };
}

/** Null where there is no such process any more. */
function readStat(pid: number, pageBytes: number): ProcessUsage | null {
  let text: string;
  try {
    text = readFileSync(`/proc/${pid}/stat`, "latin1");
  } catch {
    // ENOENT, or ESRCH where it ended between opening and reading.
    return null;
  }
  return parseStat(text, pageBytes);
}

/**
 * Reads one line of `/proc/PID/stat`; null where it is of a process that has ended.
 *
 * Source: proc(5). The second field is the command in parentheses, which may hold anything.
 */
export function parseStat(text: string, pageBytes: number): ProcessUsage | null {
  const fields = text.slice(text.lastIndexOf(")") + 2).split(" ");
  const [state, user, system, pages] = [fields[0], Number(fields[11]), Number(fields[12]), Number(fields[21])];
  // One that is just ending has given back its memory.
  if (state === "Z" || state === "X" || !(pages > 0) || Number.isNaN(user + system)) return null;
  return { cpuNs: (user + system) * tickNs, memoryBytes: pages * pageBytes };
}

/** The system's page: what this process says of itself, divided by its pages. A power of two. */
function ownPageBytes(): number {
  const pages = readStat(process.pid, 1)?.memoryBytes ?? 0;
  return pages > 0 ? 2 ** Math.round(Math.log2(process.memoryUsage.rss() / pages)) : 4_096;
}

const runFile = promisify(execFile);

const readByPs: UsageReader = async (pids) => {
  const usages = new Map<number, ProcessUsage>();
  // It fails where one of the processes is gone, and tells of the others all the same.
  const text = await runFile("ps", ["-o", "pid=,rss=,time=", "-p", pids.join()]).then(
    ({ stdout }) => stdout,
    (error: { readonly stdout?: string }) => error.stdout ?? "",
  );
  for (const line of text.split("\n")) {
    const parsed = parsePs(line);
    if (parsed !== null) usages.set(parsed.pid, parsed.usage);
  }
  return usages;
};

/** Reads a line of `ps`: process, kilobytes, time as `[[days-]hours:]minutes:seconds`; null where it is none. */
export function parsePs(line: string): { readonly pid: number; readonly usage: ProcessUsage } | null {
  const match = /^\s*(\d+)\s+(\d+)\s+(?:(\d+)-)?(?:(\d+):)?(\d+):(\d+(?:\.\d+)?)\s*$/.exec(line);
  if (match === null) return null;
  const [pid, kilobytes, days, hours, minutes, seconds] = match.slice(1).map((text) => Number(text ?? 0)) as [
    number,
    number,
    number,
    number,
    number,
    number,
  ];
  const cpuNs = (((days * 24 + hours) * 60 + minutes) * 60 + seconds) * 1e9;
  return { pid, usage: { cpuNs, memoryBytes: kilobytes * 1_024 } };
}
