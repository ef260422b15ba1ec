import { describe, expect, it } from "vitest";
import { parseCommandLine } from "../../../src/server/command-line";
import { userDataFolder } from "../../../src/server/places";

describe("the web host's command line", () => {
  it("serves on any free port unless told otherwise", () => {
    expect(parseCommandLine([], "1.0.0")).toEqual({ kind: "serve", port: 0, open: false, files: [] });
    expect(parseCommandLine(["--port", "7000", "--open", "a.trace", "b.csv"], "1.0.0")).toEqual({
      kind: "serve",
      port: 7000,
      open: true,
      files: ["a.trace", "b.csv"],
    });
  });

  it("prints version and help", () => {
    expect(parseCommandLine(["--version"], "1.0.0")).toEqual({ kind: "print", text: "1.0.0\n" });
    expect(parseCommandLine(["--help"], "1.0.0")).toMatchObject({
      kind: "print",
      text: expect.stringContaining("--port"),
    });
  });

  it.each([["--port", "x"], ["--port", "65536"], ["--port=-1"], ["--port"], ["--colour"]])(
    "refuses %s %s",
    (...words) => {
      const command = parseCommandLine(words, "1.0.0");
      expect(command).toMatchObject({ kind: "misuse", message: expect.stringMatching(/[^.]\.$/) });
    },
  );
});

describe("the folder for logs", () => {
  it("is where the platform keeps an app's data, or where it was told", () => {
    expect(userDataFolder({ LANESCOPE_USER_DATA: "/x" }, "linux")).toBe("/x");
    expect(userDataFolder({ XDG_CONFIG_HOME: "/c" }, "linux")).toBe("/c/lanescope");
    expect(userDataFolder({ APPDATA: "C:/A" }, "win32")).toBe("C:/A/lanescope");
    expect(userDataFolder({}, "darwin")).toMatch(/Library\/Application Support\/lanescope$/);
  });
});
