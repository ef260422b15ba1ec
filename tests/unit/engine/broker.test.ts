import fc from "fast-check";
import { beforeEach, describe, expect, it } from "vitest";
import { Broker } from "../../../src/engine/host/broker";
import type { BrokerRequest, BrokerValue, SharedHandle } from "../../../src/engine/protocol/frames";
import type { Outcome } from "../../../src/shared/fault";

const lockLane = 10;
const otherLockLane = 11;
const integerLane = 20;
const decimalLane = 21;

const shared: readonly SharedHandle[] = [
  { name: "first lock", lane: lockLane, declaration: { kind: "lock" }, place: null },
  { name: "second lock", lane: otherLockLane, declaration: { kind: "lock" }, place: null },
  { name: "count", lane: integerLane, declaration: { kind: "value", type: "int32", initial: 5 }, place: null },
  { name: "share", lane: decimalLane, declaration: { kind: "value", type: "float64", initial: 0.5 }, place: null },
];

let broker: Broker;
/** Task of each answer, in order, with the answer. */
let answers: (readonly [number, Outcome<BrokerValue>])[];

beforeEach(() => {
  broker = new Broker(shared);
  answers = [];
});

function ask(task: number, request: BrokerRequest): void {
  broker.request(task, request, (outcome) => answers.push([task, outcome]));
}

const acquire = (task: number, lane = lockLane): void => ask(task, { operation: "lock-acquire", lane });
const release = (task: number, lane = lockLane): void => ask(task, { operation: "lock-release", lane });

function answer(task: number, request: BrokerRequest): Outcome<BrokerValue> {
  ask(task, request);
  return answers.pop()?.[1] ?? expect.fail("there is no answer");
}

const granted = { ok: true, value: null };
const refused = (message: RegExp): unknown => ({
  ok: false,
  fault: { code: "task-threw", message: expect.stringMatching(message) },
});

describe("a brokered lock", () => {
  it("goes to those who ask in the order in which they asked", () => {
    for (const task of [1, 2, 3]) acquire(task);
    expect(answers.map(([task]) => task)).toEqual([1]);
    release(1);
    // The answer to the release comes first, so that two holds do not overlap in what the workers see.
    expect(answers.map(([task]) => task)).toEqual([1, 1, 2]);
    release(2);
    release(3);
    acquire(4);
    expect(answers.map(([task]) => task)).toEqual([1, 1, 2, 2, 3, 3, 4]);
    expect(answers.every(([, outcome]) => outcome.ok)).toBe(true);
  });

  it("is not the same as another one", () => {
    acquire(1);
    acquire(2, otherLockLane);
    expect(answers).toEqual([
      [1, granted],
      [2, granted],
    ]);
  });

  it("refuses its holder, who would wait for itself, and stays with it", () => {
    acquire(1);
    acquire(1);
    expect(answers[1]).toEqual([1, refused(/holds the lock "first lock" already/)]);
    acquire(2);
    expect(answers).toHaveLength(2);
  });

  it("is given back only by its holder", () => {
    acquire(1);
    release(2);
    expect(answers[1]).toEqual([2, refused(/gave back the lock "first lock" without holding it/)]);
    release(1);
    release(1);
    expect(answers[3]![1].ok).toBe(false);
  });

  it("is taken back from a task that is over, and goes to the next one", () => {
    acquire(1);
    acquire(1, otherLockLane);
    acquire(2);
    expect(broker.forget(1)).toEqual(["first lock", "second lock"]);
    expect(answers.map(([task]) => task)).toEqual([1, 1, 2]);
    expect(broker.forget(2)).toEqual(["first lock"]);
    expect(broker.forget(2)).toEqual([]);
  });

  it("is not kept for a task that ended while it waited", () => {
    for (const task of [1, 2, 3]) acquire(task);
    expect(broker.forget(2)).toEqual([]);
    release(1);
    expect(answers.map(([task]) => task)).toEqual([1, 1, 3]);
  });

  it("has one holder at a time, and everyone who stays gets it, whatever happens", () => {
    const step = fc.record({ task: fc.integer({ min: 1, max: 5 }), forget: fc.boolean() });
    fc.assert(
      fc.property(fc.array(step, { maxLength: 80 }), (steps) => {
        const one = new Broker(shared);
        let holder: number | null = null;
        const waiting: number[] = [];
        for (const { task, forget } of steps) {
          const isMine = holder === task;
          if (forget || isMine) {
            if (isMine) holder = null;
            else if (waiting.includes(task)) waiting.splice(waiting.indexOf(task), 1);
            if (forget) expect(one.forget(task)).toEqual(isMine ? ["first lock"] : []);
            else one.request(task, { operation: "lock-release", lane: lockLane }, ({ ok }) => expect(ok).toBe(true));
          } else if (!waiting.includes(task)) {
            waiting.push(task);
            one.request(task, { operation: "lock-acquire", lane: lockLane }, ({ ok }) => {
              expect(ok).toBe(true);
              expect(holder).toBeNull();
              expect(waiting.shift()).toBe(task);
              holder = task;
            });
          }
          if (holder === null) expect(waiting).toEqual([]);
        }
      }),
    );
  });
});

describe("a brokered value", () => {
  it("begins as declared, and is what was written last", () => {
    expect(broker.values()).toEqual({ count: 5, share: 0.5 });
    expect(answer(1, { operation: "value-get", lane: integerLane })).toEqual({ ok: true, value: 5 });
    expect(answer(2, { operation: "value-set", lane: decimalLane, value: 0.1 + 0.2 })).toEqual(granted);
    expect(answer(1, { operation: "value-get", lane: decimalLane })).toEqual({ ok: true, value: 0.1 + 0.2 });
    expect(broker.values()).toEqual({ count: 5, share: 0.1 + 0.2 });
  });

  it.each([
    [2 ** 31, -(2 ** 31)],
    [-(2 ** 31) - 1, 2 ** 31 - 1],
    [2 ** 32 + 7, 7],
    [3.9, 3],
    [Number.NaN, 0],
  ])("of 32 bits wraps %d to %d, as memory would", (written, read) => {
    answer(1, { operation: "value-set", lane: integerLane, value: written });
    expect(broker.values()).toMatchObject({ count: read });
  });

  it("is not forgotten with the task that wrote it", () => {
    answer(1, { operation: "value-set", lane: integerLane, value: 9 });
    broker.forget(1);
    expect(broker.values()).toMatchObject({ count: 9 });
  });
});

describe("a request that makes no sense", () => {
  it.each([
    ["a lock is read", { operation: "value-get", lane: lockLane }],
    ["a value is locked", { operation: "lock-acquire", lane: integerLane }],
    ["a value is given back", { operation: "lock-release", lane: integerLane }],
    ["nobody declared the lane", { operation: "value-set", lane: 99, value: 1 }],
  ] as const)("is answered with a fault where %s", (_what, request) => {
    expect(answer(1, request)).toEqual(
      refused(new RegExp(`Lane ${request.lane} has nothing that ${request.operation}`)),
    );
  });
});
