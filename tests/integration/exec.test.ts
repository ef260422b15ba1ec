import {
  mkdirSync,
  mkdtempSync,
  readdirSync,
  readFileSync,
  realpathSync,
  rmSync,
  symlinkSync,
  writeFileSync,
} from "node:fs";
import { tmpdir } from "node:os";
import { dirname, join } from "node:path";
import { pathToFileURL } from "node:url";
import { afterAll, afterEach, beforeAll, beforeEach, describe, expect, it, vi } from "vitest";
import { type EndedCommand, isThere, startAtTerminal, startCommand, untilGone } from "./support/command";

let folder: string;
let cache: string;
beforeAll(() => {
  cache = mkdtempSync(join(tmpdir(), "lanescope-exec-cache-"));
  vi.stubEnv("XDG_CACHE_HOME", cache);
});
afterAll(() => {
  vi.unstubAllEnvs();
  rmSync(cache, { recursive: true, force: true });
});
beforeEach(() => {
  // Far from any node_modules, and with a blank in its path.
  folder = mkdtempSync(join(realpathSync(tmpdir()), "lanescope exec "));
});
afterEach(() => rmSync(folder, { recursive: true, force: true }));

function file(name: string, text: string): string {
  const path = join(folder, name);
  mkdirSync(dirname(path), { recursive: true });
  writeFileSync(path, text);
  return path;
}

const exec = (...words: string[]): Promise<EndedCommand> => startCommand(["exec", ...words], folder).ended;

/** Folders of programs that were compiled. */
const compiled = (): readonly string[] =>
  readdirSync(join(cache, "lanescope/programs")).filter((name) => !name.endsWith(".json"));

const tasksModule = `
import { defineTasks, type Lock, type Value } from "lanescope";

export const tasks = defineTasks(import.meta.url, {
  async increment(counter: Value<"int32">, lock: Lock): Promise<void> {
    await lock.with(() => {
      counter.value += 1;
    });
  },
  fail(): never {
    throw new Error("as it should");
  },
  forever: () => new Promise<void>((resolve) => setTimeout(resolve, 2 ** 30)),
});
`;

