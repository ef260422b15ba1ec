import { mkdtempSync, readdirSync, readFileSync, rmSync, writeFileSync } from "node:fs";
import { tmpdir } from "node:os";
import { join } from "node:path";
import { afterEach, beforeEach, describe, expect, it, vi } from "vitest";
import { inProject } from "../../scripts/support/paths.mjs";
import { modes } from "../../src/shared/contract/models";
import { builtinWorkloads } from "../../src/workloads";
import { type EndedCommand, isThere, startAtTerminal, startCommand, untilGone } from "./support/command";

/** Longer than any test waits. */
const endless = ["run", "primes", "--param", "below=1000000000", "--workers", "2"];

let folder: string;
let temporary: string;
beforeEach(() => {
  folder = mkdtempSync(join(tmpdir(), "lanescope-cli-"));
  temporary = mkdtempSync(join(tmpdir(), "lanescope-cli-temporary-"));
});
afterEach(() => {
  vi.unstubAllEnvs();
  // Whatever a command did: it leaves no session behind.
  const left = readdirSync(temporary);
  for (const path of [folder, temporary]) rmSync(path, { recursive: true, force: true });
  expect(left).toEqual([]);
});

const run = (...words: string[]): Promise<EndedCommand> => startCommand(words, temporary).ended;

function file(name: string, text: string): string {
  const path = join(folder, name);
  writeFileSync(path, text);
  return path;
}

const sales = (): string =>
  file("sales.csv", "region,amount\nnorth,9007199254740993\nsouth,2.5\nnorth,9007199254740993\nnorth,many\n");

