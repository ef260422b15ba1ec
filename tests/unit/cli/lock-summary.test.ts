import fc from "fast-check";
import { describe, expect, it } from "vitest";
import { LockSummary } from "../../../src/cli/lock-summary";
import { LockTrack } from "../../../src/renderer/timeline/store/lock-track";

/** Who asks next, how long after the one before, and how long it then holds the lock. */
const requests = fc.array(
  fc.record({
    lane: fc.integer({ min: 1, max: 4 }),
    afterNs: fc.integer({ min: 0, max: 50 }),
    holdNs: fc.integer({ min: 1, max: 40 }),
  }),
  { minLength: 1, maxLength: 60 },
);

describe("the summary of a lock", () => {
  it("tells what the timeline tells", () => {
    fc.assert(
      fc.property(requests, (list) => {
        const steps = list.map(() => [] as ((lock: LockSummary | LockTrack) => void)[]);
        const busyUntil = new Map<number, number>();
        let [askedAt, freeAt] = [0, 0];
        for (const [index, { lane, afterNs, holdNs }] of list.entries()) {
          askedAt = Math.max(askedAt + afterNs, busyUntil.get(lane) ?? 0);
          const [asked, got] = [askedAt, Math.max(askedAt, freeAt)];
          freeAt = got + holdNs;
          busyUntil.set(lane, freeAt);
          const gaveBack = freeAt;
          steps[index]!.push(
            (lock) => lock.request(lane, asked),
            (lock) => lock.acquire(lane, got),
            (lock) => lock.release(lane, gaveBack),
          );
        }
        // Each lane in its own order, one lane after the other: as blocks come.
        const inBlocks = [1, 2, 3, 4].flatMap((lane) => steps.filter((_, index) => list[index]!.lane === lane).flat());
        const [summary, track] = [new LockSummary(), new LockTrack()];
        for (const step of inBlocks) {
          step(summary);
          step(track);
        }
        const { acquisitions, contendedShare, holdNs } = summary.totals("lock", () => 0);
        const { holds } = track;
        let held = 0;
        for (let row = 0; row < holds.length; row++) held += holds.end(row) - holds.start(row);
        expect({ acquisitions, contendedShare, holdNs }).toEqual({
          acquisitions: holds.length,
          contendedShare: track.contendedShare,
          holdNs: held,
        });
      }),
    );
  });

  it("counts a wait in vain as contended, as the timeline does", () => {
    const [summary, track] = [new LockSummary(), new LockTrack()];
    for (const lock of [summary, track]) {
      lock.acquire(1, 0);
      lock.request(2, 10);
      lock.giveUp(2, 30);
      lock.release(1, 40);
    }
    expect(summary.totals("lock", () => 40)).toMatchObject({ acquisitions: 1, contendedShare: 0.5, waitNs: 20 });
    expect(track.contendedShare).toBe(0.5);
  });
});
