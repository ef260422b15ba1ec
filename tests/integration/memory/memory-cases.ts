/** What shared memory must do between processes, in Node and in Electron alike. */
import assert from "node:assert/strict";
import { Arena, type NativeLock, type TypedCells } from "../../../src/engine/memory";
import { readRecord, recordBytes, recordKinds } from "../../../src/shared/trace/records";
import type { Member, StartMember } from "./member";

export interface MemoryCase {
  readonly name: string;
  run(start: StartMember): Promise<void>;
}

/** Runs a case with an arena and so many processes that have opened it. */
async function withMembers(
  start: StartMember,
  count: number,
  body: (arena: Arena, members: readonly [Member, Member, ...Member[]]) => Promise<void>,
): Promise<void> {
  const arena = Arena.create();
  const members = Array.from({ length: count }, start);
  try {
    for (const member of members) await member.ready();
    for (const member of members) await member.ask({ do: "open", arena: arena.descriptor });
    await body(arena, members as unknown as readonly [Member, Member, ...Member[]]);
  } finally {
    await Promise.all(members.map((member) => member.kill()));
    arena.close();
  }
}

/** Settles when so many owners wait for the lock. */
async function waitersOf(arena: Arena, lock: NativeLock, count: number): Promise<void> {
  while (arena.owners().filter(({ waitingFor }) => waitingFor === lock.position).length < count) await turn();
}

const turn = (): Promise<void> => new Promise((resolve) => setTimeout(resolve, 1));

