import { longestProgram, type Program } from "../../shared/contract/models";
import { FaultError, fail, toFault } from "../../shared/fault";
import type { EngineClient } from "../engine/client";
import type { Session } from "../engine/session";
import { dismissFailures, notify, notifyFailure } from "../notify";
import { splitParameters } from "../setup/split-parameters";
import { announce } from "../stores/app-store";
import { useLayoutStore } from "../stores/layout-store";
import { programById, putProgram, shownProgramId, useProgramStore } from "../stores/program-store";
import { activeRun, useRunStore } from "../stores/run-store";

/** What users do with programs. Failures are shown, not thrown. */
export class ProgramActions {
  readonly #session: Session;
  readonly #client: EngineClient;
  #starting = false;

  constructor(session: Session) {
    this.#session = session;
    this.#client = session.client;
  }

  /** @throws {FaultError} `program-unsuitable`. */
  async openPath(path: string): Promise<void> {
    this.#present(await this.#client.request("programs.open", { path }));
  }

  /** Opens a dropped or chosen file, by its path or, where there is none, by its content. */
  async openFile(file: File): Promise<void> {
    try {
      const path = this.#client.pathOf(file);
      if (path !== null) await this.openPath(path);
      else if (file.size > longestProgram) fail("program-unsuitable", "A program has 2 MB at most.");
      else this.#present(await this.#client.request("programs.add", { name: file.name, source: await file.text() }));
    } catch (error) {
      notifyFailure(`${file.name} was not opened`, error);
    }
  }

  /** Brings a program onto the screen. */
  choose(programId: string): void {
    useProgramStore.setState({ chosenId: programId });
    useLayoutStore.setState({ page: "program" });
  }

  /** Runs the program that is shown; asks first where nobody has allowed it. */
  async run(): Promise<void> {
    const program = programById(shownProgramId());
    if (program === undefined || this.#starting || activeRun(useRunStore.getState().runs) !== undefined) return;
    if (!program.isTrusted) {
      this.#askTrust(program.id);
      return;
    }
    this.#starting = true;
    dismissFailures();
    try {
      const parameters = splitParameters(useProgramStore.getState().parameters[program.id] ?? "");
      const run = await this.#client.request("programs.run", { programId: program.id, parameters });
      this.#session.takeRun(run);
      this.#session.show(run.id);
    } catch (error) {
      // It was changed since it was allowed: the newest content is on its way here.
      if (toFault(error).code === "program-untrusted") this.#askTrust(program.id);
      else notifyFailure(`${program.name} did not start`, placedBeside(program, error));
    } finally {
      this.#starting = false;
    }
  }

  #askTrust(programId: string): void {
    // With its source beside the question.
    this.choose(programId);
    useProgramStore.setState({ asksTrust: true });
  }

  /** The user allows the chosen program, as it stands on the screen. */
  async allowAndRun(): Promise<void> {
    const { chosenId } = useProgramStore.getState();
    useProgramStore.setState({ asksTrust: false });
    if (chosenId === null) return;
    try {
      putProgram(await this.#client.request("programs.trust", { programId: chosenId }));
      await this.run();
    } catch (error) {
      notifyFailure("The program was not allowed", error);
    }
  }

  #present(program: Program): void {
    putProgram(program);
    announce(`${program.name} is open.`);
    if (activeRun(useRunStore.getState().runs) === undefined) this.choose(program.id);
    else notify(`${program.name} is open`, "It is listed under Programs.");
  }
}

/** A failure told beside the program's source: its lines by their numbers, without the file's path and the lines' text. */
function placedBeside(program: Program, error: unknown): unknown {
  const fault = toFault(error);
  if (fault.code !== "program-broken") return error;
  const [first = "", ...rest] = fault.message.split("\n");
  const message = first.replace(`${program.path}:`, "Line ").replace(/^(Line \d+):(\d+):/, "$1, column $2:");
  const more = rest.filter((line) => /:\d+:\d+: /.test(line)).length;
  return new FaultError(
    { code: fault.code, message: more === 0 ? message : `${message} (and ${more} more)` },
    { cause: error },
  );
}
