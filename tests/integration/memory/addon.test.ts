import { type ChildProcess, execFile, fork } from "node:child_process";
import { once } from "node:events";
import { mkdtempSync, readdirSync, readFileSync, readlinkSync, rmSync } from "node:fs";
import { readFile } from "node:fs/promises";
import { tmpdir } from "node:os";
import { join } from "node:path";
import { fileURLToPath } from "node:url";
import { promisify } from "node:util";
import { Worker } from "node:worker_threads";
import { afterAll, afterEach, beforeAll, beforeEach, describe, expect, it } from "vitest";
import { addonPath } from "../../../scripts/build-native.mjs";
import { Arena, loadAddon, type NativeLock } from "../../../src/engine/memory";
import { categories, readRecord, recordBytes, recordKinds } from "../../../src/shared/trace/records";
import { bundle } from "../../contract/support/bundle";

const run = promisify(execFile);
const environment = { ...process.env, LANESCOPE_NATIVE: addonPath };

let folder: string;
let arena: Arena;

beforeAll(async () => {
  folder = mkdtempSync(join(tmpdir(), "lanescope-addon-"));
  await bundle("solo", fileURLToPath(new URL("./solo-entry.ts", import.meta.url)), folder);
});
afterAll(() => rmSync(folder, { recursive: true }));
beforeEach(() => {
  arena = Arena.create();
});
afterEach(() => arena.close());

const solo = (...parameters: string[]): ChildProcess =>
  fork(join(folder, "solo.cjs"), parameters, { env: environment });

/** Settles when so many owners wait for the lock. */
async function waitersOf(lock: NativeLock, count: number): Promise<void> {
  while (arena.owners().filter(({ waitingFor }) => waitingFor === lock.position).length < count) {
    await new Promise((resolve) => setTimeout(resolve, 1));
  }
}

describe("numbers in shared memory", () => {
  it.each(["int32", "uint32", "float32", "float64"] as const)(
    "are loaded, stored, added and exchanged as %s",
    (type) => {
      const cells = arena.createCells(4).as(type);
      cells.store(3, 5);
      expect(cells.add(3, 2)).toBe(5);
      expect(cells.compareExchange(3, 6, 1)).toBe(7);
      expect(cells.compareExchange(3, 7, 9)).toBe(7);
      expect(cells.load(3)).toBe(9);
      expect(cells.load(2)).toBe(0);
    },
  );

  it("hold 64-bit integers exactly and wrap around", () => {
    const cells = arena.createCells(1).as("int64");
    cells.store(0, 2n ** 63n - 1n);
    expect(cells.add(0, 1n)).toBe(2n ** 63n - 1n);
    expect(cells.load(0)).toBe(-(2n ** 63n));
  });

  it("are copied in and out in bulk", () => {
    const cells = arena.createCells(200_000);
    const source = Float64Array.from({ length: 200_000 }, (_, index) => index / 3);
    cells.copyIn(source);
    const target = new Float64Array(100_000);
    cells.copyOut(target, 8 * 100_000);
    expect(target).toEqual(source.subarray(100_000));
    expect(cells.as("float64").load(7)).toBe(7 / 3);
  });

  it("refuse indexes outside, with a code", () => {
    const cells = arena.createCells(8);
    const range = expect.objectContaining({ code: "memory-range" });
    expect(() => cells.as("float64").load(8)).toThrowError(range);
    expect(() => cells.as("int32").store(-1, 0)).toThrowError(range);
    expect(() => cells.copyIn(new Uint8Array(65))).toThrowError(range);
    expect(() => cells.copyOut(new Uint8Array(1), 64)).toThrowError(range);
    expect(() => arena.openCells({ ...cells.place, offset: 0 })).toThrowError(range);
    expect(() => arena.openCells({ ...cells.place, segment: 9 })).toThrowError(range);
  });

  it("are opened again and again without taking more than one handle", () => {
    const cells = arena.createCells(8);
    expect(arena.openCells(cells.place).handle).toBe(cells.handle);
    arena.free(cells.place);
    expect(() => cells.as("int32").load(0)).toThrowError(expect.objectContaining({ code: "memory-closed" }));
  });

  it("begin as zeros, also where others were before", () => {
    const cells = arena.createCells(8);
    cells.as("int32").store(3, 1);
    arena.free(cells.place);
    const again = arena.createCells(8);
    expect(again.place).toEqual(cells.place);
    expect(again.as("int32").load(3)).toBe(0);
  });
});

