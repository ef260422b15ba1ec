import { afterEach, beforeEach, expect, it, vi } from "vitest";
import { DeadlockWatch } from "../../../src/engine/host/program/deadlock-watch";
import type { Findings } from "../../../src/engine/host/program/findings";
import type { HandleBroker } from "../../../src/engine/host/program/handle-broker";

beforeEach(() => vi.useFakeTimers());
afterEach(() => vi.useRealTimers());

const philosopher = (client: number) => ({ client, owner: client, answer: () => undefined, deliver: () => undefined });

it.each([16, 50])(
  "a circle of waits is told within a second, once, by a watch that is asked every %i ms",
  (everyMs) => {
    const [one, two] = [philosopher(1), philosopher(2)];
    let waits: ReturnType<HandleBroker["lockWaits"]> = [];
    const told: string[] = [];
    const findings = {
      handleName: (id: number) => `fork ${id}`,
      handleLane: (id: number) => 10 + id,
      laneName: (lane: number) => `philosopher ${lane}`,
      add: (_kind: string, message: string) => void told.push(message),
    } as unknown as Findings;
    const broker = { lockWaits: () => waits } as HandleBroker;
    const watch = new DeadlockWatch(findings, null, broker, (client) => client);
    const timer = setInterval(() => watch.tick(), everyMs);
    vi.advanceTimersByTime(270);
    waits = [{ lock: 1, holder: one, waiter: two }];
    vi.advanceTimersByTime(1_000);
    expect(told).toEqual([]);
    waits = [
      { lock: 1, holder: one, waiter: two },
      { lock: 2, holder: two, waiter: one },
    ];
    vi.advanceTimersByTime(1_000);
    expect(told).toHaveLength(1);
    expect(told[0]).toContain("philosopher 1 holds fork 1 and waits for fork 2");
    vi.advanceTimersByTime(5_000);
    expect(told).toHaveLength(1);
    clearInterval(timer);
  },
);
