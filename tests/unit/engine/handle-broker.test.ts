import { afterEach, beforeEach, describe, expect, it, vi } from "vitest";
import { HandleBroker } from "../../../src/engine/host/program/handle-broker";
import type { Arena } from "../../../src/engine/memory";
import type { HandleKind, HandleRequest, MemoryPlace, Parcel } from "../../../src/engine/protocol/program";
import type { Outcome } from "../../../src/shared/fault";

/** What somebody asked, and what it was answered so far. */
interface Asked {
  readonly answers: Outcome<unknown>[];
  forget(): void;
}

const freed: MemoryPlace[] = [];
const memory = { free: (place: MemoryPlace) => freed.push(place) } as unknown as Arena;
let broker: HandleBroker;

beforeEach(() => {
  vi.useFakeTimers();
  freed.length = 0;
  broker = new HandleBroker(memory);
});

afterEach(() => {
  vi.useRealTimers();
});

function add(id: number, kind: HandleKind, more: Record<string, unknown> = {}, attachment: unknown = null): void {
  broker.add({ kind, context: "test", id, name: `${kind}-${id}`, lane: 0, place: null, more }, attachment);
}

/** Asks in the name of a worker, which has the handle then. */
function ask(client: number, handle: number, operation: string, more: Partial<HandleRequest> = {}): Asked {
  if (client !== 0) hand(client, [handle]);
  const answers: Outcome<unknown>[] = [];
  const request = { handle, operation, owner: 1, timeoutMs: -1, ...more };
  const { forget } = broker.take(request, client, (outcome) => answers.push(outcome));
  return { answers, forget };
}

function hand(client: number, handles: number[]): void {
  broker.sent({ payload: { bytes: new Uint8Array(), handles: true, blocks: [] }, handles }, client);
}

/** Something whose large buffer lies at that offset. */
function parcel(offset: number, handles: readonly number[] = []): Parcel {
  const payload = { bytes: Uint8Array.of(offset), handles: handles.length > 0, blocks: [placeAt(offset)] };
  return { payload, handles };
}

const placeAt = (offset: number): MemoryPlace => ({ segment: 0, offset, bytes: 65_536 });
const lose = (client: number, abnormal = true): void => broker.lost({ client, name: `worker ${client}`, abnormal });
const value = (asked: Asked): unknown => {
  const [outcome] = asked.answers;
  return outcome?.ok === true ? outcome.value : outcome?.fault.code;
};

describe("the broker of a condition", () => {
  beforeEach(() => {
    add(1, "lock");
    add(2, "condition", { lock: { id: 1, name: "lock-1" } });
  });

  /** Enters holding the lock, and lets it go. */
  function enter(client: number): number {
    expect(value(ask(client, 1, "acquire"))).toBe("done");
    const ticket = value(ask(client, 2, "enter")) as number;
    ask(client, 1, "release", { owner: 0 });
    return ticket;
  }

  function notify(count: number): void {
    expect(value(ask(9, 1, "acquire"))).toBe("done");
    expect(value(ask(9, 2, "notify", { value: count }))).toBeNull();
    ask(9, 1, "release", { owner: 0 });
  }

  it("keeps a notification for one who has entered and not asked yet", () => {
    const [first, second] = [enter(1), enter(2)];
    notify(1);
    const late = ask(2, 2, "wait", { value: second });
    expect(value(ask(1, 2, "wait", { value: first }))).toBe(true);
    expect(late.answers).toEqual([]);
  });

  it("hands a notification on when its waiter is lost or leaves before it could ask", () => {
    const tickets = [enter(1), enter(2), enter(3)];
    const [second, third] = [2, 3].map((client) => ask(client, 2, "wait", { value: tickets[client - 1] }));
    notify(1);
    lose(1);
    expect(value(second!)).toBe(true);
    const fourth = enter(4);
    expect(value(ask(4, 2, "leave", { value: fourth }))).toBeNull();
    notify(1);
    expect(value(third!)).toBe(true);
    const [fifth, sixth] = [enter(5), enter(6)];
    notify(1);
    ask(5, 2, "leave", { value: fifth });
    expect(value(ask(6, 2, "wait", { value: sixth }))).toBe(true);
  });

  it("answers a wait that is over in time with false, and notifies it no more", () => {
    const [first, second] = [enter(1), enter(2)];
    const timed = ask(1, 2, "wait", { value: first, timeoutMs: 50 });
    const other = ask(2, 2, "wait", { value: second });
    vi.advanceTimersByTime(50);
    expect(value(timed)).toBe(false);
    notify(1);
    expect(value(other)).toBe(true);
    expect(timed.answers).toHaveLength(1);
  });

  it("refuses who does not hold the lock", () => {
    expect(value(ask(1, 2, "enter"))).toBe("lock-not-held");
    ask(2, 1, "acquire");
    expect(value(ask(1, 2, "notify", { value: 1 }))).toBe("lock-not-held");
    expect(value(ask(2, 2, "notify", { value: 1, owner: 2 }))).toBe("lock-not-held");
    expect(value(ask(2, 2, "notify", { value: 1 }))).toBeNull();
  });
});

