import { existsSync, rmSync } from "node:fs";
import { join } from "node:path";
import { afterEach, beforeEach, describe, expect, it, vi } from "vitest";
import { combinerProcess } from "../../src/engine/host/combiner-line";
import { childProcessPort } from "../../src/engine/ports/child-process-adapter";
import type { Run } from "../../src/shared/contract/models";
import type { Exit, Fault } from "../../src/shared/fault";
import { checkUserTypes, compileUserProgram } from "../../src/shells/user-program";
import { EngineUnderTest } from "./support/engine";
import { installCompiler } from "./support/installed-compiler";

let engine: EngineUnderTest;

beforeEach(() => {
  const packageFolder = process.cwd();
  engine = new EngineUnderTest(
    undefined,
    (path) => compileUserProgram(path, { packageFolder, version: "0.0.0" }),
    (path, signal) => checkUserTypes(path, { packageFolder }, signal),
  );
});

afterEach(() => engine.close());

/** @param task Its body, of what the result is. */
function module(task: string, more = ""): string {
  return `import { defineWorkload } from "lanescope";
${more}
export default defineWorkload({
  title: "Mine",
  parameters: { count: { type: "integer", default: 20, min: 1 } },
  split: ({ parameters }) => parameters.count,
  async task({ from, to }: { from: number; to: number }) { ${task} },
  combine: (before: any, next: any) => [...before, ...next],
  view: (all: any) => ({ show: "line", headline: all.length + " in all", columns: ["n", "square"], rows: all }),
});
`;
}
const squares = "return Array.from({ length: to - from }, (_, index) => [from + index, (from + index) ** 2]);";

async function load(source: string, name = "mine.ts"): Promise<string> {
  const { id: programId, kind } = await engine.request("programs.open", { path: engine.write(name, source) });
  expect(kind).toBe("workload");
  await engine.request("programs.trust", { programId, withChanges: true });
  return (await engine.request("programs.load", { programId })).id;
}

async function run(id: string, more: object = {}): Promise<Run> {
  return engine.ended(await engine.start(id, more));
}

