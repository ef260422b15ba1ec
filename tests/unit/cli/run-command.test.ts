import { mkdtempSync, readFileSync, rmSync, writeFileSync } from "node:fs";
import { tmpdir } from "node:os";
import { join } from "node:path";
import { afterAll, beforeAll, describe, expect, it } from "vitest";
import { Interruption } from "../../../src/cli/ending";
import type { Program, Run, WorkloadInfo } from "../../../src/shared/contract/models";
import { type FaultCode, fail } from "../../../src/shared/fault";
import {
  dataset,
  doneRun,
  everyType,
  FakeStream,
  runCommand,
  runningRun,
  runScript,
  type Script,
  scriptedService,
  table,
  withoutDataset,
  workerLane,
} from "./support";

let folder: string;
beforeAll(() => {
  folder = mkdtempSync(join(tmpdir(), "lanescope-cli-"));
});
afterAll(() => rmSync(folder, { recursive: true, force: true }));

const primes = ["run", "primes"];
const tableText = ["key    count                sum", "-----  -----  -----------------"];

function failedRun(code: FaultCode, message: string, more: Partial<Run> = {}): Run {
  return { ...doneRun, state: "failed", fault: { code, message }, hasResult: false, ...more };
}

describe("a run that is done", () => {
  it("writes the table alone to the standard output, and what people want to know to the standard error", async () => {
    const problems = [
      { code: "not-a-number", severity: "warning", message: "line 4: 'x' is no number.", count: 1_200 },
      { code: "ragged-row", severity: "note", message: "line 5: too short.", count: 1 },
    ] as const;
    const service = scriptedService(runScript({ ...doneRun, problems }));
    const { code, out, error } = await runCommand(primes, { service });
    expect(code).toBe(0);
    expect(out.split("\n").slice(0, 2)).toEqual(tableText);
    expect(error.split("\n")).toEqual([
      "warning: line 4: 'x' is no number. (1,200 times; this is the first)",
      "note: line 5: too short.",
      "Done in 1.2s: 3 processes, chunks of 7 items.",
      "2 groups by key",
      "",
    ]);
    expect(service.shutdowns).toBe(1);
  });

  it("ends with 1 where an error makes its result that of a part of the file", async () => {
    const problems = [{ code: "unclosed-quote", severity: "error", message: "line 4.", count: 1 }] as const;
    const { code, out } = await runCommand(primes, { service: scriptedService(runScript({ ...doneRun, problems })) });
    expect(code).toBe(1);
    expect(out.split("\n").slice(0, 2)).toEqual(tableText);
  });

  it("was asked for with what the words say", async () => {
    const service = scriptedService(runScript(doneRun));
    const words = ["run", "group-by", "data.csv", "--param", "by=region", "--param", "top=5", "--chunk-size", "100"];
    await runCommand(words, { service });
    expect(service.asked).toEqual([
      ["workloads.list", {}],
      ["datasets.open", { path: "data.csv" }],
      [
        "runs.start",
        {
          workload: "group-by",
          parameters: { by: "region", top: 5 },
          datasetId: dataset.id,
          mode: "processes",
          workers: 3,
          chunkSize: 100,
        },
      ],
      ["runs.result", { runId: "run-1", from: 0, limit: 100_000 }],
    ]);
  });

  it("begins with what there is to know of the file", async () => {
    const notes = ["Packed by gzip: one chunk."];
    const service = scriptedService({ ...runScript(doneRun), "datasets.open": () => ({ ...dataset, notes }) });
    const { error } = await runCommand(["run", "group-by", "data.csv.gz", "--param", "by=x"], { service });
    expect(error).toContain("note: Packed by gzip: one chunk.");
  });

  it("has one worker where it is sequential, whatever was said", async () => {
    const service = scriptedService(runScript(doneRun));
    await runCommand([...primes, "--mode", "sequential", "--workers", "5"], { service });
    expect(service.asked).toContainEqual(["runs.start", expect.objectContaining({ mode: "sequential", workers: 1 })]);
  });

  it("passes on what workers print, named by their lane", async () => {
    const line = { sequence: 1, lane: 2, laneName: "worker 1", stream: "stdout", text: "hello" } as const;
    const service = scriptedService(runScript(doneRun, [{ event: "output", runId: "run-1", lines: [line] }]));
    const { out, error } = await runCommand(primes, { service });
    expect(error).toContain("worker 1 | hello\n");
    expect(out).not.toContain("hello");
  });

  it("shows percent, rate and time left at a terminal only", async () => {
    const script = runScript(doneRun, [{ event: "run", run: runningRun }]);
    const stderr = new FakeStream(true);
    await runCommand(primes, { service: scriptedService(script), stderr });
    expect(stderr.text).toContain("████████████░░░░░░░░░░░░ 50 % of 100, 1,234/s, about 8.1s left");
    expect(stderr.text.endsWith("2 groups by key\n")).toBe(true);
    const { error } = await runCommand(primes, { service: scriptedService(script) });
    expect(error).not.toContain("50 %");
  });

  it("writes every row, however many answers they come in", async () => {
    const totalRows = 250_000;
    const service = scriptedService({
      ...runScript(doneRun),
      "runs.result": ({ from, limit }) => {
        const length = Math.min(limit, totalRows - from);
        return { ...table, totalRows, rows: Array.from({ length }, (_, row) => ["key", from + row, null]) };
      },
    });
    const { code, out } = await runCommand(primes, { service });
    expect(code).toBe(0);
    const lines = out.trimEnd().split("\n").slice(2);
    expect(lines.map((line) => Number(line.split(/ +/)[1]))).toEqual(
      Array.from({ length: totalRows }, (_, row) => row),
    );
  });

  it("says how much of the trace was dropped", async () => {
    const service = scriptedService(runScript({ ...doneRun, trace: { events: 9, dropped: 1_001, bytes: 0 } }));
    expect((await runCommand(primes, { service })).error).toContain("warning: 1,001 events of the trace were dropped.");
  });
});

