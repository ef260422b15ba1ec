import { beforeEach, describe, expect, it, vi } from "vitest";
import { IdleWork } from "../../../src/renderer/actions/idle-work";

let idle: (() => void)[];
let did: string[];
beforeEach(() => {
  idle = [];
  did = [];
  vi.stubGlobal("requestIdleCallback", (go: () => void) => idle.push(go));
});

function beIdle(): void {
  for (const go of idle.splice(0)) go();
}

function* threeSteps(): Generator<void> {
  try {
    did.push("first");
    yield;
    did.push("second");
    yield;
    did.push("third");
  } finally {
    did.push("gone");
  }
}

describe("work for idle times", () => {
  it("is done to its end by one step at a time, however often it is to go on", () => {
    const work = new IdleWork(threeSteps);
    expect(did).toEqual([]);
    expect(work.step()).toBe(true);
    for (let time = 0; time < 3; time++) work.goOn();
    beIdle();
    expect(did).toEqual(["first", "second"]);
    beIdle();
    expect(did).toEqual(["first", "second", "third", "gone"]);
    work.goOn();
    expect(idle).toEqual([]);
    expect(work.step()).toBe(false);
  });

  it("leaves nothing where it is ended in between, and goes on no more", () => {
    const work = new IdleWork(threeSteps);
    work.step();
    work.goOn();
    work.end();
    expect(did).toEqual(["first", "gone"]);
    beIdle();
    expect(did).toEqual(["first", "gone"]);
    expect(idle).toEqual([]);
  });
});