describe("the command line", () => {
  it("lists every workload with its parameters", async () => {
    const { code, out, error } = await run("list");
    expect({ code, error }).toEqual({ code: 0, error: "" });
    for (const { id } of builtinWorkloads) expect(out).toMatch(new RegExp(`^${id}\\b`, "m"));
    expect(out).toContain("--param by=COLUMN");
    expect(out).toMatch(/--param below=INTEGER +default \d+/);
  });

  it("writes an aligned table to a pipe, and all else to the standard error", async () => {
    const { code, out, error } = await run("run", "group-by", sales(), "--param", "by=region", "--param", "of=amount");
    expect(code).toBe(0);
    expect(out).toBe(
      [
        "region  count                sum              mean               min               max",
        "------  -----  -----------------  ----------------  ----------------  ----------------",
        "north       2  18014398509481986  9007199254740992  9007199254740993  9007199254740993",
        "south       1                2.5               2.5               2.5               2.5",
        "",
      ].join("\n"),
    );
    expect(error).toContain("warning: sales.csv, line 5: 'many' is no number.");
    expect(error).toContain("2 groups by region");
  });

  it("reports what ran as JSON, with every digit and every process", async () => {
    const path = join(folder, "report.json");
    const words = ["--param", "by=region", "--param", "of=amount", "--workers", "2", "--chunk-size", "40"];
    const { code } = await run("run", "group-by", sales(), ...words, "--json", path);
    expect(code).toBe(0);
    const text = readFileSync(path, "utf8");
    expect(text).toContain(
      '["north", 2, 18014398509481986, 9.007199254740992e+15, 9007199254740993, 9007199254740993]',
    );
    const report = JSON.parse(text);
    expect(Object.keys(report)).toEqual([
      "workload",
      "mode",
      "workers",
      "chunkSize",
      "dataset",
      "wallMs",
      "result",
      "problems",
      "lanes",
      "trace",
    ]);
    expect(report).toMatchObject({
      workload: "group-by",
      mode: "processes",
      workers: 2,
      chunkSize: 40,
      dataset: join(folder, "sales.csv"),
      wallMs: expect.any(Number),
      result: { columns: ["region", "count", "sum", "mean", "min", "max"] },
      problems: [{ code: "not-a-number", message: expect.stringContaining("line 5"), count: 1 }],
      trace: { events: expect.any(Number), dropped: 0 },
    });
    const workers = report.lanes.filter(({ name }: { name: string }) => name.startsWith("worker"));
    expect(workers).toHaveLength(2);
    for (const lane of report.lanes) {
      expect(Object.keys(lane)).toEqual(["name", "pid", "startNs", "endNs", "exitCode", "signal"]);
      expect(lane.endNs).toBeGreaterThan(lane.startNs);
    }
    for (const lane of workers) expect(lane).toMatchObject({ exitCode: 0, signal: null });
    expect(new Set(workers.map(({ pid }: { pid: number }) => pid)).size).toBe(2);
  });

  it.each(modes)("gives the same result in the mode %s", async (mode) => {
    const { code, out } = await run("run", "primes", "--param", "below=1000", "--mode", mode, "--json", "-");
    expect(code).toBe(0);
    const { result, ...report } = JSON.parse(out);
    expect(report.mode).toBe(mode);
    expect(result.rows.map((row: [string, number]) => row[1])).toEqual([25, 21, 16, 16, 17, 14, 16, 14, 15, 14]);
  });

  it("puts what workers print on the standard error", async () => {
    const { out, error } = await run("run", "num", "--param", "steps=2", "--param", "seconds=0", "--workers", "1");
    expect(error).toMatch(/^worker 1 \| .*1.*\nworker 1 \| .*2/m);
    expect(out).toBe("number\n------\n     1\n     2\n");
  });

  it.each([
    [["run", "primse"], 2, 'Did you mean "primes"?'],
    [["run", "primes", "--workers", "10000"], 2, "from 1 to 64"],
    [["run", "primes", "--param", "below=x"], 2, "below takes a whole number"],
    [["run", "primes", "--chunk-size", "1"], 2, "Choose a chunk size of 5 items or more"],
    [["run", "sum", "/nowhere/data.csv"], 1, "/nowhere/data.csv"],
    [["run", "sum", inProject("src/shared")], 1, "no images (PNG, JPEG, WebP) and no texts"],
    [["run", "primes", "--json", "/nowhere/report.json"], 1, "its folder does not exist"],
  ])("answers %j with exit code %i and what to do", async (words, expected, part) => {
    const { code, out, error } = await run(...words);
    expect({ code, out }).toEqual({ code: expected, out: "" });
    expect(error).toMatch(/^error: /);
    expect(error).toContain(part);
  });

  it("names the columns where the chosen one is missing", async () => {
    const { code, error } = await run("run", "sum", sales(), "--param", "column=amuont");
    expect(code).toBe(1);
    expect(error).toContain("Its columns: region, amount.");
  });

  it("ends quietly where nobody reads its output to the end", async () => {
    const rows = Array.from({ length: 50_000 }, (_, number) => `key ${number}\n`).join("");
    const started = startCommand(
      ["run", "group-by", file("keys.csv", `key,\n${rows}`), "--param", "by=key"],
      temporary,
    );
    started.process.stdout!.once("data", () => started.process.stdout!.destroy());
    const { code, error } = await started.ended;
    expect(code).toBe(0);
    expect(error).not.toMatch(/EPIPE|error/);
  });
});