describe("the report", () => {
  const lanes = [
    { ...workerLane, exit: null, endNs: null },
    { ...workerLane, id: 1, kind: "parent", name: "main", exit: null },
    { ...workerLane, id: 3, kind: "lock", name: "total lock" },
    workerLane,
  ] as const;

  it("is written to its file with the lanes of processes and threads, as they ended", async () => {
    const service = scriptedService(runScript(doneRun, [], lanes));
    const file = join(folder, "report.json");
    const { code, out, error } = await runCommand([...primes, "--json", file], { service });
    expect(code).toBe(0);
    expect(JSON.parse(readFileSync(file, "utf8"))).toMatchObject({
      workload: "primes",
      workers: 3,
      lanes: [{ name: "main" }, { name: "worker 1", endNs: 9_000, signal: "SIGKILL" }],
    });
    expect(out.split("\n").slice(0, 2)).toEqual(tableText);
    expect(error).toContain(`The report is in ${file}.`);
    expect(service.acknowledged).toHaveLength(lanes.length);
    expect(service.acknowledged.at(-1)).toEqual({ runId: "run-1", offset: expect.any(Number) });
  });

  it("takes the table's place on the standard output", async () => {
    const { out } = await runCommand([...primes, "--json", "-"], {
      service: scriptedService(runScript(doneRun, [], lanes)),
    });
    expect(JSON.parse(out)).toMatchObject({ workload: "primes", lanes: [{ name: "main" }, { name: "worker 1" }] });
  });

  it("that cannot be written is told before anything runs", async () => {
    const service = scriptedService(runScript(doneRun));
    const { code, error } = await runCommand([...primes, "--json", folder], { service });
    expect(code).toBe(1);
    expect(error).toBe(`error: The report cannot be written to ${folder}: it is a folder. Name a file in it.\n`);
    expect(service.asked.map(([name]) => name)).toEqual(["workloads.list"]);
    expect(service.shutdowns).toBe(1);
  });

  it("that turns out not to be writable holds the table back no more than the exit code", async () => {
    const service = scriptedService(runScript(doneRun));
    const { code, out, error } = await runCommand([...primes, "--json", "/dev/full"], { service });
    expect(code).toBe(1);
    expect(out.split("\n").slice(0, 2)).toEqual(tableText);
    expect(error).toContain("error: The report cannot be written to /dev/full: the disk is full.");
  });
});