describe("a program", () => {
  it("shares its tasks with its workers, whichever module declares them", async () => {
    file("lib/tasks.ts", tasksModule);
    const path = file(
      "main.ts",
      `import { defineTasks, isMainProcess, Lock, Process, Thread, Value } from "lanescope";
      import { tasks } from "./lib/tasks.js";
      const own = defineTasks(import.meta.url, { addTen: (counter: Value<"int32">) => void counter.add(10) });
      if (isMainProcess) {
        const counter = new Value("int32", 0), lock = new Lock();
        const runners = [new Process(tasks.increment, [counter, lock]), new Thread(tasks.increment, [counter, lock])];
        const all = [...runners, new Process(own.addTen, [counter]), new Thread(own.addTen, [counter])];
        for (const one of all) one.start();
        for (const one of all) await one.join();
        console.log(counter.value);
      }`,
    );
    expect(await exec(path)).toEqual({ code: 0, signal: null, out: "22\n", error: "" });
  });

  it("knows itself by the place of its source, and its arguments as with node", async () => {
    file("beside.mts", "export default import.meta.url;");
    file("data.json", '{ "number": 3 }');
    const path = file(
      "real #1 50%/main ?.mts",
      `import beside from "../beside.mjs";
      import data from "../data.json" with { type: "json" };
      if (import.meta.resolve("../data.json") !== new URL("../data.json", import.meta.url).href) throw new Error("elsewhere");
      console.log(JSON.stringify([process.argv.slice(1), import.meta, beside, data.number]));`,
    );
    const link = join(folder, "link.mts");
    symlinkSync(path, link);
    const { out, error } = await exec(link, "--help", "-x", "a b");
    expect(error).toBe("");
    const [words, meta, beside, number] = JSON.parse(out);
    expect(number).toBe(3);
    expect(words).toEqual([link, "--help", "-x", "a b"]);
    expect(meta).toMatchObject({ filename: path, dirname: dirname(path) });
    expect(meta.url).toBe(pathToFileURL(path).href);
    expect(beside).toMatch(/lanescope%20exec%20.*\/beside\.mts$/);
  });

  it("keeps CommonJS as it is: require from its place, main module, file and folder names", async () => {
    file("node_modules/neighbour/package.json", '{ "name": "neighbour", "main": "main.cjs" }');
    file("node_modules/neighbour/main.cjs", "exports.place = __filename;");
    file("data.json", '{ "number": 3 }');
    file("tasks.mts", tasksModule);
    file(
      "typed.cts",
      `import { Lock } from "lanescope"; export const name: string = typeof Lock; export const file = __filename;`,
    );
    const path = file(
      "main.cts",
      `"use strict";
      const { Process, Value, defineTasks, isMainProcess } = require("lanescope");
      const typed = require("./typed.cjs");
      const tasks = defineTasks(__filename, { add: (value: typeof Value, number: number) => void value.add(number) });
      if (require.main === module) {
        const isStrict = (function () { return this === undefined; })();
        console.log(isMainProcess, isStrict, __dirname === require("node:path").dirname(__filename), this === module.exports);
        console.log(__filename, require.resolve("neighbour"), require("neighbour").place, require("./data.json").number);
        console.log(typed.name, typed.file);
        const value = new Value("int32", 1);
        const worker = new Process(tasks.add, [value, 41]);
        worker.start();
        worker.join().then(() => import("./tasks.mjs")).then((module) => console.log(value.value, Object.keys(module.tasks)));
      }`,
    );
    const place = join(folder, "node_modules/neighbour/main.cjs");
    const { out, error } = await exec(path);
    expect(error).toBe("");
    expect(out.trim().split("\n")).toEqual([
      "true true true true",
      `${path} ${place} ${place} 3`,
      `function ${join(folder, "typed.cts")}`,
      "42 [ 'increment', 'fail', 'forever' ]",
    ]);
  });

  it.each([
    ["main.mjs", null, "esm"],
    ["main.cjs", null, "cjs"],
    ["main.js", "module", "esm"],
    ["main.js", "commonjs", "cjs"],
    ["main.ts", "module", "esm"],
    ["main.cts", "module", "cjs"],
    ["main.mts", "commonjs", "esm"],
    ["main.js", null, "cjs"],
  ])("%s in a package of the type %s is a module in the format %s", async (name, type, format) => {
    if (type !== null) file("package.json", JSON.stringify({ type }));
    const path = file(name, `console.log(typeof require === "function" ? "cjs" : "esm");`);
    expect(await exec(path)).toMatchObject({ code: 0, out: `${format}\n` });
  });

  it("finds packages from where it lies, by the conditions of its module format", async () => {
    const exports = { ".": { import: "./main.mjs", require: "./main.cjs" } };
    file("node_modules/two-ways/package.json", JSON.stringify({ name: "two-ways", exports }));
    file("node_modules/two-ways/main.mjs", "export const way = 'import'; export const place = import.meta.url;");
    file("node_modules/two-ways/main.cjs", "exports.way = 'require';");
    const path = file(
      "main.mts",
      `import { createRequire } from "node:module";
      import { way, place } from "two-ways";
      console.log(way, place === new URL("node_modules/two-ways/main.mjs", import.meta.url).href);
      console.log(createRequire(import.meta.url)("two-ways").way);
      console.log(await import("not-installed").catch((error) => error.code));`,
    );
    expect(await exec(path)).toMatchObject({ out: "import true\nrequire\nERR_MODULE_NOT_FOUND\n", error: "" });
  });

  it("gets standard input, and passes its exit code on", async () => {
    const path = file(
      "main.mts",
      `for await (const data of process.stdin) console.log(String(data)); process.exitCode = 7;`,
    );
    const started = startCommand(["exec", path], folder);
    started.process.stdin!.end("some words");
    expect(await started.ended).toMatchObject({ code: 7, out: "some words\n", error: "" });
  });

  it("ends with 13 where its last await never ends, as with node", async () => {
    const { code } = await exec(file("main.mts", "await new Promise(() => undefined);"));
    expect(code).toBe(13);
  });

  it("has the lines of its source in its stacks, in the main process and in workers", async () => {
    file("lib/tasks.ts", tasksModule);
    const path = file(
      "main.mts",
      `import { Process } from "lanescope";
      import { tasks } from "./lib/tasks.js";
      interface Padding { readonly lines: number }
      const worker = new Process(tasks.fail, []);
      worker.start();
      await worker.join();
      throw new Error("in main, at line 7");`,
    );
    const { code, error } = await exec(path);
    expect(code).toBe(1);
    expect(error).toContain(`at fail (${join(folder, "lib/tasks.ts")}:11:11)`);
    expect(error).toContain(`${path}:7:13`);
    expect(error).not.toContain(cache);
    const common = file(
      "common.cts",
      `interface Padding { lines: number }\nfunction broken() {\n  null!.toString();\n}\nbroken();`,
    );
    expect((await exec(common)).error).toMatch(/at broken \(.*common\.cts:3:9\)/);
  });
});

