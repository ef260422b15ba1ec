import { afterEach, describe, expect, it } from "vitest";
import { onStrayErrors } from "../../../src/engine/child/own/stray-errors";
import type { Fault } from "../../../src/shared/fault";

const events = ["uncaughtException", "unhandledRejection"] as const;
const before = events.map((event) => process.listeners(event as "uncaughtException"));

afterEach(() => {
  for (const [index, event] of events.entries()) {
    for (const listener of process.listeners(event as "uncaughtException")) {
      if (!before[index]!.includes(listener)) process.removeListener(event, listener);
    }
  }
});

describe("an error that a user's code throws where nobody waits for it", () => {
  it("is told with its place, as what a task threw", () => {
    const told: Fault[] = [];
    const modules = { "file:///home/me/later.ts": "file:///cache/0-later.mjs" };
    onStrayErrors({ id: "own-later", entry: "/cache/0-later.mjs", modules }, (fault) => told.push(fault));
    const stack = "Error: later\n    at Timeout._onTimeout (file:///home/me/later.ts:3:52)";
    for (const event of events) {
      const listener = process.listeners(event as "uncaughtException").at(-1)!;
      listener(Object.assign(new Error("later"), { stack }), "uncaughtException");
    }
    const fault = { code: "task-threw", message: "later.ts:3:52: Error: later" };
    expect(told).toEqual([fault, fault]);
  });
});
