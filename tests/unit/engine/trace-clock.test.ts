import { describe, expect, it } from "vitest";
import { createTraceClock } from "../../../src/engine/protocol/trace-clock";

/** How far the clock's two readings may lie apart, nanoseconds: three attempts find a pair that no switch of threads split. */
const toleranceNs = 1_000_000;

describe("a trace's clock", () => {
  it("tells the nanoseconds since the epoch, as the system's monotonic clock does", () => {
    const epochNs = process.hrtime.bigint() - 5_000_000_000n;
    const clock = createTraceClock(epochNs);
    for (let reading = 0; reading < 100; reading++) {
      const before = Number(process.hrtime.bigint() - epochNs);
      const now = clock();
      const after = Number(process.hrtime.bigint() - epochNs);
      expect(Number.isInteger(now)).toBe(true);
      expect(now).toBeGreaterThanOrEqual(before - toleranceNs);
      expect(now).toBeLessThanOrEqual(after + toleranceNs);
    }
  });

  it("never runs backwards", () => {
    const clock = createTraceClock(process.hrtime.bigint());
    let last = Number.NEGATIVE_INFINITY;
    for (let reading = 0; reading < 100_000; reading++) {
      const now = clock();
      if (now < last) expect.fail(`${now} came after ${last}`);
      last = now;
    }
  });

  it("agrees with another one of the same epoch, as in another process", () => {
    const epochNs = process.hrtime.bigint();
    const [here, there] = [createTraceClock(epochNs), createTraceClock(epochNs)];
    const first = here();
    const second = there();
    const third = here();
    expect(second).toBeGreaterThanOrEqual(first - toleranceNs);
    expect(second).toBeLessThanOrEqual(third + toleranceNs);
  });
});