describe("what does not compile", () => {
  it.each([
    ["nowhere.ts", "There is no file"],
    ["dita.csv", 'Did you mean "data.csv"?'],
    ["no/where.ts", "There is no file"],
    ["data.csv/where.ts", "There is no file"],
    ["folder.ts", "is no file"],
    ["data.csv", "its name has to end in one of .ts,"],
  ])("%s is answered with exit code 2 and what to do", async (name, part) => {
    mkdirSync(join(folder, "folder.ts"));
    file("data.csv", "1\n");
    const { code, out, error } = await exec(join(folder, name));
    expect({ code, out }).toEqual({ code: 2, out: "" });
    expect(error).toMatch(/^error: /);
    expect(error).toContain(part);
    expect(error).toContain(folder);
  });

  it("is shown with file, line and column, also in a module that it imports", async () => {
    const broken = file("lib/broken.ts", `export const name = "fünf", const = 5;\n`);
    const { code, out, error } = await exec(file("main.ts", `import "./lib/broken";`));
    expect({ code, out }).toEqual({ code: 2, out: "" });
    expect(error).toContain(`${broken}:1:29: Expected identifier but found "const"`);
    expect(error).toContain(`  1 | export const name = "fünf", const = 5;\n    |                             ^^^^^`);
  });

  it("names an import that leads nowhere", async () => {
    const path = file("main.ts", `\nimport { x } from "./missing";\nconsole.log(x);`);
    expect(await exec(path)).toMatchObject({
      code: 2,
      error: expect.stringContaining(`${path}:2:19: Could not resolve "./missing"`),
    });
  });

  it("is told what makes a file CommonJS where it asks for more", async () => {
    const { code, error } = await exec(file("main.cts", "console.log(import.meta.url);"));
    expect(code).toBe(2);
    expect(error).toContain("in a CommonJS module, which this is by its extension or the nearest package.json");
  });

  it("is not taken for a program of its own where the name is missing", async () => {
    expect(await exec()).toMatchObject({ code: 2, out: "" });
  });
});

describe("a compiled program", () => {
  it("is used again as long as nothing it was made from changes", async () => {
    const before = compiled();
    const settings = file("package.json", "{}");
    file("other.ts", "export const word: string = 'one';");
    const path = file("main.ts", `import { word } from "./other";\nconsole.log(word);`);
    const added = (): number => compiled().length - before.length;
    expect(await exec(path)).toMatchObject({ out: "one\n", error: "" });
    expect(await exec(path)).toMatchObject({ out: "one\n", error: "" });
    expect(added()).toBe(1);
    file("other.ts", "export const word: string = 'two';");
    expect(await exec(path)).toMatchObject({ out: "two\n" });
    expect(added()).toBe(2);
    writeFileSync(settings, '{ "type": "commonjs" }');
    expect(await exec(path)).toMatchObject({ out: "two\n" });
    expect(added()).toBe(3);
  });

  it("finds what was missing as soon as it is there", async () => {
    const path = file("main.mts", `console.log(await import("late").then(({ word }) => word, ({ code }) => code));`);
    expect(await exec(path)).toMatchObject({ out: "ERR_MODULE_NOT_FOUND\n" });
    file("node_modules/late/package.json", '{ "name": "late", "main": "main.js" }');
    file("node_modules/late/main.js", "exports.word = 'here';");
    expect(await exec(path)).toMatchObject({ out: "here\n", error: "" });
  });

  it("follows its compiler's settings, also those that they extend", async () => {
    file("tsconfig.json", '{ "extends": "./base" }');
    file("base.json", "{}");
    const path = file(
      "main.mts",
      `class Named { name: string | undefined }\nconsole.log(Object.keys(new Named()).length);`,
    );
    expect(await exec(path)).toMatchObject({ out: "1\n" });
    file("base.json", '{ "compilerOptions": { "useDefineForClassFields": false } }');
    expect(await exec(path)).toMatchObject({ out: "0\n" });
  });
});

