import { describe, expect, it } from "vitest";
import { countsOfPlaywright, countsOfVitest, summaryLines } from "../../../scripts/support/test-report.mjs";

describe("adding up test reports", () => {
  it("counts pending and todo tests as skipped", () => {
    const report = { numPassedTests: 5, numFailedTests: 0, numPendingTests: 1, numTodoTests: 2 };
    expect(countsOfVitest(report, 0)).toMatchObject({ passed: 5, failed: 0, skipped: 3 });
  });

  it("counts a tool that fails without a failed test as one failure", () => {
    const report = { numPassedTests: 5, numFailedTests: 0, numPendingTests: 0, numTodoTests: 0 };
    expect(countsOfVitest(report, 1)).toMatchObject({ passed: 5, failed: 1, skipped: 0 });
    expect(countsOfPlaywright({ stats: { expected: 2, unexpected: 0, flaky: 0, skipped: 0 } }, 1).failed).toBe(1);
  });

  it("counts a tool that reports nothing as one failure, whatever its exit code", () => {
    expect(countsOfVitest(null, 0)).toMatchObject({ passed: 0, failed: 1, skipped: 0 });
    expect(countsOfPlaywright(null, 0)).toMatchObject({ passed: 0, failed: 1, skipped: 0 });
  });

  it("names each test that Vitest left out, with its reason", () => {
    const assertionResults = [
      { fullName: "a sum is right", status: "passed", meta: {} },
      { fullName: "a sum is Python's (needs python3)", status: "skipped", meta: {} },
      { fullName: "Electron ends", status: "skipped", meta: { skipReason: "no Electron to run it in" } },
    ];
    const counts = countsOfVitest({ numPassedTests: 1, numPendingTests: 2, testResults: [{ assertionResults }] }, 0);
    const lines = summaryLines([{ name: "unit", counts, seconds: 3 }]).map((line) => line.trim());
    expect(lines.filter((line) => line.startsWith("skipped:"))).toEqual([
      "skipped: a sum is Python's (needs python3)",
      "skipped: Electron ends: no Electron to run it in",
    ]);
  });

  it("names each test that Playwright left out, however deep its suite lies", () => {
    const spec = (title: string, status: string, annotations: readonly object[] = []) => ({
      title,
      tests: [{ status, annotations }],
    });
    const reason = [{ type: "skip", description: "no display" }];
    const inner = { specs: [spec("the window opens", "skipped", reason), spec("the page loads", "expected")] };
    const report = {
      stats: { expected: 1, unexpected: 0, flaky: 0, skipped: 2 },
      suites: [{ specs: [spec("it starts", "skipped")], suites: [inner] }],
    };
    expect(countsOfPlaywright(report, 0).skippedTests).toEqual(["it starts", "the window opens: no display"]);
  });

  it("names each test that failed, with the first line of its error and without colours", () => {
    const assertionResults = [
      {
        fullName: "a sum is right",
        status: "failed",
        failureMessages: ["\u001b[31mAssertionError: 4\u001b[39m\n    at x"],
      },
      { fullName: "a file is read", status: "passed", failureMessages: [] },
    ];
    const vitest = countsOfVitest({ numPassedTests: 1, numFailedTests: 1, testResults: [{ assertionResults }] }, 1);
    const results = [{ error: { message: "Error: the window did not open\nmore" } }];
    const specs = [{ title: "it opens", tests: [{ status: "unexpected", results }] }];
    const stats = { expected: 0, unexpected: 1, flaky: 0, skipped: 0 };
    const playwright = countsOfPlaywright({ stats, suites: [{ suites: [{ specs }] }] }, 1);
    const lines = summaryLines([
      { name: "unit", counts: vitest, seconds: 3 },
      { name: "e2e-web", counts: playwright, seconds: 3 },
    ]).map((line) => line.trim());
    expect(lines.filter((line) => line.startsWith("failed:"))).toEqual([
      "failed: a sum is right: AssertionError: 4",
      "failed: it opens: Error: the window did not open",
    ]);
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
