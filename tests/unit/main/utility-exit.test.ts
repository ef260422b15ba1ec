import { describe, expect, it } from "vitest";
import { observedExit } from "../../../src/main/utility-process-adapter";

describe("the exit of a utility process", () => {
  it("is its own code where no reason follows, or one that says so", () => {
    expect(observedExit(3, null, "linux")).toEqual({ code: 3, signal: null });
    expect(observedExit(0, { reason: "clean-exit", exitCode: 0 }, "linux")).toEqual({ code: 0, signal: null });
    expect(observedExit(7, { reason: "abnormal-exit", exitCode: 7 }, "darwin")).toEqual({ code: 7, signal: null });
  });

  it("is the signal of the wait status, with or without a core dump", () => {
    expect(observedExit(0, { reason: "killed", exitCode: 9 }, "linux")).toEqual({ code: null, signal: "SIGKILL" });
    expect(observedExit(15, { reason: "killed", exitCode: 15 }, "linux")).toEqual({ code: null, signal: "SIGTERM" });
    expect(observedExit(0, { reason: "crashed", exitCode: 11 | 0x80 }, "linux")).toEqual({
      code: null,
      signal: "SIGSEGV",
    });
  });

  it("is a code where there are no signals, and where the process never ran", () => {
    expect(observedExit(0, { reason: "killed", exitCode: 1 }, "win32")).toEqual({ code: 1, signal: null });
    expect(observedExit(0, { reason: "launch-failed", exitCode: 1003 }, "linux")).toEqual({ code: 1003, signal: null });
  });
});