describe("a program without shared memory", () => {
  const path = (): string =>
    file(
      "main.mts",
      `import { Lock, Value } from "lanescope";
      const lock = new Lock(), value = new Value("int32", 1);
      await lock.with(() => void value.add(1));
      console.log(value.value);`,
    );
  afterEach(() => void vi.stubEnv("LANESCOPE_NATIVE", undefined));

  it("runs all the same, and people are told why, once", async () => {
    vi.stubEnv("LANESCOPE_NATIVE", join(folder, "nowhere.node"));
    const { code, out, error } = await exec(path());
    expect({ code, out }).toEqual({ code: 0, out: "2\n" });
    expect(error).toMatch(/^note: There is no shared memory here: .*nowhere\.node cannot be loaded/);
    expect(error.split("There is no shared memory")).toHaveLength(2);
  });

  it("is silent about it where that was wished", async () => {
    vi.stubEnv("LANESCOPE_NATIVE", "off");
    expect(await exec(path())).toEqual({ code: 0, signal: null, out: "2\n", error: "" });
  });
});

describe("the report of a program", () => {
  /** Two processes take two locks at the same time, then each wants the other's; a third one passes numbers on. */
  const program = `
    import { setTimeout as sleep } from "node:timers/promises";
    import { Barrier, defineTasks, isMainProcess, type Lock, Lock as NewLock, Process, Queue } from "lanescope";
    const tasks = defineTasks(import.meta.url, {
      async cross(first: Lock, second: Lock, both: Barrier, isPatient: boolean) {
        await first.acquire();
        await both.wait();
        if (await second.acquire(isPatient ? {} : { timeoutMs: 3_000 })) await second.release();
        await first.release();
      },
      async pass(from: Queue<number>, to: Queue<number>) {
        for await (const number of from) await to.put(number);
        await to.shutdown();
      },
    });
    if (isMainProcess) {
      const [left, right] = [new NewLock({ name: "left" }), new NewLock({ name: "right" })];
      const both = new Barrier(2);
      const [from, to] = [new Queue<number>(0, { name: "from" }), new Queue<number>(0, { name: "to" })];
      const workers = [
        new Process(tasks.cross, [left, right, both, true], { name: "patient" }),
        new Process(tasks.cross, [right, left, both, false], { name: "impatient" }),
        new Process(tasks.pass, [from, to], { name: "passes" }),
      ];
      for (const worker of workers) worker.start();
      for (const number of [1, 2, 3]) await from.put(number);
      await from.shutdown();
      for await (const number of to) console.log(number);
      for (const worker of workers) await worker.join();
      process.exitCode = Number(process.argv[2]);
      if (process.argv[3] !== undefined) process.kill(process.pid, process.argv[3]);
    }
  `;

  it("tells lanes, locks, queues and what was found, on the standard error and as JSON", async () => {
    const path = join(folder, "report.json");
    const { code, out, error } = await exec("--report", "--json", path, file("main.mts", program), "3");
    expect({ code, out }).toEqual({ code: 3, out: "1\n2\n3\n" });
    const report = JSON.parse(readFileSync(path, "utf8"));
    expect(Object.keys(report)).toEqual([
      "program",
      "exitCode",
      "signal",
      "wallMs",
      "lanes",
      "locks",
      "queues",
      "findings",
      "trace",
    ]);
    expect(report).toMatchObject({ exitCode: 3, signal: null, trace: { dropped: 0 } });
    const [main, patient, impatient, passes] = report.lanes;
    expect(report.lanes).toHaveLength(4);
    expect(main).toMatchObject({ name: "main", exitCode: 3 });
    for (const lane of [patient, impatient, passes]) expect(lane).toMatchObject({ exitCode: 0, signal: null });
    // Each waits for the other until one gives up.
    expect(patient.lockWaitNs).toBeGreaterThan(1e9);
    expect(impatient.lockWaitNs).toBeGreaterThan(2.9e9);
    const [left, right] = report.locks;
    expect(left).toMatchObject({ name: "left", acquisitions: 1, contendedShare: 0.5 });
    expect(right).toMatchObject({ name: "right", acquisitions: 2, contendedShare: 0.5 });
    expect(left.longestHoldNs).toBeGreaterThan(1e9);
    expect(left.waitNs).toBeGreaterThan(2.9e9);
    expect(report.queues).toEqual([
      expect.objectContaining({ name: "from", puts: 3, gets: 3 }),
      expect.objectContaining({ name: "to", puts: 3, gets: 3 }),
    ]);
    expect(report.findings.map(({ kind }: { kind: string }) => kind).sort()).toEqual(["deadlock", "lock-order"]);
    for (const { lanes } of report.findings) expect(lanes.sort()).toEqual(["impatient", "left", "patient", "right"]);
    expect(error).toMatch(/^patient +\d+ .* exit code 0$/m);
    expect(error).toMatch(/^right +2 +50 % /m);
    expect(error).toMatch(/^from +3 +3 /m);
    expect(error).toMatch(/^found: Deadlock: .*\bpatient holds Lock "left" and waits for Lock "right"/m);
  });

  it("is there where a signal ended the program, and leaves no trace of its own", async () => {
    const words = ["--report", file("main.mts", program), "0", "SIGKILL"];
    const { code, out, error } = await exec(...words);
    expect({ code, out }).toEqual({ code: 137, out: "1\n2\n3\n" });
    expect(error).toMatch(/^main .* by SIGKILL$/m);
    // A process that was killed leaves its own; the next program sweeps it.
    expect(readdirSync(folder).filter((name) => name.startsWith("lanescope-session"))).toEqual([]);
  });

  it("says so where there is nothing to tell, and refuses a file that it cannot write", async () => {
    const path = file("main.mts", "console.log(1);");
    expect((await exec("--report", path)).error).toContain("Nothing was traced");
    expect(await exec("--json", join(folder, "nowhere/report.json"), path)).toMatchObject({ code: 1, out: "" });
    expect(await exec("--json", "-", path)).toMatchObject({ code: 2, out: "" });
  });
});

