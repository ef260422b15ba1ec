import { mkdtempSync, readdirSync, readFileSync, rmSync, writeFileSync } from "node:fs";
import { tmpdir } from "node:os";
import { join } from "node:path";
import { afterAll, beforeAll, describe, expect, it, vi } from "vitest";
import { inProject } from "../../scripts/support/paths.mjs";
import { startCommand } from "./support/command";

const folder = inProject("examples");
let temporary: string;
beforeAll(() => {
  temporary = mkdtempSync(join(tmpdir(), "lanescope-examples-"));
  vi.stubEnv("XDG_CACHE_HOME", temporary);
});
afterAll(() => {
  vi.unstubAllEnvs();
  rmSync(temporary, { recursive: true, force: true });
});

/** What the detectors must find; nothing in the other examples. */
const findings: Readonly<Record<string, readonly string[]>> = {
  "philosophers-deadlock.ts": ["deadlock", "lock-order"],
  "racy-counter.ts": ["lost-update"],
};

/** Runs an example to its good end. @returns The lines that it printed. */
async function linesOf(name: string, ...parameters: readonly string[]): Promise<readonly string[]> {
  const report = join(temporary, `${name}.json`);
  const words = ["exec", "--json", report, join(folder, name), ...parameters];
  const { code, out, error } = await startCommand(words, temporary).ended;
  expect({ code, error }).toEqual({ code: 0, error: "" });
  const found: readonly { readonly kind: string }[] = JSON.parse(readFileSync(report, "utf8")).findings;
  expect(found.map(({ kind }) => kind).sort()).toEqual(findings[name] ?? []);
  return out.trimEnd().split("\n");
}

/** What each example must print. */
const checks: Readonly<Record<string, () => Promise<void>>> = {
  "sum-in-a-pool.ts": async () => expect(await linesOf("sum-in-a-pool.ts")).toEqual(["Total result: 55"]),
  "shared-counter.ts": async () => expect(await linesOf("shared-counter.ts")).toEqual(["Final shared value: 10"]),
  "num-process.ts": () => printsNumbers("num-process.ts", "Process execution complete!"),
  "num-thread.ts": () => printsNumbers("num-thread.ts", "Thread execution complete!"),
  "racy-counter.ts": async () => {
    const [line, ...more] = await linesOf("racy-counter.ts");
    expect(more).toEqual([]);
    const [, counted, lost] = /^(\d+) of 200: (\d+) updates were lost$/.exec(line!)!.map(Number);
    expect(counted! + lost!).toBe(200);
    expect(lost).toBeGreaterThan(0);
  },
  "producer-consumer.ts": async () => {
    const lines = [...(await linesOf("producer-consumer.ts"))];
    expect(lines.pop()).toBe("Everything was consumed.");
    const items = lines.map((line) => Number(/^Consumer [12] took (\d+)$/.exec(line)?.[1]));
    expect(items.sort((a, b) => a - b)).toEqual(Array.from({ length: 12 }, (_, index) => index + 1));
  },
  "ping-pong.ts": async () => {
    const words = Array.from({ length: 10 }, (_, index) => `${index % 2 === 0 ? "ping" : "pong"} ${index + 1}`);
    expect(await linesOf("ping-pong.ts")).toEqual(words);
  },
  "pipeline.ts": async () => {
    const halves = [1, 2, 3, 4, 5, 6, 7, 8].map((number) => number ** 2 / 2);
    const sentences = halves.map((half) => `${half} ${half % 1 === 0 ? "is" : "is not"} whole`);
    expect(await linesOf("pipeline.ts")).toEqual(sentences);
  },
  "barrier-phases.ts": async () => {
    const lines = await linesOf("barrier-phases.ts");
    const phases = [1, 2, 3].map((phase) => lines.slice(4 * phase - 4, 4 * phase));
    for (const [index, phase] of phases.entries()) {
      const ends = [1, 2, 3].map((worker) => `Worker ${worker} ends phase ${index + 1}`);
      expect(phase.slice(0, 3).sort()).toEqual(ends);
      expect(phase[3]).toBe(`Phase ${index + 1} is over`);
    }
    expect(lines).toHaveLength(12);
  },
  "philosophers-deadlock.ts": async () => {
    const lines = [...(await linesOf("philosophers-deadlock.ts"))];
    expect(lines.pop()).toBe("Deadlock: nobody will ever eat.");
    expect(lines.sort()).toEqual([1, 2, 3, 4, 5].map((who) => `Philosopher ${who} holds the left fork`));
  },
  "philosophers.ts": async () => {
    const lines = [...(await linesOf("philosophers.ts"))];
    expect(lines.pop()).toBe("Everybody has eaten.");
    const meals = [1, 2, 3, 4, 5].flatMap((who) => [1, 2, 3].map((meal) => `Philosopher ${who} ate meal ${meal}`));
    expect(lines.sort()).toEqual(meals);
  },
  "readers-writers.ts": async () => {
    const lines = [...(await linesOf("readers-writers.ts"))];
    expect(lines.pop()).toBe("In the end: 4 4 4");
    expect(lines).toHaveLength(12);
    for (const line of lines) expect(line).toMatch(/^Reader [123] read (\d) \1 \1$/);
  },
  "own-and-shared-memory.ts": async () =>
    expect(await linesOf("own-and-shared-memory.ts")).toEqual([
      "Process: own 1, shared 1",
      "Thread: own 1, shared 2",
      "Main: own 0, shared 2",
    ]),
};

/** The test's own pace; one second between two of them is what the example does untold. */
async function printsNumbers(name: string, last: string): Promise<void> {
  const numbers = Array.from({ length: 10 }, (_, index) => String(index + 1));
  expect(await linesOf(name, "0.01")).toEqual([...numbers, last]);
  expect(readFileSync(join(folder, name), "utf8")).toContain("process.argv[2] ?? 1)");
}

describe("the documentation", () => {
  it.each(["docs/user-guide.md", "docs/guide/from-python.md"])("shows a program that runs: %s", async (page) => {
    const [, program] = /^```ts\n([\s\S]*?)^```/m.exec(readFileSync(inProject(page), "utf8"))!;
    const path = join(temporary, "shown.ts");
    writeFileSync(path, program!);
    const { code, out } = await startCommand(["exec", path], temporary).ended;
    expect({ code, out }).toEqual({ code: 0, out: "Final shared value: 10\n" });
  });
});

describe("the examples", () => {
  const names = readdirSync(folder).filter((name) => name.endsWith(".ts"));

  it("are all known here", () => {
    expect(names).toEqual(Object.keys(checks).sort());
  });

  it.each(names)("say first what to watch, and do not fill more than a slide: %s", (name) => {
    const lines = readFileSync(join(folder, name), "utf8").split("\n");
    expect(lines[0]).toMatch(/^\/\/ /);
    expect(lines[1]).toMatch(/^\/\/ Watch: /);
    expect(lines.length).toBeLessThan(65);
  });

  it.each(names)("print what they should, and only the wrong ones are found wrong: %s", async (name) =>
    checks[name]!(),
  );
});
