import { createHash } from "node:crypto";
import { existsSync, readdirSync, readFileSync } from "node:fs";
import { mkdir, readFile, stat, writeFile } from "node:fs/promises";
import { basename, join, resolve } from "node:path";
import { isProgramName, longestProgram, type Program, programExtensions } from "../../shared/contract/models";
import { programKindOf } from "../../shared/contract/program-kind";
import { FaultError, fail } from "../../shared/fault";
import type { Consents, Source } from "./consents";
import type { CompiledProgram, CompileProgram } from "./types";

/** A program that may run now, and its code. */
export type ReadyProgram = Program & { readonly code: CompiledProgram };

/** What became of compiling an opened file, as it was read then. */
type Compiled = { readonly code: CompiledProgram } | { readonly fault: FaultError };

/** Programs that a user can run: the bundled examples, and files that were opened. */
export class Programs {
  readonly #folder: string;
  readonly #compile: CompileProgram;
  readonly #onChange: (programs: readonly Program[]) => void;
  readonly #programs = new Map<string, Program>();
  readonly #consents: Consents;
  /** Of opened files, by program: what is agreed to is what was opened. */
  readonly #compiled = new Map<string, Compiled>();

  /**
   * @param examplesFolder Its programs are trusted: they came with the app.
   * @param folder Where programs without a file get one.
   */
  constructor(
    examplesFolder: string,
    folder: string,
    compile: CompileProgram,
    consents: Consents,
    onChange: (programs: readonly Program[]) => void,
  ) {
    this.#folder = folder;
    this.#compile = compile;
    this.#consents = consents;
    this.#onChange = onChange;
    this.#addBundled(examplesFolder, "example");
    this.#addBundled(join(examplesFolder, "learn"), "lesson");
  }