describe("ending a program", () => {
  const endless = `
    import { Process } from "lanescope";
    import { tasks } from "./tasks.mjs";
    const workers = [new Process(tasks.forever, []), new Process(tasks.forever, [])];
    for (const worker of workers) worker.start();
    for (const worker of workers) await worker.join();
    console.log(workers.map(({ signal }) => signal).join());
  `;
  /** Waits for its own end by Ctrl-C, and counts how often it is told. */
  const tidy = `
    let times = 0;
    const timer = setInterval(() => undefined, 1_000);
    process.on("SIGINT", () => {
      times += 1;
      setTimeout(() => {
        console.log("told " + times + " times");
        clearInterval(timer);
      }, 100);
    });
    console.log("ready");
  `;
  /** The program's process and its two workers. */
  const processes = 3;
  let path: string;
  beforeEach(() => {
    file("tasks.mts", tasksModule);
    path = file("main.mts", endless);
  });

  it.each([
    ["SIGINT", 130],
    ["SIGTERM", 143],
    ["SIGHUP", 129],
  ] as const)("%s ends it with %i, and its workers", async (signal, expected) => {
    const started = startCommand(["exec", path], folder);
    const workers = await started.untilWorkers(processes);
    started.process.kill(signal);
    expect(await started.ended).toEqual({ code: expected, signal: null, out: "", error: "" });
    await untilGone(workers);
  });

  it("by Ctrl-C at a terminal ends it with 130, and its workers", async () => {
    const started = startAtTerminal(["exec", path], folder);
    const workers = await started.untilWorkers(processes);
    started.process.stdin!.write("\u0003");
    expect(await started.ended).toMatchObject({ code: 130 });
    await untilGone(workers);
  });

  it("is left to the program where it handles the signal, which it gets once", async () => {
    const words = ["exec", file("tidy.mts", tidy)];
    const started = startCommand(words, folder);
    await started.untilShown("ready");
    started.process.kill("SIGINT");
    expect(await started.ended).toMatchObject({ code: 0, out: "ready\ntold 1 times\n" });
    const atTerminal = startAtTerminal(words, folder);
    await atTerminal.untilShown("ready");
    atTerminal.process.stdin!.write("\u0003");
    expect(await atTerminal.ended).toMatchObject({ code: 0, out: expect.stringContaining("told 1 times") });
  });

  it("with SIGKILL leaves nothing behind, whichever process it hits", async () => {
    const commandKilled = startCommand(["exec", path], folder);
    const below = await commandKilled.untilWorkers(processes);
    commandKilled.process.kill("SIGKILL");
    await untilGone(below);

    const programKilled = startCommand(["exec", path], folder);
    const [program, ...workers] = await programKilled.untilWorkers(processes);
    process.kill(program!, "SIGKILL");
    expect(await programKilled.ended).toMatchObject({ code: 137 });
    await untilGone(workers);

    const workersKilled = startCommand(["exec", path], folder);
    const [, ...both] = await workersKilled.untilWorkers(processes);
    for (const worker of both) process.kill(worker, "SIGKILL");
    expect(await workersKilled.ended).toMatchObject({ code: 0, out: "SIGKILL,SIGKILL\n" });
    expect(both.filter(isThere)).toEqual([]);
  });
});