describe("the broker of a barrier", () => {
  it("tells everybody who waits for the action of a reset in the meantime, and begins anew", async () => {
    let finish = (): void => undefined;
    add(1, "barrier", { parties: 2 }, () => new Promise<void>((resolve) => (finish = resolve)));
    const both = [ask(1, 1, "wait"), ask(2, 1, "wait")];
    expect(value(ask(3, 1, "state"))).toEqual({ waiting: 2, broken: false });
    ask(3, 1, "reset");
    expect(both.map(value)).toEqual(["barrier-broken", "barrier-broken"]);
    finish();
    await Promise.resolve();
    expect(value(ask(3, 1, "state"))).toEqual({ waiting: 0, broken: false });
  });

  it("is broken by a cancelled wait, and by the loss of a worker that does not even wait", () => {
    add(1, "barrier", { parties: 3 });
    const [cancelled, other] = [ask(1, 1, "wait"), ask(2, 1, "wait")];
    cancelled.forget();
    expect(cancelled.answers).toEqual([]);
    expect(value(other)).toBe("barrier-broken");
    ask(3, 1, "reset");
    const waiting = ask(2, 1, "wait");
    lose(3);
    expect(value(waiting)).toBe("barrier-broken");
  });

  it("is broken by one who ends while it waits, and by nobody else who ends well", () => {
    add(1, "barrier", { parties: 3 });
    const [ending, other] = [ask(1, 1, "wait"), ask(2, 1, "wait")];
    ask(3, 1, "state");
    lose(3, false);
    expect(other.answers).toEqual([]);
    lose(1, false);
    expect(value(other)).toBe("barrier-broken");
    expect(ending.answers).toEqual([]);
  });
});

describe("the broker of a queue", () => {
  it("takes large buffers over from who puts, lends them to who gets, and frees what nobody gets", () => {
    add(1, "queue", { maxSize: 2 });
    broker.lent.lend(1, [1, 2, 3, 4].map(placeAt));
    for (const offset of [1, 2]) ask(1, 1, "put", { parcel: parcel(offset) });
    expect(value(ask(1, 1, "put", { parcel: parcel(3), timeoutMs: 0 }))).toBe("queue-full");
    expect(freed).toEqual([placeAt(3)]);
    // It had put two, which are the queue's now, and had one more place.
    lose(1);
    expect(freed).toEqual([placeAt(3), placeAt(4)]);
    expect(value(ask(2, 1, "get"))).toEqual(parcel(1).payload);
    lose(2);
    expect(freed).toEqual([placeAt(3), placeAt(4), placeAt(1)]);
    broker.close(1);
    expect(freed).toEqual([placeAt(3), placeAt(4), placeAt(1), placeAt(2)]);
  });

  it("drops the item of a waiting put that is cancelled, late or lost", () => {
    add(1, "queue", { maxSize: 1 });
    ask(0, 1, "put", { parcel: parcel(1) });
    const cancelled = ask(1, 1, "put", { parcel: parcel(2) });
    const late = ask(2, 1, "put", { parcel: parcel(3), timeoutMs: 10 });
    ask(3, 1, "put", { parcel: parcel(4) });
    cancelled.forget();
    vi.advanceTimersByTime(10);
    expect(value(late)).toBe("queue-full");
    lose(3);
    expect(freed).toEqual([placeAt(2), placeAt(3), placeAt(4)]);
    expect(value(ask(1, 1, "get"))).toEqual(parcel(1).payload);
    expect(value(ask(1, 1, "size"))).toBe(0);
  });

  it("knows who got a handle by an item", () => {
    add(1, "queue", { maxSize: 0 });
    add(2, "barrier", { parties: 2 });
    ask(0, 1, "put", { parcel: parcel(1, [2]) });
    ask(5, 1, "get");
    const waiting = ask(0, 2, "wait");
    lose(5);
    expect(value(waiting)).toBe("barrier-broken");
  });

  it("lets somebody else say that an item is done, so that its getter's loss matters no more", () => {
    add(1, "queue", { maxSize: 0 });
    for (const offset of [1, 2]) ask(0, 1, "put", { parcel: parcel(offset) });
    ask(1, 1, "get");
    expect(value(ask(2, 1, "task-done"))).toBeNull();
    const joining = ask(0, 1, "join");
    lose(1);
    expect(joining.answers).toEqual([]);
    ask(2, 1, "get");
    ask(2, 1, "task-done");
    expect(value(joining)).toBe(true);
  });

  it("tells of items that were lost to who joins later, once", () => {
    add(1, "queue", { maxSize: 0 });
    ask(0, 1, "put", { parcel: parcel(1) });
    ask(1, 1, "get");
    lose(1);
    expect(value(ask(0, 1, "join"))).toBe("partner-lost");
    expect(value(ask(0, 1, "join"))).toBe(true);
  });

  it("makes nobody in a worker fail for the loss of others, since the main process is there", () => {
    add(1, "queue", { maxSize: 0 });
    const [own, theirs] = [ask(0, 1, "get"), ask(2, 1, "get")];
    ask(1, 1, "size");
    lose(1);
    expect([own.answers, theirs.answers]).toEqual([[], []]);
    lose(2, false);
    expect(value(own)).toBe("partner-lost");
  });
});

