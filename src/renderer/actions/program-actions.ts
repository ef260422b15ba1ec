import { longestProgram, type Program } from "../../shared/contract/models";
import { type Fault, FaultError, fail, toFault } from "../../shared/fault";
import type { EngineClient } from "../engine/client";
import type { Session } from "../engine/session";
import { dismissFailures, notify, notifyFailure } from "../notify";
import { splitParameters } from "../setup/split-parameters";
import { announce, putWorkload } from "../stores/app-store";
import { useLayoutStore } from "../stores/layout-store";
import { programById, putProgram, putProgramFault, shownProgramId, useProgramStore } from "../stores/program-store";
import { activeRun, useRunStore } from "../stores/run-store";

/** What users do with programs. Failures are shown, not thrown. */
export class ProgramActions {
  readonly #session: Session;
  readonly #client: EngineClient;
  #starting = false;
  /** What the user wanted when asked for consent. */
  #afterTrust: (() => Promise<void>) | null = null;
  #openWorkload: (workloadId: string) => void = () => undefined;

  constructor(session: Session) {
    this.#session = session;
    this.#client = session.client;
  }

  /** @param open What brings a workload that is loaded onto the screen. */
  onWorkload(open: (workloadId: string) => void): void {
    this.#openWorkload = open;
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
    if (program?.kind === "workload") {
      await this.setUp(program.id);
      return;
    }
    if (program === undefined || this.#starting || activeRun(useRunStore.getState().runs) !== undefined) return;
    if (!program.isTrusted) {
      this.askTrust(program.id, () => this.run());
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
      if (toFault(error).code === "program-untrusted") this.askTrust(program.id, () => this.run());
      else notifyFailure(`${program.name} did not start`, placedBeside(program, error));
    } finally {
      this.#starting = false;
    }
  }

  /** Loads the workload that a program holds, and brings its form onto the screen; asks first where nobody has allowed it. */
  async setUp(programId: string): Promise<void> {
    const program = programById(programId);
    if (program === undefined || this.#starting) return;
    if (!program.isTrusted) {
      this.askTrust(programId, () => this.setUp(programId));
      return;
    }
    this.#starting = true;
    dismissFailures();
    try {
      const workload = await this.#client.request("programs.load", { programId });
      putWorkload(workload);
      putProgramFault(programId, undefined);
      this.#openWorkload(workload.id);
    } catch (error) {
      const fault = toFault(error);
      if (fault.code === "program-untrusted") this.askTrust(programId, () => this.setUp(programId));
      else this.showFault(programId, fault);
    } finally {
      this.#starting = false;
    }
  }

  /** Shows what is wrong with a program's workload, beside its source. */
  showFault(programId: string, fault: Fault): void {
    putProgramFault(programId, fault);
    announce(fault.message);
    this.choose(programId);
  }

  /** @param after What is done once the user has allowed it. */
  askTrust(programId: string, after: () => Promise<void>): void {
    this.#afterTrust = after;
    // With its source beside the question.
    this.choose(programId);
    useProgramStore.setState({ asksTrust: true });
  }

  /** Takes back what the user allowed, now and in earlier sessions. */
  async forgetConsents(): Promise<void> {
    try {
      const { count } = await this.#client.request("programs.forgetConsents", {});
      notify("You are asked again before a program of yours runs", count === 0 ? "None was allowed." : undefined);
    } catch (error) {
      notifyFailure("What you allowed was not taken back", error);
    }
  }

  /**
   * The user allows the chosen program, as it stands on the screen.
   *
   * @param withChanges Whether also what its file holds later in this session.
   */
  async allowAndRun(withChanges: boolean): Promise<void> {
    const { chosenId } = useProgramStore.getState();
    useProgramStore.setState({ asksTrust: false });
    if (chosenId === null) return;
    try {
      putProgram(await this.#client.request("programs.trust", { programId: chosenId, withChanges }));
      await this.#afterTrust?.();
    } catch (error) {
      notifyFailure("The program was not allowed", error);
    }
  }

  #present(program: Program): void {
    putProgram(program);
    announce(`${program.name} is open.`);
    if (program.kind === "workload" && program.isTrusted) void this.setUp(program.id);
    else if (activeRun(useRunStore.getState().runs) === undefined) this.choose(program.id);
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
