import { type ChildProcess, spawn } from "node:child_process";
import { once } from "node:events";
import { createInterface } from "node:readline";
import { fileURLToPath } from "node:url";
import { afterEach, describe, expect, it } from "vitest";
import { until } from "./kit";

const program = fileURLToPath(new URL("main.program.mjs", import.meta.url));

interface Run {
  readonly child: ChildProcess;
  readonly exit: Promise<[number | null, string | null]>;
  /** Of its workers. */
  readonly pids: number[];
  /** The next line that it prints; undefined at the end. */
  line(): Promise<string | undefined>;
}

const children: ChildProcess[] = [];
afterEach(() => {
  for (const child of children.splice(0)) child.kill("SIGKILL");
});

async function run(name: string, native: string): Promise<Run> {
  const child = spawn(process.execPath, ["--expose-gc", program, name], {
    stdio: ["ignore", "pipe", "ignore"],
    env: { ...process.env, LANESCOPE_NATIVE: native },
  });
  children.push(child);
  const exit = once(child, "exit") as Promise<[number | null, string | null]>;
  const lines = createInterface({ input: child.stdout! })[Symbol.asyncIterator]();
  const line = async (): Promise<string | undefined> => (await lines.next()).value;
  return { child, exit, pids: JSON.parse((await line())!) as number[], line };
}

function isAlive(pid: number): boolean {
  try {
    process.kill(pid, 0);
    return true;
  } catch {
    // It is gone, and collected.
    return false;
  }
}

describe.each([
  { backend: "shared memory", native: "" },
  { backend: "the broker", native: "off" },
])("the main process of a pool, on $backend", ({ native }) => {
  it("is not kept alive by workers that have nothing to do, and ends with them", async () => {
    const { exit, pids, line } = await run("idle", native);
    expect(await line()).toBe("done");
    expect(await exit).toEqual([0, null]);
    await until(() => !pids.some(isAlive));
  });

  it("stays while a task is under way", async () => {
    const { exit, line } = await run("pending", native);
    expect(await line()).toBe("300");
    expect(await exit).toEqual([0, null]);
  });

  it("does not stay for results that nobody asks for", async () => {
    const { exit, line } = await run("abandoned", native);
    expect(await line()).toBe("20");
    expect(await exit).toEqual([0, null]);
  });

  it("leaves no worker behind after an error that nothing caught", async () => {
    const { exit, pids } = await run("throwing", native);
    expect(await exit).toEqual([1, null]);
    await until(() => !pids.some(isAlive));
  });

  it("leaves no busy worker behind when it is killed", async () => {
    const { child, exit, pids, line } = await run("spinning", native);
    expect(await line()).toBe("spinning");
    child.kill("SIGKILL");
    expect(await exit).toEqual([null, "SIGKILL"]);
    await until(() => !pids.some(isAlive));
  });

  it("gets rid of the workers of a pool that nobody has any more", async () => {
    const { pids } = await run("dropped", native);
    await until(() => !pids.some(isAlive));
  });
});
