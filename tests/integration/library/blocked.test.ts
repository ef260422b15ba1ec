import { type ChildProcess, spawn } from "node:child_process";
import { once } from "node:events";
import { readdirSync } from "node:fs";
import { tmpdir } from "node:os";
import { createInterface } from "node:readline";
import { fileURLToPath } from "node:url";
import { describe, expect, it } from "vitest";
import { folderPrefix } from "../../../src/engine/host/temporary-folder";
import { until } from "./primitives/kit";

const program = fileURLToPath(new URL("blocked.program.mjs", import.meta.url));

function isAlive(pid: number): boolean {
  try {
    process.kill(pid, 0);
    return true;
  } catch {
    // ESRCH: there is no such process.
    return false;
  }
}

/** Starts the program and gives its workers' ids when all are about to block. */
async function start(env: NodeJS.ProcessEnv): Promise<{ child: ChildProcess; pids: number[] }> {
  const child = spawn(process.execPath, [program], {
    env: { ...process.env, ...env },
    stdio: ["ignore", "pipe", "inherit"],
  });
  const pids: number[] = [];
  for await (const line of createInterface({ input: child.stdout! })) {
    pids.push(Number(line));
    if (pids.length === 3) break;
  }
  return { child, pids };
}

/** Folders of that process for the line of blocked workers. */
function foldersOf(pid: number): string[] {
  return readdirSync(tmpdir()).filter((name) => name.startsWith(`${folderPrefix("sync", 24)}${pid}-`));
}

describe.each([
  { backend: "in shared memory", env: {} },
  { backend: "kept by the main process", env: { LANESCOPE_NATIVE: "off" } },
])("workers that block for ever, $backend", ({ env }) => {
  it("end when the main process is killed, and what it left is deleted by the next one", async () => {
    const { child, pids } = await start(env);
    expect(pids.every(isAlive)).toBe(true);
    child.kill("SIGKILL");
    await until(() => !pids.some(isAlive));
    const next = await start(env);
    expect(foldersOf(child.pid!)).toEqual([]);
    next.child.kill("SIGKILL");
    await until(() => !next.pids.some(isAlive));
  });

  it("are ended by signals like any other", async () => {
    const { child, pids } = await start(env);
    const exited = once(child, "exit");
    for (const pid of pids) process.kill(pid, "SIGTERM");
    expect(await exited).toEqual([0, null]);
    expect(pids.some(isAlive)).toBe(false);
    expect(foldersOf(child.pid!)).toEqual([]);
  });
});