describe("a run that fails", () => {
  it("says why and ends with 1", async () => {
    const service = scriptedService(runScript(failedRun("worker-lost", "worker 1 lost: SIGKILL.")));
    const { code, out, error } = await runCommand(primes, { service });
    expect({ code, out }).toEqual({ code: 1, out: "" });
    expect(error).toBe("error: worker 1 lost: SIGKILL.\nFailed after 1.2s at 100 %.\n");
    expect(service.shutdowns).toBe(1);
  });

  it("shows the stack of a task that threw", async () => {
    const fault = { code: "task-threw", message: "no", stack: "Error: no\n    at task" } as const;
    const service = scriptedService(runScript({ ...failedRun("task-threw", "no"), fault }));
    expect((await runCommand(primes, { service })).error).toContain("error: no\nError: no\n    at task\n");
  });

  it("keeps a partial result out of pipes, and shows it at a terminal", async () => {
    const run = failedRun("worker-lost", "lost", { hasResult: true });
    const script: Script = { ...runScript(run), "runs.result": () => ({ ...table, partial: true }) };
    const piped = await runCommand(primes, { service: scriptedService(script) });
    expect(piped).toMatchObject({ code: 1, out: "" });
    expect(piped.error).toContain("Result so far: 2 groups by key");
    expect(piped.error).toContain("--json has it");
    const stdout = new FakeStream(true);
    await runCommand(primes, { service: scriptedService(script), stdout, environment: { NO_COLOR: "1" } });
    expect(stdout.text.split("\n").slice(0, 2)).toEqual(tableText);
  });

  it("has its partial result in the report", async () => {
    const run = failedRun("worker-lost", "lost", { hasResult: true });
    const service = scriptedService({ ...runScript(run), "runs.result": () => ({ ...table, partial: true }) });
    const { out } = await runCommand([...primes, "--json", "-"], { service });
    expect(JSON.parse(out)).toMatchObject({
      result: { columns: ["key", "count", "sum"] },
      problems: [{ code: "worker-lost", message: "lost", count: 1 }],
    });
  });
});

describe("what cannot run", () => {
  it.each<[FaultCode, number]>([
    ["workload-unknown", 2],
    ["bad-parameter", 2],
    ["bad-request", 2],
    ["dataset-missing", 1],
    ["column-missing", 1],
    ["dataset-unsuitable", 1],
    ["disk-full", 1],
  ])("for the reason %s ends with %i and the service's words", async (faultCode, exitCode) => {
    const service = scriptedService({ "runs.start": () => fail(faultCode, "What, where, what to do.") });
    expect(await runCommand(primes, { service })).toEqual({
      code: exitCode,
      out: "",
      error: "error: What, where, what to do.\n",
    });
    expect(service.shutdowns).toBe(1);
  });

  it.each([
    [["run", "primse"], 'There is no workload "primse". Did you mean "primes"? There are: group-by, primes'],
    [["run", "primes", "data.csv"], 'primes takes no dataset: leave "data.csv" out'],
    [["run", "group-by", "--param", "by=x"], "group-by needs a dataset: name a table, such as a CSV file,"],
    [["run", "primes", "--param", "belwo=3"], 'Did you mean "below"?'],
    [["run", "primes", "--workers", "0"], "from 1 to 64"],
  ])("%j is misuse", async (words, part) => {
    const service = scriptedService({});
    const { code, out, error } = await runCommand(words, { service });
    expect({ code, out }).toEqual({ code: 2, out: "" });
    expect(error).toContain(part);
    expect(service.asked.map(([name]) => name)).not.toContain("runs.start");
  });

  it("because the temporary folder is missing says so", async () => {
    const createService = (): never => {
      throw Object.assign(new Error("ENOENT: no such file or directory, mkdtemp '/nope'"), { syscall: "mkdtemp" });
    };
    const { code, error } = await runCommand(primes, { createService });
    expect(code).toBe(1);
    expect(error).toContain("set TMPDIR to one that can be written");
  });

  it("because of a bug shows where it is", async () => {
    const createService = (): never => {
      throw new TypeError("undefined is not a function");
    };
    const { code, error } = await runCommand(primes, { createService });
    expect(code).toBe(1);
    expect(error).toMatch(/Please report this: TypeError: undefined is not a function\n +at /);
  });
});

