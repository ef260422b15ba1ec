import { afterEach, beforeEach, expect, it, vi } from "vitest";
import { HandleBroker } from "../../../src/engine/host/program/handle-broker";
import { ProgramTracing } from "../../../src/engine/host/program/program-tracing";
import { Arena } from "../../../src/engine/memory";
import { categories, recordKinds } from "../../../src/shared/trace/records";

beforeEach(() => {
  vi.useFakeTimers({ toFake: ["setTimeout", "clearTimeout", "setInterval", "clearInterval"] });
});

afterEach(() => {
  vi.useRealTimers();
});

it("rings that have room are read after the patience of whom the trace is for, full ones as soon as a picture changes", () => {
  const arena = Arena.create();
  let events = 0;
  const store = {
    append: (_blocks: Uint8Array, count: number) => {
      events += count;
      return true;
    },
    appendAlways: () => undefined,
    finish: () => undefined,
  };
  const tracing = new ProgramTracing({ store, patienceMs: 50 }, arena, new HandleBroker(arena));
  const { setup } = tracing.addWorker(1, "worker");
  const ring = arena.openRing(setup.ring!);
  const push = (count: number): void => {
    for (let index = 0; index < count; index++) ring.push(recordKinds.instant, categories.task, "", index);
  };
  push(30_000);
  vi.advanceTimersByTime(16);
  expect(events).toBe(30_000);
  push(1);
  vi.advanceTimersByTime(16);
  expect(events).toBe(30_001);
  push(1);
  vi.advanceTimersByTime(49);
  expect(events).toBe(30_001);
  vi.advanceTimersByTime(1);
  expect(events).toBe(30_002);
  push(1);
  tracing.close();
  expect(events).toBe(30_003);
  arena.close();
});
