import { describe, expect, it } from "vitest";
import { countsOfPlaywright, countsOfVitest, summaryLines } from "../../../scripts/support/test-report.mjs";

describe("adding up test reports", () => {
  it("counts pending and todo tests as skipped", () => {
    const report = { numPassedTests: 5, numFailedTests: 0, numPendingTests: 1, numTodoTests: 2 };
    expect(countsOfVitest(report, 0)).toEqual({ passed: 5, failed: 0, skipped: 3 });
  });

  it("counts a tool that fails without a failed test as one failure", () => {
    const report = { numPassedTests: 5, numFailedTests: 0, numPendingTests: 0, numTodoTests: 0 };
    expect(countsOfVitest(report, 1)).toEqual({ passed: 5, failed: 1, skipped: 0 });
    expect(countsOfPlaywright({ stats: { expected: 2, unexpected: 0, flaky: 0, skipped: 0 } }, 1).failed).toBe(1);
  });

  it("counts a tool that reports nothing as one failure, whatever its exit code", () => {
    expect(countsOfVitest(null, 0)).toEqual({ passed: 0, failed: 1, skipped: 0 });
    expect(countsOfPlaywright(null, 0)).toEqual({ passed: 0, failed: 1, skipped: 0 });
  });

  it("ends with the line that sums up, and gives the reason of what did not run", () => {
    const lines = summaryLines([
      { name: "types", counts: { passed: 1, failed: 0, skipped: 0 }, seconds: 2 },
      { name: "unit", counts: { passed: 41, failed: 1, skipped: 0 }, seconds: 3 },
      { name: "e2e-electron", counts: { passed: 0, failed: 0, skipped: 1 }, seconds: 0, reason: "no display" },
    ]);
    expect(lines.at(-1)).toBe("42 passed, 1 failed, 1 skipped");
    expect(lines.find((line) => line.includes("e2e-electron"))).toContain("did not run: no display");
    expect(lines.find((line) => line.includes("unit"))).toContain("FAILED");
  });
});