describe("a signal", () => {
  const stopped: Run = { ...doneRun, state: "stopped", progress: { ...doneRun.progress, done: 25 } };

  it("stops the run, and the report has the result so far", async () => {
    const interruption = new Interruption();
    const service = scriptedService({
      "runs.start": (settings, view) => {
        const run = { ...runningRun, settings };
        setImmediate(() => {
          view.event({ event: "run", run });
          interruption.ask("SIGINT");
        });
        return run;
      },
      "runs.stop": () => stopped,
      "runs.result": () => ({ ...table, partial: true }),
    });
    const file = join(folder, "stopped.json");
    const stdout = new FakeStream(true);
    const { code, out, error } = await runCommand([...primes, "--json", file], { service, interruption, stdout });
    expect({ code, out }).toEqual({ code: 130, out: "" });
    expect(error).toBe(`Stopped after 1.2s at 25 %.\nResult so far: 2 groups by key\nThe report is in ${file}.\n`);
    expect(JSON.parse(readFileSync(file, "utf8"))).toMatchObject({ result: { columns: ["key", "count", "sum"] } });
    expect(service.asked).toContainEqual(["runs.stop", { runId: "run-1" }]);
    expect(service.shutdowns).toBe(1);
  });

  it("leaves a report to the standard output whole", async () => {
    const interruption = new Interruption();
    const service = scriptedService({
      "runs.start": () => {
        interruption.ask("SIGINT");
        return runningRun;
      },
      "runs.stop": () => stopped,
    });
    const { code, out } = await runCommand([...primes, "--json", "-"], { service, interruption });
    expect(code).toBe(130);
    expect(JSON.parse(out)).toMatchObject({ workload: "primes", result: { columns: ["key", "count", "sum"] } });
  });

  it("ends the command while a file is opened that does not answer", async () => {
    const interruption = new Interruption();
    const service = scriptedService({
      "datasets.open": () => {
        interruption.ask("SIGTERM");
        return new Promise<never>(() => undefined);
      },
    });
    const words = ["run", "group-by", "slow.csv", "--param", "by=x"];
    expect(await runCommand(words, { service, interruption })).toEqual({ code: 143, out: "", error: "" });
    expect(service.shutdowns).toBe(1);
  });

  it("waits for a run that is about to start, so that it can be stopped", async () => {
    const interruption = new Interruption();
    const service = scriptedService({
      "runs.start": async () => {
        interruption.ask("SIGHUP");
        await new Promise((resolve) => setImmediate(resolve));
        return runningRun;
      },
      "runs.stop": () => ({ ...stopped, hasResult: false }),
    });
    const { code } = await runCommand(primes, { service, interruption });
    expect(code).toBe(129);
    expect(service.asked.map(([name]) => name)).toEqual(["workloads.list", "runs.start", "runs.stop"]);
  });

  it("ends the command where a run does not start, since its workload takes long to be cut", async () => {
    const interruption = new Interruption();
    const service = scriptedService({
      "runs.start": () => {
        interruption.ask("SIGINT");
        return new Promise<never>(() => undefined);
      },
    });
    expect(await runCommand(primes, { service, interruption })).toEqual({ code: 130, out: "", error: "" });
    expect(service.shutdowns).toBe(1);
  });

  it("is what ended a workload while it was loaded or cut, for the signal reaches that process too", async () => {
    const interruption = new Interruption();
    const service = scriptedService({
      "runs.start": () => {
        interruption.ask("SIGINT");
        return fail("worker-lost", "loop.ts ended its process while it was loaded (SIGINT).");
      },
    });
    expect(await runCommand(primes, { service, interruption })).toEqual({ code: 130, out: "", error: "" });
    expect(service.shutdowns).toBe(1);
  });

  it("ends a table that nobody reads on", async () => {
    const interruption = new Interruption();
    const stdout = new FakeStream();
    stdout.write = () => {
      interruption.ask("SIGINT");
      return false;
    };
    const { code } = await runCommand(primes, { service: scriptedService(runScript(doneRun)), interruption, stdout });
    expect(code).toBe(130);
  });
});

