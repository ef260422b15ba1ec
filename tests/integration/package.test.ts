import { execFile } from "node:child_process";
import { cpSync, existsSync, mkdtempSync, readdirSync, readFileSync, rmSync, writeFileSync } from "node:fs";
import { tmpdir } from "node:os";
import { dirname, join } from "node:path";
import { promisify } from "node:util";
import { afterAll, beforeAll, describe, expect, it, vi } from "vitest";
import { inProject, projectRoot } from "../../scripts/support/paths.mjs";

const run = promisify(execFile);
let folder: string;

/** Runs a program in the folder that the package was installed into. */
async function there(command: string, parameters: readonly string[]): Promise<string> {
  const options = { cwd: folder, env: { ...process.env, NODE_ENV: "production" } };
  const { stdout } = await run(command, parameters, options).catch((error: Error & { stdout: string }) => {
    // Compilers say what is wrong on their standard output.
    error.message += error.stdout;
    throw error;
  });
  return stdout;
}

// The build that `npm test` made is packed as it is: building again would pull it from under other tests.
beforeAll(async () => {
  folder = mkdtempSync(join(tmpdir(), "lanescope-package-"));
  await run("npm", ["pack", "--ignore-scripts", "--pack-destination", folder], { cwd: projectRoot });
  const tarball = readdirSync(folder).find((name) => name.endsWith(".tgz"));
  writeFileSync(join(folder, "package.json"), '{ "name": "empty", "private": true }');
  await there("npm", ["install", "--prefer-offline", "--no-audit", "--no-fund", `./${tarball}`]);
});

afterAll(() => rmSync(folder, { recursive: true, force: true }));