describe("interrupting a run", () => {
  it.each([
    ["SIGINT", 130],
    ["SIGTERM", 143],
    ["SIGHUP", 129],
  ] as const)("with %s ends it with %i, leaves no process and keeps a report", async (signal, expected) => {
    const path = join(folder, "report.json");
    const started = startCommand([...endless, "--json", path], temporary);
    const workers = await started.untilWorkers(2);
    started.process.kill(signal);
    const { code, out } = await started.ended;
    expect({ code, out }).toEqual({ code: expected, out: "" });
    expect(workers.filter(isThere)).toEqual([]);
    expect(JSON.parse(readFileSync(path, "utf8"))).toMatchObject({ workload: "primes", problems: [] });
  });

  it("twice ends it at once, and its workers end by themselves", async () => {
    const started = startCommand(endless, temporary);
    const workers = await started.untilWorkers(2);
    started.process.kill("SIGSTOP");
    // Both are waiting when it goes on.
    started.process.kill("SIGINT");
    started.process.kill("SIGTERM");
    started.process.kill("SIGCONT");
    const { code } = await started.ended;
    expect([130, 143]).toContain(code);
    await untilGone(workers);
    // Nobody tidied up: that is the price, and the next start does it.
    for (const name of readdirSync(temporary)) rmSync(join(temporary, name), { recursive: true });
  });

  it("by Ctrl-C at a terminal, where the workers get the signal too, is no loss of a worker", async () => {
    const path = join(folder, "report.json");
    const started = startAtTerminal([...endless, "--json", path], temporary);
    await started.untilShown(" % of 1,000,000,000");
    const workers = await started.untilWorkers(2);
    started.process.stdin!.write("\u0003");
    const { code, out } = await started.ended;
    expect(code).toBe(130);
    expect(out).toContain("Stopped after");
    expect(workers.filter(isThere)).toEqual([]);
    expect(JSON.parse(readFileSync(path, "utf8")).problems).toEqual([]);
  });

  it("by hanging up the terminal leaves no process", async () => {
    const started = startAtTerminal(endless, temporary);
    await started.untilShown(" % of 1,000,000,000");
    const workers = await started.untilWorkers(2);
    // The program that holds the terminal's other end goes, and the terminal with it.
    started.process.kill("SIGKILL");
    await started.ended;
    await untilGone(workers);
    await expect.poll(() => readdirSync(temporary)).toEqual([]);
  });
});

describe("losing a worker", () => {
  it("goes on with another one, and the report tells the signal", async () => {
    const path = join(folder, "report.json");
    const words = ["run", "num", "--param", "steps=6", "--param", "seconds=0.3", "--workers", "2", "--json", path];
    const started = startCommand(words, temporary);
    const [first] = await started.untilWorkers(2);
    process.kill(first!, "SIGKILL");
    const { code, error } = await started.ended;
    expect(code).toBe(0);
    expect(error).toMatch(/warning: worker \d lost: SIGKILL/);
    const report = JSON.parse(readFileSync(path, "utf8"));
    expect(report.lanes).toContainEqual(expect.objectContaining({ pid: first, exitCode: null, signal: "SIGKILL" }));
    expect(report.problems).toMatchObject([{ code: "worker-lost", count: 1 }]);
    expect(report.result.rows).toEqual([[1], [2], [3], [4], [5], [6]]);
  });

  it.each(["processes", "threads", "concurrent"])(
    "keeps locks and values in the parent where there is no shared memory: %s",
    async (mode) => {
      vi.stubEnv("LANESCOPE_NATIVE", "off");
      const parameters = ["tasks=6", "increments=20", "outside=0", "inside=0"].flatMap((word) => ["--param", word]);
      const words = ["run", "shared-counter", "--mode", mode, "--workers", "3", ...parameters, "--json", "-"];
      const { code, out } = await startCommand(words, temporary).ended;
      expect(code).toBe(0);
      expect(JSON.parse(out).result.rows).toEqual([[120, 120]]);
    },
  );

  it("fails where the work cannot be done again, and shows what there was", async () => {
    const words = ["run", "shared-counter", "--workers", "2", "--param", "inside=0", "--param", "outside=20"];
    const started = startCommand([...words, "--param", "increments=1000000", "--json", "-"], temporary);
    const [first] = await started.untilWorkers(2);
    await expect.poll(() => hasWorked(first!), { timeout: 20_000 }).toBe(true);
    process.kill(first!, "SIGKILL");
    const { code, out, error } = await started.ended;
    expect(code).toBe(1);
    expect(error).toMatch(/error: worker \d lost: SIGKILL. .*cannot be done again/);
    expect(error).toMatch(/Result so far: The total is \d+ of 10,000,000 expected/);
    expect(JSON.parse(out)).toMatchObject({
      problems: [{ code: "worker-lost", count: 1 }],
      result: { columns: ["expected", "actual"] },
    });
  });
});

/** Whether a process has computed longer than it takes to start. */
function hasWorked(processId: number): boolean {
  const fields = readFileSync(`/proc/${processId}/stat`, "utf8").split(") ")[1]!.split(" ");
  const ticks = Number(fields[11]) + Number(fields[12]);
  // 10 ms each.
  return ticks > 40;
}
