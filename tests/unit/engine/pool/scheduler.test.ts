import { serialize } from "node:v8";
import { afterEach, beforeEach, describe, expect, it, vi } from "vitest";
import { ListCall } from "../../../../src/engine/host/program/pool/call";
import { Scheduler } from "../../../../src/engine/host/program/pool/scheduler";
import { defineTasks } from "../../../../src/engine/runtime";
import { FakeMember } from "./fake-member";

const tasks = defineTasks("file:///tasks.mjs", { same: (item: unknown) => item, other: (item: unknown) => item });

interface Stage {
  readonly scheduler: Scheduler;
  readonly members: FakeMember[];
  map(items: readonly unknown[], more?: { chunk?: number; task?: typeof tasks.same; timeoutMs?: number }): Mapped;
}

interface Mapped {
  readonly call: ListCall<unknown>;
  readonly result: Promise<unknown>;
}

/** Lets everything happen that is to happen now. */
async function settle(): Promise<void> {
  await vi.advanceTimersByTimeAsync(0);
}

async function stage({ workers = 2, shares = true, unitsPerWorker = Number.POSITIVE_INFINITY } = {}): Promise<Stage> {
  const members: FakeMember[] = [];
  const scheduler = new Scheduler({
    name: "Pool-1",
    workers,
    unitsPerWorker,
    startMember: (number, events) => {
      const member = new FakeMember(number, events, shares);
      members.push(member);
      return member;
    },
  });
  for (const member of members) member.events.onReady();
  await settle();
  return {
    scheduler,
    members,
    map: (items, { chunk = 1, task = tasks.same, timeoutMs = 0 } = {}) => {
      const call = new ListCall<unknown>({ task, spread: false, chunk, timeoutMs }, items);
      scheduler.submit(call);
      return { call, result: call.promise.catch((error: { code: string }) => error.code) };
    },
  };
}

const numbers = (length: number): number[] => Array.from({ length }, (_, index) => index);

/** A stage whose pace is known: 10 us a call. */
async function measuredStage(options: Parameters<typeof stage>[0] = {}): Promise<Stage> {
  const staged = await stage(options);
  const { result } = staged.map(numbers(10_000));
  await settle();
  for (let busy = true; busy; ) {
    busy = false;
    for (const member of staged.members) {
      if (member.queue.length === 0) continue;
      busy = true;
      member.finish(member.queue[0]!.items.length * 0.01);
    }
    await settle();
  }
  await result;
  return staged;
}

beforeEach(() => void vi.useFakeTimers());
afterEach(() => void vi.useRealTimers());

describe("giving out tasks", () => {
  it("gives each worker one task until it is known how long they take", async () => {
    const { members, map } = await stage();
    map(numbers(10));
    await settle();
    expect(members.map(({ items }) => items)).toEqual([[0], [1]]);
  });

  it("sends short tasks many to a message, and 2 ms of work to a worker at most", async () => {
    const { scheduler, members, map } = await measuredStage();
    const before = scheduler.counts.messages;
    map(numbers(100_000));
    await settle();
    for (const { items } of members) {
      expect(items.length).toBeGreaterThan(100);
      expect(items.length).toBeLessThanOrEqual(200);
    }
    expect(scheduler.counts.messages - before).toBe(2);
  });

  it("sends no long task to a worker that has one", async () => {
    const { members, map } = await stage();
    map(numbers(10));
    await settle();
    members[0]!.finish(50);
    members[1]!.finish(50);
    await settle();
    expect(members.map(({ items }) => items)).toEqual([[2], [3]]);
  });

  it("begins with the calls that came first", async () => {
    const { members, map } = await stage({ workers: 1 });
    map(["a", "b"]);
    map(["c"], { task: tasks.other });
    await settle();
    const seen: unknown[] = [];
    while (members[0]!.queue.length > 0) {
      seen.push(...members[0]!.items);
      members[0]!.finish(5);
      await settle();
    }
    expect(seen).toEqual(["a", "b", "c"]);
  });

  it("fails only the task that cannot travel, and sends those beside it", async () => {
    const { members, map } = await measuredStage();
    const { result } = map([1, 2, "unserializable", 4, 5, 6, 7, 8]);
    await settle();
    expect(members.flatMap(({ items }) => items).sort()).toEqual([1, 2, 4, 5, 6, 7, 8]);
    while (members.some(({ queue }) => queue.length > 0)) {
      for (const member of members) if (member.queue.length > 0) member.finish();
      await settle();
    }
    await expect(result).resolves.toBeUndefined();
  });
});