export const memoryCases: readonly MemoryCase[] = [
  {
    name: "ten processes that add 1 under a lock ten thousand times lose nothing",
    run: (start) =>
      withMembers(start, 10, async (arena, members) => {
        const lock = arena.createLock();
        const cells = arena.createCells(1);
        const order = { do: "increment", lock: lock.place, cells: cells.place, times: 10_000 } as const;
        await Promise.all(members.map((member) => member.ask(order)));
        assert.equal(cells.as("int32").load(0), 100_000);
        assert.equal(lock.state.acquisitions, 100_000);
      }),
  },
  {
    name: "a lock whose holder was killed goes to the next one, who is told",
    run: (start) =>
      withMembers(start, 2, async (arena, [holder, other]) => {
        const lock = arena.createLock();
        const owner = arena.registerOwner();
        assert.equal(await holder.ask({ do: "lock", lock: lock.place }), "done");
        assert.equal(lock.tryAcquire(owner), "timeout");
        await holder.kill();
        assert.deepEqual(arena.reap(holder.pid), [lock]);
        assert.equal(lock.state.abandoned, 1);
        assert.equal(lock.tryAcquire(owner), "owner-died");
        lock.release(owner);
        assert.equal(await other.ask({ do: "lock", lock: lock.place }), "done");
        assert.equal(arena.owners().length, 2);
      }),
  },
  {
    name: "a lock of a process that is about to end is recovered as soon as it has",
    run: (start) =>
      withMembers(start, 1, async (arena, [holder]) => {
        const lock = arena.createLock();
        await holder.ask({ do: "lock", lock: lock.place });
        process.kill(holder.pid, "SIGKILL");
        assert.deepEqual(arena.reap(holder.pid), [lock]);
        assert.equal(lock.state.abandoned, 1);
      }),
  },
  {
    name: "who waits for a lock gets it when the holder is killed, though nobody reaps",
    run: (start) =>
      withMembers(start, 3, async (arena, [holder, sync, async]) => {
        const lock = arena.createLock();
        await holder.ask({ do: "lock", lock: lock.place });
        const blocked = sync.ask({ do: "lock-sync", lock: lock.place });
        await waitersOf(arena, lock, 1);
        await holder.kill();
        assert.equal(await blocked, "owner-died");
        const waiting = (async as Member).ask({ do: "lock", lock: lock.place });
        await waitersOf(arena, lock, 1);
        await sync.kill();
        assert.equal(await waiting, "owner-died");
      }),
  },
  {
    name: "functions of one lock acquire and release it, and leave what takes more than a look",
    run: (start) =>
      withMembers(start, 1, async (arena, [holder]) => {
        const lock = arena.createLock();
        const left: unknown[] = [];
        const subject = {
          acquireSync(...parameters: unknown[]) {
            assert.equal(this, subject);
            left.push(parameters);
            return false;
          },
          releaseSync(): void {
            throw new Error("left");
          },
        };
        [subject.acquireSync, subject.releaseSync] = lock.functions(false, subject.acquireSync, subject.releaseSync);
        const { acquireSync, releaseSync } = subject;
        const [one, other] = [arena.registerOwner(), arena.registerOwner()];
        // Nobody knows for whom.
        assert.equal(subject.acquireSync(), false);
        arena.setOwner(one);
        assert.equal(subject.acquireSync(), true);
        assert.equal(lock.state.holder, one);
        assert.equal(lock.state.acquisitions, 1);
        // It is held.
        assert.equal(subject.acquireSync(5), false);
        assert.deepEqual(left, [[], [5]]);
        subject.releaseSync();
        assert.equal(lock.state.holder, 0);
        assert.throws(() => subject.releaseSync(), /left/);
        // Anybody releases it, as Python's.
        lock.acquireSync(other);
        subject.releaseSync();
        assert.equal(lock.state.holder, 0);
        // Its holder died: whoever acquires it is to be told.
        await holder.ask({ do: "lock", lock: lock.place });
        await holder.kill();
        arena.reap(holder.pid);
        assert.equal(subject.acquireSync(), false);
        assert.equal(lock.tryAcquire(one), "owner-died");
        subject.releaseSync();
        // Told to leave all.
        lock.isDirect = false;
        assert.equal(subject.acquireSync(), false);
        assert.throws(() => subject.releaseSync(), /left/);
        lock.isDirect = true;
        assert.equal(subject.acquireSync(), true);
        subject.releaseSync();
        // The owner has ended.
        assert.equal(arena.endOwner(one), false);
        assert.equal(subject.acquireSync(), false);
        // The lock's memory serves another one, of the same number.
        arena.setOwner(other);
        arena.free(lock.place);
        const next = arena.createLock();
        assert.equal(next.handle, lock.handle);
        assert.equal(acquireSync.call(subject), false);
        assert.equal(next.acquireSync(other), "done");
        assert.throws(() => releaseSync.call(subject), /left/);
        assert.equal(next.state.holder, other);
        assert.equal(arena.endOwner(other), true);
      }),
  },
  {
    name: "functions of one lock that its holder acquires again count how often, and leave who does not hold it",
    run: (start) =>
      withMembers(start, 1, async (arena, [holder]) => {
        const lock = arena.createLock();
        const left: string[] = [];
        const [acquireSync, releaseSync] = lock.functions(
          true,
          () => left.push("acquire") < 0,
          () => void left.push("release"),
        );
        const [one, other] = [arena.registerOwner(), arena.registerOwner()];
        arena.setOwner(one);
        for (let time = 0; time < 3; time++) assert.equal(acquireSync(), true);
        assert.equal(lock.depth, 2);
        assert.equal(lock.acquireAgain(one), true);
        assert.equal(lock.acquireAgain(other), false);
        assert.equal(lock.releaseOnce(other), "not-owner");
        assert.equal(lock.releaseOnce(one), "done");
        // Another task neither gets nor releases it.
        arena.setOwner(other);
        assert.equal(acquireSync(0), false);
        releaseSync();
        assert.deepEqual(left.splice(0), ["acquire", "release"]);
        arena.setOwner(one);
        for (const [depth, holds] of [
          [1, one],
          [0, one],
          [0, 0],
        ] as const) {
          releaseSync();
          assert.deepEqual([lock.depth, lock.state.holder], [depth, holds]);
        }
        releaseSync();
        assert.deepEqual(left.splice(0), ["release"]);
        // How often a dead one had it does not count for who comes next.
        await holder.ask({ do: "lock", lock: lock.place });
        lock.depth = 4;
        await holder.kill();
        arena.reap(holder.pid);
        assert.equal(acquireSync(), false);
        assert.deepEqual(left, ["acquire"]);
        assert.equal(lock.tryAcquire(one), "owner-died");
        assert.equal(lock.releaseOnce(one), "last");
        releaseSync();
        assert.equal(lock.state.holder, 0);
        for (const owner of [one, other]) assert.equal(arena.endOwner(owner), false);
      }),
  },
  {
    name: "functions of one number read and write it, and leave what is no number of its type",
    run: (start) =>
      withMembers(start, 1, async (arena) => {
        for (const [type, number, wrong] of [
          ["int32", -1, 1n],
          ["uint32", 2 ** 32 - 1, "1"],
          ["int64", -(2n ** 63n), 1],
          ["float32", 0.5, null],
          ["float64", 0.1, undefined],
        ] as const) {
          const memory = arena.createCells(1);
          const cells = memory.as(type) as TypedCells<unknown>;
          const [load, store] = cells.functions(
            () => "left",
            (value) => {
              throw new Error(`left ${String(value)}`);
            },
          );
          store(number);
          assert.equal(cells.load(0), number);
          assert.equal(load(), number);
          assert.throws(() => store(wrong), new RegExp(`left ${String(wrong)}`));
          memory.isDirect = false;
          assert.equal(load(), "left");
          assert.throws(() => store(number), /left/);
          memory.isDirect = true;
          arena.free(memory.place);
          assert.equal(load(), "left");
          assert.throws(() => store(number), /left/);
        }
      }),
  },
  {
    name: "reaping wakes who sleeps for the lost process's lock",
    run: (start) =>
      withMembers(start, 2, async (arena, [holder, other]) => {
        const lock = arena.createLock();
        await holder.ask({ do: "lock-sync", lock: lock.place });
        const waiting = other.ask({ do: "lock", lock: lock.place });
        await waitersOf(arena, lock, 1);
        await holder.kill();
        arena.reap(holder.pid);
        assert.equal(await waiting, "owner-died");
      }),
  },
  {
    name: "a lock passes from process to process, blocking or by a promise, whoever releases it",
    run: (start) =>
      withMembers(start, 2, async (arena, [one, two]) => {
        const lock = arena.createLock();
        const owner = arena.registerOwner();
        for (const order of ["lock", "lock-sync"] as const) {
          lock.acquireSync(owner);
          const first = one.ask({ do: order, lock: lock.place });
          await waitersOf(arena, lock, 1);
          lock.release(owner);
          assert.equal(await first, "done");
          const own = lock.acquire(owner);
          await waitersOf(arena, lock, 1);
          await two.ask({ do: "unlock", lock: lock.place });
          assert.equal(await own, "done");
          lock.release(owner);
        }
      }),
  },
  {
    name: "permits and signals wake who waits for them in other processes",
    run: (start) =>
      withMembers(start, 4, async (arena, members) => {
        const count = arena.createCount(0);
        const signal = arena.createSignal();
        const orders = [
          { do: "take", count: count.place },
          { do: "take-sync", count: count.place },
          { do: "wait-while", signal: signal.place, expected: 0 },
          { do: "wait-while-sync", signal: signal.place, expected: 0 },
        ] as const;
        const waiting = members.map((member, index) => member.ask(orders[index] ?? orders[0]));
        count.give(2);
        signal.value = 7;
        assert.deepEqual(await Promise.all(waiting), ["done", "done", "done", "done"]);
        assert.equal(count.value, 0);
      }),
  },
  {
    name: "a killed writer's records are all there, with their names",
    run: (start) =>
      withMembers(start, 2, async (arena, [writer]) => {
        const ring = arena.createRing(2_048, process.hrtime.bigint());
        assert.equal(await writer.ask({ do: "trace", ring: ring.place, records: 1_000 }), 0);
        await writer.kill();
        const target = new Uint8Array(2_048 * recordBytes);
        const bytes = ring.drain(target);
        const view = new DataView(target.buffer, 0, bytes);
        const names = new Map<number, string>();
        let [events, last] = [0, 0];
        for (let at = 0; at < bytes; at += recordBytes) {
          const record = readRecord(view, at);
          if (record.kind === recordKinds.name) {
            const text = target.subarray(at + recordBytes, at + recordBytes + record.extra);
            names.set(record.name, new TextDecoder().decode(text));
            at += recordBytes * Math.ceil(record.extra / recordBytes);
            continue;
          }
          assert.equal(record.kind, recordKinds.instant);
          assert.equal(record.value, events);
          assert.equal(names.get(record.name), `name ${events % 10}`);
          assert.ok(record.time >= last, "time runs backwards");
          last = record.time;
          events++;
        }
        assert.equal(events, 1_000);
      }),
  },
  {
    name: "memory that is added later is found by who has opened the arena before",
    run: (start) =>
      withMembers(start, 2, async (arena, [member]) => {
        const large = arena.createCells(1_000_000);
        large.as("float64").store(0, 0.5);
        assert.notEqual(large.place.segment, 0);
        assert.equal(await member.ask({ do: "read", cells: large.place }), 0.5);
      }),
  },
];
