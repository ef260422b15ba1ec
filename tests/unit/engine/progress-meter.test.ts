import { beforeEach, describe, expect, it } from "vitest";
import { ProgressMeter } from "../../../src/engine/host/progress-meter";

let nowMs: number;
let meter: ProgressMeter;

beforeEach(() => {
  nowMs = 5_000;
  meter = new ProgressMeter(1_000, "bytes", () => nowMs);
});

describe("a run's progress", () => {
  it("is nothing at the start, and has no rate to go by", () => {
    const nothing = { done: 0, total: 1_000, unit: "bytes", perSecond: 0, remainingMs: null };
    expect(meter.snapshot()).toEqual(nothing);
    nowMs += 10_000;
    expect(meter.snapshot()).toEqual(nothing);
    meter.started(1);
    nowMs += 10_000;
    expect(meter.snapshot()).toEqual(nothing);
  });

  it("adds what is accepted and what tasks at work report", () => {
    meter.started(1);
    meter.started(2);
    meter.report(1, 30);
    meter.report(2, 40);
    expect(meter.snapshot().done).toBe(70);
    meter.report(2, 60);
    meter.ended(1, 100);
    expect(meter.snapshot().done).toBe(160);
  });

  it("takes back what a lost task reported, and ignores what comes of it later", () => {
    meter.started(1);
    meter.report(1, 30);
    meter.ended(1, 0);
    meter.report(1, 90);
    expect(meter.snapshot().done).toBe(0);
  });

  it("never says that more is done than there is, such as while a chunk is done again", () => {
    meter.started(1);
    meter.ended(1, 1_000);
    meter.started(2);
    meter.report(2, 500);
    expect(meter.snapshot().done).toBe(1_000);
  });

  it("counts the time from the first task on, not from the start of the workers", () => {
    nowMs += 60_000;
    meter.started(1);
    nowMs += 2_000;
    meter.ended(1, 500);
    expect(meter.snapshot()).toMatchObject({ perSecond: 250, remainingMs: 2_000 });
  });

  it("gives no rate for the first moments, when it would mean nothing", () => {
    meter.started(1);
    meter.report(1, 10);
    nowMs += 199;
    expect(meter.snapshot()).toMatchObject({ perSecond: 0, remainingMs: null });
    nowMs += 1;
    expect(meter.snapshot()).toMatchObject({ perSecond: 50, remainingMs: null });
  });

  it("tells the time left once a twentieth is done, or after some seconds", () => {
    meter.started(1);
    nowMs += 500;
    meter.report(1, 49);
    expect(meter.snapshot().remainingMs).toBeNull();
    meter.report(1, 50);
    expect(meter.snapshot()).toMatchObject({ perSecond: 100, remainingMs: 9_500 });
    meter.report(1, 30);
    nowMs += 2_500;
    expect(meter.snapshot()).toMatchObject({ perSecond: 10, remainingMs: 97_000 });
  });

  it("has no time left when all is done", () => {
    meter.started(1);
    nowMs += 1_000;
    meter.ended(1, 1_000);
    expect(meter.snapshot()).toMatchObject({ done: 1_000, remainingMs: 0 });
  });
});