describe("a workload in a file of the user's", () => {
  it("is loaded only once the user allowed it, and gives the same in every mode and chunk size", async () => {
    const path = engine.write("mine.ts", module(squares));
    const { id: programId } = await engine.request("programs.open", { path });
    await expect(engine.request("programs.load", { programId })).rejects.toMatchObject({ code: "program-untrusted" });
    const id = await load(module(squares));
    const { workloads } = await engine.request("workloads.list", {});
    expect(workloads.at(-1)).toMatchObject({ id: "own-mine", title: "Mine", input: "none", area: "own", programId });
    const results = [];
    for (const mode of ["sequential", "concurrent", "threads", "processes"] as const) {
      const ended = await run(id, { mode, chunkSize: mode === "threads" ? 3 : "auto", parameters: { count: 50 } });
      expect(ended.fault).toBeNull();
      results.push(await engine.request("runs.result", { runId: ended.id }));
    }
    expect(results[0]?.rows).toEqual(Array.from({ length: 50 }, (_, number) => [number, number ** 2]));
    for (const result of results) expect(result).toEqual(results[0]);
  });

  it("is asked about again when a module that it imports, or data beside it, has changed", async () => {
    const source = module(
      "return [[from, half(from) + data.length]];",
      'import { half } from "./half";\nimport data from "./data.json";',
    );
    engine.write("data.json", "[]");
    engine.write("half.ts", "\uFEFFexport const half = (n: number) => n / 2;");
    const { id: programId } = await engine.request("programs.open", { path: engine.write("mine.ts", source) });
    const trust = () => engine.request("programs.trust", { programId, withChanges: false });
    const open = () => engine.request("programs.open", { path: join(engine.folder, "mine.ts") });
    await trust();
    expect((await open()).isTrusted).toBe(true);
    engine.write("half.ts", "export const half = (n: number) => n / 3;");
    expect((await open()).isTrusted).toBe(false);
    await trust();
    engine.write("data.json", "[1]");
    await expect(engine.request("programs.load", { programId })).rejects.toMatchObject({ code: "program-untrusted" });
  });

  it("reads the rows of a dataset, wherever chunks begin", async () => {
    const id = await load(
      `import { defineWorkload } from "lanescope";
      export default defineWorkload({
        title: "Rows",
        input: "table",
        async task(_chunk, { eachRow }) {
          const names: string[] = [];
          await eachRow((row) => names.push(row.name + row.number));
          return names;
        },
        combine: (before, next) => [...before, ...next],
        view: (names) => ({ show: "table", headline: "", columns: ["name"], rows: names.map((name) => [name]) }),
      });`,
    );
    const rows = Array.from({ length: 40 }, (_, number) => [number % 7 === 0 ? "a\nb" : "c", number] as const);
    const text = `name,number\n${rows.map(([name, number]) => `"${name}",${number}\n`).join("")}`;
    const ended = await engine.runOn(engine.write("rows.csv", text), id, { chunkSize: 50 });
    const { rows: found } = await engine.request("runs.result", { runId: ended.id });
    expect(found).toEqual(rows.map(([name, number]) => [`${name}${number}`]));
  });

  it("tells what its types forbid beside the run, by the compiler that is installed with it", async () => {
    installCompiler(engine.folder);
    const source = module(`const wrong: number = "text"; ${squares}`);
    const id = await load(source);
    const ended = await run(id, { parameters: { count: 3 } });
    expect(ended.state).toBe("done");
    await engine.until(() => engine.state(ended).problems.length > 0);
    expect(engine.state(ended).problems).toEqual([
      {
        code: "type-mistake",
        severity: "warning",
        count: 1,
        message: "mine.ts:7:66: Type 'string' is not assignable to type 'number'. (TS2322)",
      },
    ]);
  });

  it("is taken as the file is at each run", async () => {
    const id = await load(module(squares));
    engine.write("mine.ts", module(squares.replace("** 2", "** 3")));
    const ended = await run(id, { parameters: { count: 3 } });
    expect((await engine.request("runs.result", { runId: ended.id })).rows.at(-1)).toEqual([2, 8]);
    engine.write("mine.ts", "export default 3;");
    await expect(engine.start(id)).rejects.toMatchObject({ code: "workload-unsuitable" });
    expect(engine.workers).toEqual([]);
  });

  it.each([
    ["throws", "if (from > 2) null.x; return [];", /^mine\.ts:7:\d+: TypeError: Cannot read properties of null/],
    ["wants to end its worker", "process.exit(3);", /^mine\.ts:7:\d+: Error: process\.exit\(3\) was called/],
    [
      "throws in a timer",
      "setTimeout(() => { throw new Error('later'); }); await new Promise(() => undefined);",
      /^mine\.ts:7:\d+: Error: later$/,
    ],
    [
      "gives what cannot be sent",
      "return [{ done: () => 1 }];",
      /^mine\.ts: what a task gave cannot be sent .* result\[0\]\.done is a function/,
    ],
    [
      "gives what cannot be shown",
      "return [1];",
      /mine\.ts:3:\d+: Row 0 of what `view` gave is the number 1, not a list of cells\./,
    ],
  ])("fails with a sentence and its place where a task %s", async (_what, task, sentence) => {
    const ended = await run(await load(module(task)));
    expect(ended.state).toBe("failed");
    expect(ended.fault?.message).toMatch(sentence);
    // Nothing is done again that would fail again.
    expect(ended.problems).toEqual([]);
  });

  it.each([
    [
      "a syntax error",
      "import { defineWorkload } from 'lanescope';\nexport default defineWorkload({ a: => 1 });",
      "program-broken",
      /mine\.ts:2:36: Unexpected "=>"/,
    ],
    [
      "code that throws",
      module(squares, "throw new RangeError('no');"),
      "module-threw",
      /^mine\.ts:2:7: RangeError: no$/,
    ],
    [
      "a text that is thrown",
      module(squares, "throw 'no';"),
      "module-threw",
      /^mine\.ts: 'no' was thrown\. Throw an Error/,
    ],
    [
      "a timer that throws while it loads",
      module(squares, "setTimeout(() => { throw new Error('late'); }); await new Promise(() => undefined);"),
      "module-threw",
      /^mine\.ts:2:26: Error: late$/,
    ],
    [
      "code that ends its process",
      module(squares, "process.kill(process.pid, 'SIGTERM');"),
      "worker-lost",
      /^mine\.ts ended its process/,
    ],
    [
      "a wrong definition",
      module(squares).replace("view:", "views:"),
      "module-threw",
      /^mine\.ts:3:\d+: A workload needs `view`, a function\.$/,
    ],
    [
      "no default export",
      module(squares).replace("export default", "export const it ="),
      "workload-unsuitable",
      /no default export/,
    ],
  ])("is refused with a sentence where it has %s", async (_what, source, code, sentence) => {
    await expect(load(source)).rejects.toMatchObject({ code, message: expect.stringMatching(sentence) });
    expect(engine.workers).toEqual([]);
  });

  it.each([
    [
      "throws",
      "null.x;",
      /^The results could not be combined: mine\.ts:8:\d+: TypeError: Cannot read properties of null/,
    ],
    [
      "wants to exit",
      "process.exit(3);",
      /^The results could not be combined: mine\.ts:8:\d+: Error: process\.exit\(3\) was/,
    ],
    [
      "kills its process",
      "process.kill(process.pid, 'SIGKILL');",
      /^The results could not be combined: its process ended \(SIGKILL\)\.$/,
    ],
  ])("fails with a sentence where `combine` %s, and the engine goes on", async (_what, code, sentence) => {
    const source = module(squares).replace("[...before, ...next]", `{ ${code} }`);
    const ended = await run(await load(source), { chunkSize: 5 });
    expect(ended.state).toBe("failed");
    expect(ended.fault?.message).toMatch(sentence);
    expect(engine.workers).toEqual([]);
  });

  it("is ended where `combine` fills buffers, though its heap stays small", async () => {
    const mebibyte = 1024 * 1024;
    // It stops by itself at some times the limit, so that a guard that fails costs no machine.
    const hoards = engine.write(
      "hoards.cjs",
      `const kept = [];
       process.on("message", () => {
         while (kept.length < 64) kept.push(new Uint8Array(8 * ${mebibyte}).fill(1));
       });`,
    );
    const faults: Fault[] = [];
    const exit = await new Promise<Exit>((resolve) => {
      const line = combinerProcess(
        childProcessPort(),
        hoards,
        {
          onReply: () => undefined,
          onOutput: () => undefined,
          onProcess: () => undefined,
          onBroken: (fault) => faults.push(fault),
          onExit: resolve,
        },
        128 * mebibyte,
      );
      line.post({ type: "end-round", round: 0 });
    });
    expect(exit.signal).toBe("SIGKILL");
    expect(faults).toMatchObject([
      { code: "memory-full", message: expect.stringMatching(/`combine` and `view` took more than 128 MB of memory/) },
    ]);
  });

  it("that is cut without an end is ended with the session", async () => {
    const looping = join(engine.folder, "looping");
    const split = `split: () => { writeFileSync(${JSON.stringify(looping)}, ""); for (;;); }`;
    const source = module(squares, 'import { writeFileSync } from "node:fs";');
    const id = await load(source.replace("split: ({ parameters }) => parameters.count", split));
    const started = engine.start(id);
    await vi.waitUntil(() => existsSync(looping), { timeout: 20_000 });
    const refused = expect(started).rejects.toMatchObject({ code: "aborted" });
    await engine.close();
    await refused;
    expect(engine.workers).toEqual([]);
  });

  it("that never comes to an end is stopped, in a task and in combine", async () => {
    const looping = join(engine.folder, "looping");
    const loop = `{ writeFileSync(${JSON.stringify(looping)}, ""); for (;;); }`;
    const imports = 'import { writeFileSync } from "node:fs";';
    for (const source of [module(loop, imports), module(squares, imports).replace("[...before, ...next]", loop)]) {
      rmSync(looping, { force: true });
      // Several chunks: one alone is never combined with another.
      const started = await engine.start(await load(source), { chunkSize: 5 });
      await vi.waitUntil(() => existsSync(looping), { timeout: 20_000 });
      const stopped = await engine.request("runs.stop", { runId: started.id });
      expect(stopped.state).toBe("stopped");
    }
    expect(engine.workers).toEqual([]);
  });
});