describe("an arena", () => {
  it("says with a code that there is no room, instead of crashing later", () => {
    expect(() => arena.allocate(2 ** 45)).toThrowError(expect.objectContaining({ code: "memory-full" }));
  });

  it("says so too where the kernel refuses to back the memory", async () => {
    const { stdout } = await run(
      "bash",
      ["-c", `ulimit -f 2048; exec "$0" "$1" full`, process.execPath, join(folder, "solo.cjs")],
      {
        env: environment,
      },
    );
    expect(stdout.trim()).toBe("memory-full");
  });

  it("is opened only by who knows it, and not when it is gone", () => {
    const { descriptor } = arena;
    const gone = expect.objectContaining({ code: "memory-gone" });
    expect(() => Arena.open({ ...descriptor, token: "1" })).toThrowError(gone);
    const again = Arena.open(descriptor);
    again.close();
    arena.close();
    expect(() => Arena.open(descriptor)).toThrowError(gone);
  });

  it("answers everything with memory-closed after it was closed", () => {
    const lock = arena.createLock();
    const owner = arena.registerOwner();
    const cells = arena.createCells(1);
    arena.close();
    const closed = expect.objectContaining({ code: "memory-closed" });
    for (const use of [
      () => cells.as("int32").load(0),
      () => lock.tryAcquire(owner),
      () => lock.release(),
      () => arena.registerOwner(),
      () => arena.createCells(1),
    ]) {
      expect(use).toThrowError(closed);
    }
  });

  it("leaves nothing behind when every process of it is killed", async () => {
    const shared = new Set(readdirSync("/dev/shm"));
    const parent = solo("family");
    const [{ inode, pids }] = (await once(parent, "message")) as [{ inode: string; pids: number[] }];
    const users = usersOf(inode);
    for (const pid of pids) process.kill(pid, "SIGKILL");
    expect(users.sort()).toEqual(pids.sort());
    await once(parent, "exit");
    while (pids.some(isThere)) await new Promise((resolve) => setTimeout(resolve, 1));
    expect(usersOf(inode)).toEqual([]);
    expect(readdirSync("/dev/shm").filter((name) => !shared.has(name) && name.includes("lanescope"))).toEqual([]);
  });
});

describe("a lock", () => {
  it("excludes tasks that interleave in one process", async () => {
    const lock = arena.createLock();
    const cells = arena.createCells(1).as("int32");
    const task = async (): Promise<void> => {
      const owner = arena.registerOwner();
      for (let time = 0; time < 20; time++) {
        expect(await lock.acquire(owner)).toBe("done");
        const value = cells.load(0);
        await new Promise(setImmediate);
        cells.store(0, value + 1);
        lock.release(owner);
      }
      arena.endOwner(owner);
    };
    await Promise.all(Array.from({ length: 20 }, task));
    expect(cells.load(0)).toBe(400);
    expect(arena.owners()).toEqual([]);
  });

  it("is waited for without keeping files waiting", async () => {
    const locks = Array.from({ length: 16 }, () => arena.createLock());
    const owner = arena.registerOwner();
    const other = arena.registerOwner();
    for (const lock of locks) lock.acquireSync(owner);
    const waiting = Promise.all(locks.map((lock) => lock.acquire(other)));
    expect((await readFile(fileURLToPath(import.meta.url), "utf8")).length).toBeGreaterThan(0);
    for (const lock of locks) lock.release(owner);
    expect(await waiting).toEqual(locks.map(() => "done"));
  });

  it("ends waits at their timeout and when they are cancelled", async () => {
    const lock = arena.createLock();
    const [owner, other] = [arena.registerOwner(), arena.registerOwner()];
    lock.acquireSync(owner);
    const controller = new AbortController();
    const cancelled = lock.acquire(other, { signal: controller.signal });
    await waitersOf(lock, 1);
    controller.abort();
    expect(await cancelled).toBe("cancelled");
    expect(await lock.acquire(other, { timeoutMs: 5 })).toBe("timeout");
    expect(lock.acquireSync(other, 5)).toBe("timeout");
    expect(await lock.acquire(other, { timeoutMs: 0 })).toBe("timeout");
    lock.release(owner);
    expect(lock.tryAcquire(other)).toBe("done");
    expect(lock.state).toMatchObject({ holder: other, abandoned: 0, acquisitions: 2 });
  });

  it("refuses what cannot be meant", () => {
    const lock = arena.createLock();
    const [owner, other] = [arena.registerOwner(), arena.registerOwner()];
    expect(() => lock.release()).toThrowError(expect.objectContaining({ code: "lock-not-held" }));
    lock.acquireSync(owner);
    expect(() => lock.release(other)).toThrowError(expect.objectContaining({ code: "lock-not-owner" }));
    arena.endOwner(other);
    expect(() => lock.tryAcquire(other)).toThrowError(expect.objectContaining({ code: "owner-unknown" }));
  });

  it("shows who waits for whom", async () => {
    const lock = arena.createLock();
    const [owner, other] = [arena.registerOwner(11), arena.registerOwner(12)];
    lock.acquireSync(owner);
    const waiting = lock.acquire(other);
    await waitersOf(lock, 1);
    expect(arena.owners()).toMatchObject([
      { owner, tag: 11, pid: process.pid, state: "live", waitingFor: 0, pins: 1 },
      { owner: other, tag: 12, state: "live", waitingFor: lock.position, pins: 1 },
    ]);
    lock.release(owner);
    await waiting;
  });

  it("is given up by a thread that is terminated while it holds it, and while it blocks on another", async () => {
    const [held, blocked] = [arena.createLock(), arena.createLock()];
    const owner = arena.registerOwner();
    blocked.acquireSync(owner);
    const thread = new Worker(join(folder, "solo.cjs"), {
      argv: ["thread"],
      env: environment,
      workerData: { descriptor: arena.descriptor, held: held.place, blocked: blocked.place },
    });
    await waitersOf(blocked, 1);
    await thread.terminate();
    expect(held.acquireSync(owner)).toBe("owner-died");
    blocked.release(owner);
    expect(blocked.tryAcquire(owner)).toBe("done");
  });
});

