import { describe, expect, it } from "vitest";
import { sandboxNotices } from "../../../src/main/notices";

describe("notices about the sandbox", () => {
  it("are none while it is on", () => {
    expect(sandboxNotices(false, false)).toEqual([]);
    expect(sandboxNotices(false, true)).toEqual([]);
  });

  it("say that it is off, why, and what to do", () => {
    expect(sandboxNotices(true, true)).toEqual([expect.stringMatching(/root.*sandbox is off.*ordinary user/)]);
    expect(sandboxNotices(true, false)).toEqual([expect.stringMatching(/sandbox is off.*without that option/)]);
  });
});
