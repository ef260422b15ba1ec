import { describe, expect, it } from "vitest";
import { CrashCounter } from "../../../src/main/crashes";

describe("a page that crashes", () => {
  it("is loaded again without a question, twice within a minute", () => {
    const crashes = new CrashCounter();
    expect([0, 100, 200].map((at) => crashes.mayReload(at))).toEqual([true, true, false]);
  });

  it("is loaded again without a question however often, when it is seldom", () => {
    const crashes = new CrashCounter();
    const times = Array.from({ length: 20 }, (_, index) => index * 30_000);
    expect(times.map((at) => crashes.mayReload(at))).not.toContain(false);
  });

  it("is asked about until a minute has passed", () => {
    const crashes = new CrashCounter();
    for (const at of [0, 1, 2]) crashes.mayReload(at);
    expect(crashes.mayReload(59_999)).toBe(false);
    expect(crashes.mayReload(119_999)).toBe(true);
  });
});