describe("the items of a list", () => {
  it("travel as short from an array that was made by its length as from any other", () => {
    const call = new ListCall({ task: tasks.same, spread: false, chunk: 1, timeoutMs: 0 }, new Array(100).fill(7));
    const some: number[] = [];
    for (let index = 0; index < 60; index++) some.push(7);
    expect(serialize(call.take(60).items)).toEqual(serialize(some));
    expect(serialize(new Array(60).fill(7)).length).toBeGreaterThan(serialize(some).length);
  });
});

describe("a worker that is silent while another has nothing to do", () => {
  it("keeps the task that it is at, and the other gets the rest", async () => {
    const { members, map } = await measuredStage();
    const { result } = map(numbers(40));
    await settle();
    const [slow, quick] = members as [FakeMember, FakeMember];
    const first = slow.queue[0]!;
    slow.begin();
    const rest = slow.items.slice(1);
    while (quick.queue.length > 0) {
      quick.finish();
      await settle();
    }
    expect(slow.recalls).toBe(0);
    await vi.advanceTimersByTimeAsync(5);
    expect(slow.recalls).toBe(1);
    const got: unknown[] = [];
    while (quick.queue.length > 0) {
      got.push(...quick.items);
      quick.finish();
      await settle();
    }
    expect(got).toEqual(expect.arrayContaining(rest));
    // The worker, at last: the first is done, the others it finds recalled.
    slow.queue.length = 0;
    slow.report(first, first.first, 1, first.items.length - 1);
    expect(await result).toEqual(numbers(40));
  });

  it("gives back the task that it had noted as begun when it saw the recall", async () => {
    const { members, map } = await measuredStage();
    const { result } = map(numbers(40));
    await settle();
    const [slow, quick] = members as [FakeMember, FakeMember];
    const batches = [...slow.queue];
    slow.begin();
    for (let round = 0; round < 30; round++) {
      if (quick.queue.length > 0) quick.finish();
      await vi.advanceTimersByTimeAsync(1);
    }
    slow.queue.length = 0;
    // It wrote the word, then read the epoch, and began nothing.
    for (const batch of batches) slow.report(batch, batch.first, 0, batch.items.length);
    await settle();
    const again = members.flatMap(({ items }) => items);
    expect(again).toEqual([batches[0]!.items[0]]);
    for (const member of members) if (member.queue.length > 0) member.finish();
    expect(await result).toEqual(numbers(40));
  });
});

describe("the end of a worker", () => {
  it("loses what was begun and not reported, and gives the rest to others", async () => {
    const { scheduler, members, map } = await measuredStage({ workers: 1 });
    const items = numbers(30);
    map(items);
    await settle();
    const [first] = members as [FakeMember];
    const sent = first.items.length;
    first.begin(first.queue[0]!.first + 2);
    first.end(null, "SIGKILL");
    await settle();
    expect(scheduler.counts.lost).toBe(3);
    const second = members[1]!;
    second.events.onReady();
    await settle();
    expect(second.items.slice(0, sent - 3)).toEqual(items.slice(3, sent));
  });

  it("loses everything that it was sent where nothing is shared", async () => {
    const { scheduler, members, map } = await measuredStage({ workers: 1, shares: false });
    map(numbers(30));
    await settle();
    const sent = members[0]!.items.length;
    members[0]!.end(1);
    expect(scheduler.counts.lost).toBe(sent);
  });

  it("is not the end of the pool, whatever tasks it loses", async () => {
    const { scheduler, members, map } = await stage({ workers: 1 });
    for (let round = 0; round < 30; round++) {
      const { result } = map([round]);
      await settle();
      const member = members.at(-1)!;
      member.begin();
      member.end(1);
      expect(await result).toBe("worker-lost");
      members.at(-1)!.events.onReady();
      await settle();
    }
    expect(scheduler.isOpen).toBe(true);
  });

  it("makes the pool give up after three starts in a row that failed", async () => {
    const { scheduler, members, map } = await stage({ workers: 1 });
    members[0]!.end(1);
    const { result } = map([1]);
    for (let round = 1; round <= 3; round++) members[round]!.end(1);
    expect(await result).toBe("pool-broken");
    await settle();
    expect(members).toHaveLength(4);
    expect(() => map([1])).toThrow(expect.objectContaining({ code: "pool-broken" }));
    await scheduler.ended();
  });

  it("makes the pool give up after ten losses of idle workers in a row", async () => {
    const { scheduler, members } = await stage({ workers: 1 });
    for (let round = 0; round < 10; round++) {
      members.at(-1)!.events.onReady();
      members.at(-1)!.end(1);
      await settle();
    }
    expect(members).toHaveLength(10);
    expect(scheduler.isOpen).toBe(false);
  });
});