describe("a process with waits pending", () => {
  it("stays alive until they are over", async () => {
    const child = solo("wait", JSON.stringify(arena.descriptor), JSON.stringify(heldLock().place));
    await waitersOf(theLock, 1);
    expect(child.exitCode).toBeNull();
    theLock.release();
    expect(await once(child, "exit")).toEqual([7, null]);
  });

  it("exits at once when it says so", async () => {
    const child = solo("wait-exit", JSON.stringify(arena.descriptor), JSON.stringify(heldLock().place));
    expect(await once(child, "exit")).toEqual([8, null]);
    expect(arena.reap(child.pid ?? 0)).toEqual([]);
  });
});

let theLock: NativeLock;

function heldLock(): NativeLock {
  theLock = arena.createLock();
  theLock.acquireSync(arena.registerOwner());
  return theLock;
}

describe("a full trace ring", () => {
  it("drops the newest, counts them and keeps the ends of what was begun", () => {
    const reader = arena.createRing(64, process.hrtime.bigint());
    const writer = arena.openRing(reader.place);
    expect(writer.push(recordKinds.begin, categories.compute, "work")).toBe(true);
    let written = 0;
    while (writer.push(recordKinds.instant, categories.task, "", written)) written++;
    expect(writer.push(recordKinds.begin, categories.compute, "another")).toBe(false);
    expect(writer.push(recordKinds.end, categories.task, "", 5)).toBe(true);
    expect(reader.dropped).toBe(2);
    // Beginning and end, and what lies between them.
    expect(writer.written).toBe(written + 2);

    const target = new Uint8Array(64 * recordBytes);
    expect(reader.drain(target)).toBe(target.length);
    const view = new DataView(target.buffer);
    expect(readRecord(view, 0)).toMatchObject({ kind: recordKinds.name, name: 1, extra: 4 });
    expect(readRecord(view, 2 * recordBytes)).toMatchObject({ kind: recordKinds.begin, category: 1, name: 1 });
    expect(readRecord(view, 63 * recordBytes)).toMatchObject({ kind: recordKinds.end, value: 5 });
    expect(written).toBe(60);
    expect(writer.push(recordKinds.begin, categories.compute, "another")).toBe(true);
  });

  it("keeps no room for a lock that was not got", () => {
    const reader = arena.createRing(64, process.hrtime.bigint());
    const writer = arena.openRing(reader.place);
    const target = new Uint8Array(64 * recordBytes);
    for (let wait = 0; wait < 100; wait++) {
      expect(writer.push(recordKinds.lockRequest, categories.lockWait, "", 0, 8)).toBe(true);
      expect(writer.push(recordKinds.lockGiveUp, categories.task, "", 0, 8)).toBe(true);
      reader.drain(target);
    }
    expect(reader.dropped).toBe(0);
  });
});

describe("without the addon", () => {
  it("there is a reason for people and no crash", async () => {
    const child = fork(join(folder, "solo.cjs"), ["load"], {
      env: { ...environment, LANESCOPE_NATIVE: "/nowhere.node" },
    });
    const [reason] = await once(child, "message");
    expect(reason).toContain("/nowhere.node cannot be loaded");
  });

  it("its build says once what is missing where there is no compiler, and ends well", async () => {
    const script = fileURLToPath(new URL("../../../scripts/build-native.mjs", import.meta.url));
    const { stderr } = await run(process.execPath, [script], { env: { ...process.env, CXX: "/nowhere/c++" } });
    expect(stderr.trim()).toMatch(
      /^Lanescope: the shared-memory addon was not built: no C\+\+ compiler was found\..*slower\.$/,
    );
  });

  it("here it is there", () => {
    expect(loadAddon()).toMatchObject({ path: addonPath });
  });
});

/** Processes that have a file open or mapped. */
function usersOf(inode: string): number[] {
  return readdirSync("/proc")
    .filter((name) => /^\d+$/.test(name) && uses(name, inode))
    .map(Number);
}

function uses(pid: string, inode: string): boolean {
  try {
    if (new RegExp(` ${inode} +/memfd:lanescope`).test(readFileSync(`/proc/${pid}/maps`, "utf8"))) return true;
    return readdirSync(`/proc/${pid}/fd`).some((file) => {
      if (!readlinkSync(`/proc/${pid}/fd/${file}`).startsWith("/memfd:lanescope")) return false;
      return readFileSync(`/proc/${pid}/fdinfo/${file}`, "utf8").includes(`ino:\t${inode}`);
    });
  } catch {
    // It ended meanwhile, or is another user's.
    return false;
  }
}

function isThere(pid: number): boolean {
  try {
    return !/^State:\tZ/m.test(readFileSync(`/proc/${pid}/status`, "utf8"));
  } catch {
    // Gone: the answer.
    return false;
  }
}