describe("the broker of a pipe", () => {
  it("frees what was sent to an end that was closed, and refuses more", () => {
    add(1, "pipe", { peer: null });
    add(2, "pipe", { peer: 1 });
    ask(0, 1, "send", { parcel: parcel(1) });
    expect(value(ask(3, 2, "close"))).toBeNull();
    expect(value(ask(0, 1, "send", { parcel: parcel(2) }))).toBe("pipe-closed");
    expect(value(ask(3, 2, "receive"))).toBe("handle-closed");
    expect(freed).toEqual([placeAt(1), placeAt(2)]);
  });

  it("gives messages in order, the first one who asked first", () => {
    add(1, "pipe", { peer: null });
    add(2, "pipe", { peer: 1 });
    const [first, second] = [ask(3, 2, "receive"), ask(4, 2, "receive")];
    for (const offset of [1, 2, 3]) ask(0, 1, "send", { parcel: parcel(offset) });
    expect([first, second].map(value)).toEqual([parcel(1).payload, parcel(2).payload]);
    expect(value(ask(3, 2, "receive"))).toEqual(parcel(3).payload);
  });
});

describe("any thing that the broker keeps", () => {
  it.each<[HandleKind, string, Record<string, unknown>]>([
    ["semaphore", "acquire", { initial: 0, most: 1 }],
    ["event", "wait", {}],
    ["queue", "get", { maxSize: 0 }],
    ["queue", "join", { maxSize: 0 }],
    ["barrier", "wait", { parties: 2 }],
    ["pipe", "receive", { peer: null }],
    ["pipe", "poll", { peer: null }],
  ])("answers who waits for a %s (%s) that it was closed, and nobody who was forgotten", (kind, operation, more) => {
    add(1, kind, more);
    if (operation === "join") ask(0, 1, "put", { parcel: parcel(1) });
    const [waiting, forgotten] = [ask(1, 1, operation), kind === "barrier" ? null : ask(2, 1, operation)];
    forgotten?.forget();
    broker.close(1);
    expect(value(waiting)).toBe("handle-closed");
    expect(forgotten?.answers ?? []).toEqual([]);
    expect(value(ask(1, 1, operation))).toBe("handle-closed");
  });

  it.each<[HandleKind, Record<string, unknown>]>([
    ["lock", {}],
    ["semaphore", { initial: 0, most: 1 }],
    ["condition", { lock: { id: 5, name: "" } }],
    ["event", {}],
    ["barrier", { parties: 2 }],
    ["value", { type: "int32" }],
    ["queue", { maxSize: 0 }],
    ["pipe", { peer: null }],
  ])("refuses what a %s does not know", (kind, more) => {
    add(1, kind, more);
    expect(value(ask(1, 1, "dance"))).toBe("internal");
  });
});