describe("stopping a call", () => {
  it("takes back what was not begun, and kills the worker that is at a task of it after a moment", async () => {
    const { scheduler, members, map } = await measuredStage({ workers: 1 });
    const stopped = map(numbers(20));
    const other = map(["other"]);
    await settle();
    const [member] = members as [FakeMember];
    member.begin();
    const sent = member.items.length;
    scheduler.stop(stopped.call, Object.assign(new Error(), { code: "stopped" }));
    expect(await stopped.result).toBe("stopped");
    await settle();
    // Nothing more is sent to a worker that may have to be killed.
    expect(member.items).toHaveLength(sent);
    expect(member.asked).toBe("nothing");
    await vi.advanceTimersByTimeAsync(20);
    expect(member.asked).toBe("kill");
    member.end(null, "SIGKILL");
    await settle();
    members[1]!.events.onReady();
    await settle();
    members[1]!.finish();
    expect(await other.result).toEqual(["other"]);
    expect(scheduler.counts.lost).toBe(0);
  });

  it("leaves a worker alone that has ended the task by itself", async () => {
    const { scheduler, members, map } = await measuredStage({ workers: 1 });
    const stopped = map(numbers(20));
    await settle();
    const [member] = members as [FakeMember];
    const batch = member.queue[0]!;
    member.begin();
    scheduler.stop(stopped.call, new Error("stopped"));
    member.report(batch, batch.first, 1, batch.items.length - 1);
    await vi.advanceTimersByTimeAsync(50);
    expect(member.asked).toBe("nothing");
    const { result } = map(["next"]);
    await settle();
    member.queue.splice(0, member.queue.length - 1);
    member.finish();
    expect(await result).toEqual(["next"]);
  });

  it("sends tasks that may be stopped alone where nothing is shared", async () => {
    const { members, map } = await measuredStage({ workers: 1, shares: false });
    map(numbers(5), { timeoutMs: 1_000 });
    map(["other"]);
    await settle();
    expect(members[0]!.queue).toHaveLength(1);
  });
});

describe("replacing workers", () => {
  it("sends no more units than one may run, and replaces it when they are done", async () => {
    const { members, map } = await measuredStage({ workers: 1, unitsPerWorker: 10_010 });
    map(numbers(100));
    await settle();
    const [first] = members as [FakeMember];
    let units = 0;
    while (first.queue.length > 0) {
      units += first.items.length;
      first.finish();
      await settle();
    }
    expect(units).toBe(10);
    expect(first.asked).toBe("shutdown");
    expect(members).toHaveLength(2);
  });

  it("starts one worker for one that left, however late that one ends", async () => {
    const { scheduler, members, map } = await stage({ workers: 1, unitsPerWorker: 1 });
    const reasons: string[] = [];
    scheduler.staff.events.on("worker-replaced", (_old, _new, reason) => reasons.push(reason));
    map(numbers(3));
    await settle();
    members[0]!.finish();
    await settle();
    members[1]!.events.onReady();
    await settle();
    expect(members.map(({ items }) => items)).toEqual([[], [1]]);
    members[0]!.end(0);
    await settle();
    expect(members).toHaveLength(2);
    members[1]!.finish();
    await settle();
    expect(members).toHaveLength(3);
    expect(reasons).toEqual(["tasks", "tasks"]);
  });

  it("keeps the process alive for calls that are not over, and for no longer", async () => {
    const { members, map } = await stage({ workers: 1 });
    expect(members[0]!.keepsAlive).toBe(false);
    const { result } = map([1]);
    expect(members[0]!.keepsAlive).toBe(true);
    await settle();
    members[0]!.finish();
    await result;
    expect(members[0]!.keepsAlive).toBe(false);
  });
});