describe("a workload in a file", () => {
  const own: WorkloadInfo = { ...withoutDataset, id: "own-mine", area: "own", title: "Mine" };
  const program = { id: "p", kind: "workload" } as Program;
  const opening: Script = {
    "programs.open": () => program,
    "programs.trust": () => program,
    "programs.load": () => own,
  };

  it("is called by its file", async () => {
    const service = scriptedService({ ...opening, ...runScript(doneRun) });
    const wrong = await runCommand(["run", "./mine.ts", "--param", "beluw=3"], { service });
    expect(wrong.error).toBe(
      'error: ./mine.ts has no parameter "beluw". Did you mean "below"? ./mine.ts has: below.\n',
    );
    const { error } = await runCommand(["run", "./mine.ts", "data.csv"], { service });
    expect(error).toBe('error: ./mine.ts takes no dataset: leave "data.csv" out.\n');
    const { out } = await runCommand(["run", "./mine.ts", "--json", "-"], { service });
    expect(JSON.parse(out)).toMatchObject({ workload: "mine.ts" });
    expect(service.asked).toContainEqual(["runs.start", expect.objectContaining({ workload: "own-mine" })]);
  });

  it("lists its parameters", async () => {
    const { code, out } = await runCommand(["list", "./mine.ts"], { service: scriptedService(opening) });
    expect({ code, lines: out.trimEnd().split("\n") }).toEqual({
      code: 0,
      lines: [
        "./mine.ts",
        "    Counts primes.",
        "    Takes no data. Teaches: more workers.",
        "    --param below=INTEGER  default 100, 0 or more",
      ],
    });
  });

  it("is not run as a program, which would do nothing", async () => {
    const file = join(folder, "mine.ts");
    writeFileSync(file, 'import { defineWorkload } from "lanescope";\nexport default defineWorkload({});\n');
    expect(await runCommand(["exec", file], { service: scriptedService({}) })).toEqual({
      code: 2,
      out: "",
      error: `error: ${file} is a workload, no program. Run it with: lanescope run ${file}\n`,
    });
  });
});

describe("a reader that is gone", () => {
  it("changes nothing about how the run ended", async () => {
    const stdout = new FakeStream();
    stdout.failure = "EPIPE";
    const { code, error } = await runCommand(primes, { service: scriptedService(runScript(doneRun)), stdout });
    expect(code).toBe(0);
    expect(error).not.toContain("error");
  });
});

describe("the list of workloads", () => {
  it("names each by its kind, with what it teaches, its parameters, their types and defaults", async () => {
    const service = scriptedService({});
    const { code, out, error } = await runCommand(["list"], { service });
    expect({ code, error }).toEqual({ code: 0, error: "" });
    expect(out).toBe(
      [
        "Tables",
        "------",
        "group-by TABLE-FILE",
        "    Groups rows.",
        "    Takes a table. Teaches: sending and merging.",
        "    --param by=COLUMN           required              The groups.",
        "    --param top=INTEGER         default 20, 1 to 100",
        "    --param share=NUMBER        optional              How much.",
        "    --param exact=true|false    default true",
        "    --param order=key|count     default key",
        "    --param limit=INTEGER|TEXT  optional",
        "",
        "Computing and waiting",
        "---------------------",
        "primes",
        "    Counts primes.",
        "    Takes no data. Teaches: more workers.",
        "    --param below=INTEGER  default 100, 0 or more",
        "",
        "",
      ].join("\n"),
    );
    expect(service.shutdowns).toBe(1);
  });

  it("tells for a file what fits it, and of the others why they do not", async () => {
    const opened = { ...dataset, columns: [{ name: "city", type: "text" as const }] };
    const summed: WorkloadInfo = {
      ...everyType,
      id: "sum",
      parameters: { properties: { column: { type: "string", "x-column": "number" } } },
    };
    const service = scriptedService({
      "workloads.list": () => ({ workloads: [everyType, summed, withoutDataset] }),
      "datasets.open": () => opened,
    });
    const { code, out } = await runCommand(["list", "data.csv"], { service });
    expect(code).toBe(0);
    expect(out).toMatch(/^data\.csv is a table of:\n {4}city: text\n\nWhat fits data\.csv\n-+\ngroup-by TABLE-FILE\n/);
    expect(out).toMatch(/\n\nWhat does not\n-+\nsum {2}It needs a column of numbers; data\.csv has none\.\n$/);
    expect(out).not.toContain("primes");
  });
});