  /** They may run unasked: they came with the app. */
  #addBundled(folder: string, origin: "example" | "lesson"): void {
    for (const name of exampleNames(folder)) {
      const path = join(folder, name);
      const source = readFileSync(path, "utf8");
      this.#put({
        id: `${origin}:${name}`,
        name,
        path,
        summary: firstComment(source),
        source,
        kind: programKindOf(source),
        isCopy: false,
        twin: textOf(path.replace(/\.\w+$/, ".py")),
        origin,
        isTrusted: true,
      });
    }
  }

  list(): readonly Program[] {
    return [...this.#programs.values()];
  }

  /**
   * Opens a file; the same one again takes in what has changed.
   *
   * @throws {FaultError} `program-unsuitable`.
   */
  async open(path: string): Promise<Program> {
    return (await this.#open(path)).program;
  }

  async #open(path: string): Promise<{ readonly program: Program; readonly compiled: Compiled }> {
    const { program, compiled } = await this.#read(resolve(path));
    this.#compiled.set(program.id, compiled);
    this.#put(program);
    this.#onChange(this.list());
    return { program, compiled };
  }

  /**
   * Takes in a program by its source: from a browser, which tells no paths.
   *
   * @param name Of its file.
   * @throws {FaultError} `program-unsuitable`, `disk-full`.
   */
  async add(name: string, source: string): Promise<Program> {
    if (basename(name) !== name) fail("program-unsuitable", `${name} is no name of a file.`);
    const folder = join(this.#folder, createHash("sha256").update(`${name}\0${source}`).digest("hex").slice(0, 16));
    await mkdir(folder, { recursive: true });
    await writeFile(join(folder, name), source);
    return this.open(join(folder, name));
  }

  /**
   * The user agreed to the content that was opened.
   *
   * @param withChanges Whether also to whatever the file, and those that it imports, hold later in this session; means nothing
   *   for a copy: what is dropped later under its name is another file.
   * @throws {FaultError} `program-unknown`.
   */
  trust(programId: string, withChanges: boolean): Program {
    const program = this.#get(programId);
    this.#consents.add(consentKey(program, this.#compiled.get(programId)), withChanges && !program.isCopy);
    const trusted = { ...program, isTrusted: true };
    this.#put(trusted);
    this.#onChange(this.list());
    return trusted;
  }

  /** Takes back all that the user agreed to. @returns How many consents there were. */
  forgetConsents(): number {
    const count = this.#consents.clear();
    for (const program of this.list()) {
      if (program.origin === "file") this.#put({ ...program, isTrusted: false });
    }
    this.#onChange(this.list());
    return count;
  }

  /**
   * Looks at a program again, and compiles it.
   *
   * @throws {FaultError} `program-unknown`; `program-untrusted` where nobody agreed to what the file holds now;
   * `program-unsuitable` where it cannot be compiled.
   */
  async ready(programId: string): Promise<ReadyProgram> {
    const known = this.#get(programId);
    if (known.origin !== "file") return { ...known, code: await this.#compile(known.path) };
    const { program, compiled } = await this.#open(known.path);
    if ("fault" in compiled) throw compiled.fault;
    if (!program.isTrusted) {
      fail(
        "program-untrusted",
        `${program.name} has not been allowed to run with what it and the files it imports hold now. Look at it, and allow it.`,
      );
    }
    return { ...program, code: compiled.code };
  }

  async #read(path: string): Promise<{ readonly program: Program; readonly compiled: Compiled }> {
    const name = basename(path);
    if (!isProgramName(name)) {
      fail("program-unsuitable", `${name} is no program: it ends with none of ${programExtensions.join(", ")}.`);
    }
    let source: string;
    try {
      const { size } = await stat(path);
      if (size > longestProgram)
        fail("program-unsuitable", `${name} has ${size.toLocaleString("en-US")} bytes; a program has 2 MB at most.`);
      source = await readFile(path, "utf8");
    } catch (error) {
      const code = (error as NodeJS.ErrnoException).code;
      if (code === undefined) throw error;
      const why = code === "ENOENT" ? "there is no such file" : code === "EISDIR" ? "it is a folder" : String(error);
      return fail("program-unsuitable", `${path} cannot be opened: ${why}.`);
    }
    const compiled = await this.#compileOpened(path);
    // What would run, whatever the file holds a moment later.
    if ("code" in compiled) source = compiled.code.text;
    const program = {
      id: `file:${path}`,
      name,
      path,
      summary: "",
      source,
      kind: programKindOf(source),
      isCopy: path.startsWith(this.#folder),
      twin: null,
      origin: "file",
    } as const;
    return { program: { ...program, isTrusted: this.#consents.has(consentKey(program, compiled)) }, compiled };
  }

  /** Nothing of it runs. What cannot be compiled can be looked at nevertheless. */
  async #compileOpened(path: string): Promise<Compiled> {
    try {
      return { code: await this.#compile(path) };
    } catch (error) {
      if (error instanceof FaultError) return { fault: error };
      throw error;
    }
  }

  #put(program: Program): void {
    this.#programs.set(program.id, program);
  }

  #get(programId: string): Program {
    return (
      this.#programs.get(programId) ??
      fail("program-unknown", "There is no such program in this session. Open its file again.")
    );
  }
}

function exampleNames(folder: string): readonly string[] {
  try {
    return readdirSync(folder).filter(isProgramName).sort();
  } catch (error) {
    // Such as a package without them.
    if ((error as NodeJS.ErrnoException).code === "ENOENT") return [];
    throw error;
  }
}

/** A copy lies elsewhere in each session: it is known by its name. */
function consentKey(
  { isCopy, name, path, source }: Pick<Program, "isCopy" | "name" | "path" | "source">,
  compiled: Compiled | undefined,
): Source {
  const others = compiled !== undefined && "code" in compiled ? compiled.code.others : {};
  return { path: isCopy ? name : path, source, others };
}

/** A file's text; null where there is none. */
function textOf(path: string): string | null {
  return existsSync(path) ? readFileSync(path, "utf8") : null;
}

/** The lines of the comment that a source begins with, as one. */
function firstComment(source: string): string {
  const block = /^\s*\/\*\*?([\s\S]*?)\*\//.exec(source)?.[1];
  const text = block ?? /^(?:\s*\/\/[^\n]*\n)+/.exec(source)?.[0] ?? "";
  return text
    .split("\n")
    .map((line) => line.replace(/^\s*(\*|\/\/)\s?/, "").trim())
    .join(" ")
    .trim();
}
