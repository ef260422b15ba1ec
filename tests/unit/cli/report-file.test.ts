import { mkdirSync, mkdtempSync, readdirSync, readFileSync, rmSync, symlinkSync, writeFileSync } from "node:fs";
import { tmpdir } from "node:os";
import { join } from "node:path";
import { afterEach, beforeEach, describe, expect, it } from "vitest";
import { checkReportTarget, writeReport } from "../../../src/cli/report-file";

let folder: string;
beforeEach(() => {
  folder = mkdtempSync(join(tmpdir(), "lanescope-report-"));
});
afterEach(() => rmSync(folder, { recursive: true, force: true }));

const inFolder = (name: string): string => join(folder, name);

function* failing(): Generator<string> {
  yield "x".repeat(1_000_000);
  throw Object.assign(new Error("no space"), { code: "ENOSPC" });
}

describe("the report's file", () => {
  it("holds every piece", async () => {
    const pieces = Array.from({ length: 100_000 }, (_, number) => `${number}\n`);
    await writeReport(inFolder("report.json"), pieces);
    expect(readFileSync(inFolder("report.json"), "utf8")).toBe(pieces.join(""));
    expect(readdirSync(folder)).toEqual(["report.json"]);
  });

  it("stays as it was where writing fails, and nothing else is left", async () => {
    writeFileSync(inFolder("report.json"), "before");
    await expect(writeReport(inFolder("report.json"), failing())).rejects.toMatchObject({
      exitCode: 1,
      message: expect.stringContaining("the disk is full"),
    });
    expect(readFileSync(inFolder("report.json"), "utf8")).toBe("before");
    expect(readdirSync(folder)).toEqual(["report.json"]);
  });

  it("is written where a link leads, and the link stays", async () => {
    mkdirSync(inFolder("elsewhere"));
    writeFileSync(inFolder("elsewhere/real.json"), "before");
    symlinkSync(inFolder("elsewhere/real.json"), inFolder("link.json"));
    await writeReport(inFolder("link.json"), ["after"]);
    expect(readFileSync(inFolder("elsewhere/real.json"), "utf8")).toBe("after");
    expect(
      readdirSync(folder, { withFileTypes: true })
        .find(({ name }) => name === "link.json")
        ?.isSymbolicLink(),
    ).toBe(true);
  });

  it("can be a device", async () => {
    await checkReportTarget("/dev/null");
    await writeReport("/dev/null", ["text"]);
  });

  it("that exists but is a folder, or in none, is refused before and at the time", async () => {
    for (const attempt of [checkReportTarget, (path: string) => writeReport(path, [])]) {
      await expect(attempt(folder)).rejects.toMatchObject({ message: expect.stringContaining("it is a folder") });
      await expect(attempt(inFolder("no/report.json"))).rejects.toMatchObject({
        message: expect.stringContaining("its folder does not exist"),
      });
      writeFileSync(inFolder("file"), "");
      await expect(attempt(inFolder("file/report.json"))).rejects.toMatchObject({
        message: expect.stringContaining("is a file, not a folder"),
      });
    }
  });
});
