import { readFileSync } from "node:fs";
import { describe, expect, it } from "vitest";
import { notices, noticesFile } from "../../../scripts/notices.mjs";

describe("the third-party notices", () => {
  it("are current (`npm run notices` writes them)", () => {
    expect(readFileSync(noticesFile, "utf8")).toBe(notices());
  });
});
