import fc from "fast-check";
import { describe, expect, it } from "vitest";
import { Extremes } from "../../../src/renderer/timeline/store/extremes";
import { LockTrack } from "../../../src/renderer/timeline/store/lock-track";
import { ValueTrack } from "../../../src/renderer/timeline/store/value-track";

describe("lowest and highest values of stretches", () => {
  it("are those of all values in the stretch, also after some have changed", () => {
    const series = fc.array(fc.integer({ min: -100, max: 100 }), { minLength: 1, maxLength: 3_000 });
    fc.assert(
      fc.property(series, series, fc.nat(), fc.nat(), fc.nat(), (first, second, change, one, other) => {
        let values = first;
        const extremes = new Extremes((index) => values[index]!);
        const check = (): void => {
          const [from, to] = [one % values.length, other % (values.length + 1)].sort((a, b) => a - b) as [
            number,
            number,
          ];
          extremes.look(from, to);
          const part = values.slice(from, to);
          expect([extremes.low, extremes.high]).toEqual([Math.min(...part), Math.max(...part)]);
        };
        extremes.grow(values.length);
        check();
        const kept = change % (first.length + 1);
        values = [...first.slice(0, kept), ...second];
        extremes.cutTo(kept);
        extremes.grow(values.length);
        check();
      }),
    );
  });

  it("of a value's writes hold however late a write is told", () => {
    const value = new ValueTrack();
    for (let at = 0; at < 500; at++) value.add(at * 10, at % 7, 2, 0);
    expect(value.samples.length).toBe(500);
    value.add(1_005, 90, 3, 0);
    const { samples } = value;
    expect(samples.value(101)).toBe(90);
    const { low, high } = value.extremes(50, 200);
    expect([low, high]).toEqual([0, 90]);
    expect(value.extremes(102, 500).high).toBe(6);
  });
});

describe("the most that waited for a lock at once", () => {
  it("is that of every moment between two times, however late lanes report", () => {
    const waits = fc.array(fc.record({ lane: fc.integer({ min: 2, max: 6 }), gap: fc.nat(9), wait: fc.nat(30) }), {
      minLength: 1,
      maxLength: 60,
    });
    fc.assert(
      fc.property(waits, waits, fc.nat(400), fc.nat(60), (early, late, from, span) => {
        const lock = new LockTrack();
        const all: { from: number; to: number }[] = [];
        const clock = new Map<number, number>();
        for (const part of [early, late]) {
          // One lane after the other, as blocks come.
          for (const lane of [6, 2, 3, 5, 4]) {
            for (const { gap, wait } of part.filter((one) => one.lane === lane)) {
              const start = (clock.get(lane) ?? 0) + gap;
              const end = start + wait;
              clock.set(lane, end + 1);
              lock.request(lane, start);
              lock.acquire(lane, end);
              lock.release(lane, end + 1);
              all.push({ from: start, to: end });
            }
          }
          let most = 0;
          for (let time = from; time < from + span + 1; time++) {
            most = Math.max(most, all.filter((one) => one.from <= time && one.to > time).length);
          }
          expect(lock.mostWaiting(from, from + span + 1)).toBeGreaterThanOrEqual(most);
          const touching = all.filter((one) => one.from < from + span + 1 && one.to >= from).length;
          expect(lock.mostWaiting(from, from + span + 1)).toBeLessThanOrEqual(touching);
          expect(lock.mostWaiting(from + 0.5, from + 0.6)).toBe(lock.waitersAt(from + 0.5));
        }
      }),
    );
  });
});
