import { afterEach, beforeEach, describe, expect, it } from "vitest";
import { BrokerClient } from "../../src/engine/child/broker-client";
import { TaskHandles } from "../../src/engine/child/task-handles";
import { Arena } from "../../src/engine/memory";
import { BlockWriter } from "../../src/engine/protocol/block-writer";
import type { SharedHandle } from "../../src/engine/protocol/frames";
import { LaneTrace } from "../../src/engine/protocol/lane-trace";

let arena: Arena;
let shared: readonly SharedHandle[];

beforeEach(() => {
  arena = Arena.create();
  const value = { kind: "value", type: "int32", initial: 0 } as const;
  shared = [
    { name: "gate", lane: 10, declaration: { kind: "lock" }, place: arena.createLock().place },
    { name: "count", lane: 11, declaration: value, place: arena.createCells(1).place },
  ];
});

afterEach(() => arena.close());

/** A task on a lane of its own, whose parent must not be asked for anything. */
function task(lane: number): TaskHandles {
  const post = (): never => {
    throw new Error("the parent was asked");
  };
  const broker = new BrokerClient({ generation: 1, post } as unknown as ConstructorParameters<typeof BrokerClient>[0]);
  const clock = () => 0;
  const trace = new LaneTrace(lane, clock, new BlockWriter(lane, clock, { full: false, write: () => undefined }));
  return new TaskHandles(lane, { broker, memory: arena, shared, trace });
}

describe("a run's lock in shared memory", () => {
  it("is held by one task of a worker at a time", async () => {
    const [first, second] = [task(1), task(2)];
    await first.lock("gate").acquire();
    let isSecondIn = false;
    const waiting = second.lock("gate").with(() => {
      isSecondIn = true;
    });
    // Whoever could take it would have done so by the time that a third has failed to.
    expect(arena.openLock(shared[0]!.place!).tryAcquire(arena.registerOwner())).toBe("timeout");
    expect(isSecondIn).toBe(false);
    await first.lock("gate").release();
    await waiting;
    expect(isSecondIn).toBe(true);
  });

  it("is not asked for twice, nor given back by who does not hold it", async () => {
    const [holder, other] = [task(1), task(2)];
    await holder.lock("gate").acquire();
    await expect(holder.lock("gate").acquire()).rejects.toThrow("holds the lock");
    await expect(other.lock("gate").release()).rejects.toThrow("without holding it");
  });

  it("is free again, and named, when the task that holds it is over", async () => {
    const [careless, next] = [task(1), task(2)];
    await careless.lock("gate").acquire();
    expect(careless.close()).toEqual(["gate"]);
    await next.lock("gate").acquire();
    await next.lock("gate").release();
    expect(next.close()).toEqual([]);
  });
});

describe("a run's lock that a task asked for and did not wait for", () => {
  it("goes to the next one when the task is over before it got it", async () => {
    const [holder, hasty, next] = [task(1), task(2), task(3)];
    await holder.lock("gate").acquire();
    const asked = hasty.lock("gate").acquire();
    expect(hasty.close()).toEqual([]);
    await holder.lock("gate").release();
    await expect(asked).rejects.toThrow("over before it got the lock");
    await next.lock("gate").acquire();
    await next.lock("gate").release();
  });
});

describe("a run's value in shared memory", () => {
  it("is the same for all tasks, as a number of its type", async () => {
    const [first, second] = [task(1).value("count"), task(2).value("count")];
    await first.set(41.7);
    expect(await second.get()).toBe(41);
  });
});