describe("the packed package, installed into an empty folder", () => {
  it("brings nothing but itself, the schemas of a workload's parameters, a compiler and a decoder of images", () => {
    const names = readdirSync(join(folder, "node_modules")).filter((name) => !name.startsWith("."));
    // Compiler and decoder are binaries, which cannot be bundled; their packages hold one for each system.
    expect(names).toEqual(["@esbuild", "@napi-rs", "esbuild", "lanescope", "zod"]);
    // One beside the decoder itself, or two where the system's C library is not known.
    expect(readdirSync(join(folder, "node_modules/@napi-rs")).length).toBeGreaterThan(1);
    expect(readdirSync(join(folder, "node_modules/@esbuild"))).toHaveLength(1);
  });

  it("carries what a user needs and no sources or tests", () => {
    const names = readdirSync(join(folder, "node_modules", "lanescope")).sort();
    expect(names).toEqual(
      expect.arrayContaining(["LICENSE", "README.md", "THIRD-PARTY-NOTICES.md", "out", "package.json", "resources"]),
    );
    for (const name of ["src", "tests", "scripts", "node_modules"]) expect(names).not.toContain(name);
  });

  it("has every page and picture that its pages link to", () => {
    const packed = join(folder, "node_modules/lanescope");
    const pages = readdirSync(packed, { recursive: true, encoding: "utf8" }).filter((name) => name.endsWith(".md"));
    expect(pages).toContain("README.md");
    const broken = pages.flatMap((page) => {
      const links = [...readFileSync(join(packed, page), "utf8").matchAll(/\]\(([^)\s#]+)[^)]*\)/g)].map(
        ([, link]) => link!,
      );
      const local = links.filter((link) => !/^[a-z]+:/.test(link));
      return local.filter((link) => !existsSync(join(packed, dirname(page), link))).map((link) => `${page}: ${link}`);
    });
    expect(broken).toEqual([]);
  });

  it("tells its version", async () => {
    expect((await there("npx", ["lanescope", "--version"])).trim()).toBe("0.1.0");
  });

  it("lists the workloads with their parameters", async () => {
    const listed = await there("npx", ["lanescope", "list"]);
    for (const name of ["sum", "group-by", "word-count", "num", "primes", "shared-counter"]) {
      expect(listed).toContain(name);
    }
  });

  it("runs a workload in separate processes", async () => {
    const parameters = ["run", "primes", "--param", "below=100000", "--workers", "2", "--json", "report.json"];
    await there("npx", ["lanescope", ...parameters]);
    const report = JSON.parse(await there("cat", ["report.json"]));
    expect(report).toMatchObject({ workload: "primes", mode: "processes", workers: 2 });
    const counts: number[] = report.result.rows.map(([, primes]: [string, number]) => primes);
    expect(counts.reduce((sum, count) => sum + count, 0)).toBe(9_592);
  });

  it("runs a program in TypeScript, with a cache of its own", async () => {
    writeFileSync(
      join(folder, "program.mts"),
      `import { defineTasks, isMainProcess, Process, Value } from "lanescope";
      const tasks = defineTasks(import.meta.url, { add: (value: Value<"int32">) => void value.add(41) });
      if (isMainProcess) {
        const value = new Value("int32", 1);
        await using worker = new Process(tasks.add, [value]);
        worker.start();
        await worker.join();
        console.log(value.value);
      }`,
    );
    vi.stubEnv("XDG_CACHE_HOME", join(folder, "cache"));
    expect(await there("npx", ["lanescope", "exec", "program.mts"])).toBe("42\n");
    const example = "node_modules/lanescope/examples/shared-counter.ts";
    expect(await there("npx", ["lanescope", "exec", example])).toBe("Final shared value: 10\n");
    vi.unstubAllEnvs();
  });

  it("writes a workload to begin with, which its types accept and which runs at once", async () => {
    const typed = await there("npx", ["lanescope", "new", "my-workload"]);
    expect(typed).toContain("npx lanescope run ./my-workload.ts");
    // The types are there already.
    expect(typed).not.toContain("install");
    await expect(there("npx", ["lanescope", "new", "my-workload"])).rejects.toThrow(
      "there is a file of that name already",
    );
    const compiler = inProject("node_modules/typescript/bin/tsc");
    const types = ["--typeRoots", inProject("node_modules/@types"), "--types", "node"];
    const options = ["--strict", "--noEmit", "--module", "nodenext", "--target", "es2022", ...types];
    await there(process.execPath, [compiler, ...options, "my-workload.ts"]);
    vi.stubEnv("XDG_CACHE_HOME", join(folder, "cache"));
    const result = await there("npx", [
      "lanescope",
      "run",
      "./my-workload.ts",
      "--param",
      "points=20",
      "--workers",
      "2",
    ]);
    vi.unstubAllEnvs();
    expect(result).toMatch(/200000 +\d+ +3\.1/);
  });

  it("gives the library to a program in TypeScript, with types that refuse what is wrong", async () => {
    const program = join(folder, "program");
    cpSync(join(import.meta.dirname, "support/user-program"), program, { recursive: true });
    writeFileSync(join(program, "package.json"), '{ "type": "module" }');
    const compiler = inProject("node_modules/typescript/bin/tsc");
    // Node's types are what a program for Node has anyway.
    const types = ["--typeRoots", inProject("node_modules/@types"), "--types", "node"];
    const options = ["--strict", "--module", "nodenext", "--target", "es2022", ...types];
    await there(process.execPath, [compiler, ...options, "program/main.ts"]);
    expect(await there(process.execPath, ["program/main.js"])).toBe(
      "chunks of 4 items: 285 in all\ncounted to 500, exit codes 0 and 0\ntask-unknown\n",
    );
  });

  it("gives the library to CommonJS", async () => {
    const plan = `require("lanescope").planItems(0, 10, { chunkSize: 4, workers: 2 })`;
    writeFileSync(join(folder, "use.cjs"), `console.log(JSON.stringify(${plan}));`);
    expect(JSON.parse(await there(process.execPath, ["use.cjs"]))).toEqual({
      unit: "items",
      from: 0,
      to: 10,
      chunkSize: 4,
    });
  });
});
