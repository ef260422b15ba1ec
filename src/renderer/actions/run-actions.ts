import type { NewFile } from "../../shared/contract/bridge";
import { isActive, type Program, type Run, type WorkloadInfo } from "../../shared/contract/models";
import { toFault } from "../../shared/fault";
import { copyText } from "../csv";
import type { EngineClient } from "../engine/client";
import type { Session } from "../engine/session";
import { dismissFailures, notify, notifyFailure } from "../notify";
import { adoptSettings } from "../setup/adopt";
import { lineIn } from "../setup/place-in-source";
import { makePlan, settingsOf, suggestWorkload } from "../setup/plan";
import { announce, useAppStore } from "../stores/app-store";
import { useDatasetStore } from "../stores/dataset-store";
import { useLayoutStore } from "../stores/layout-store";
import { programById } from "../stores/program-store";
import { activeRun, runById, useRunStore } from "../stores/run-store";
import { useSetupStore } from "../stores/setup-store";
import type { DatasetActions } from "./dataset-actions";
import type { ProgramActions } from "./program-actions";

/** What users do with runs. Failures are shown, not thrown. */
export class RunActions {
  readonly #session: Session;
  readonly #client: EngineClient;
  readonly #datasets: DatasetActions;
  readonly #programs: ProgramActions;
  #starting = false;

  constructor(session: Session, datasets: DatasetActions, programs: ProgramActions) {
    this.#programs = programs;
    this.#session = session;
    this.#client = session.client;
    this.#datasets = datasets;
  }

  /** Starts the run that is set up; where something is missing, shows what. */
  async run(): Promise<void> {
    if (this.#starting || activeRun(useRunStore.getState().runs) !== undefined) return;
    const plan = makePlan(
      useSetupStore.getState(),
      useAppStore.getState().workloads,
      useDatasetStore.getState().datasets,
    );
    const settings = settingsOf(plan);
    if (settings === null) {
      useSetupStore.setState({ showsErrors: true });
      if (plan.workload !== undefined) useLayoutStore.setState({ page: "setup" });
      if (plan.obstacle !== null) announce(plan.obstacle);
      return;
    }
    this.#starting = true;
    dismissFailures();
    const before = ownProgram(plan.workload);
    try {
      const run = await this.#client.request("runs.start", settings);
      this.#session.takeRun(run);
      this.#session.show(run.id);
      if (before !== undefined && programById(before.id)?.source !== before.source) {
        notify(`${before.name} has changed`, `Run ${run.number} uses it as it is now.`);
      }
    } catch (error) {
      this.#notStarted(before, error);
    } finally {
      this.#starting = false;
    }
  }

  #notStarted(program: Program | undefined, error: unknown): void {
    const fault = toFault(error);
    // It was changed since it was allowed: the newest content is on its way here.
    if (program !== undefined && fault.code === "program-untrusted") {
      this.#programs.askTrust(program.id, () => this.run());
    } else if (program !== undefined && lineIn(fault.message, program.name) !== null) {
      this.#programs.showFault(program.id, fault);
    } else notifyFailure("The run did not start", error);
  }

  /** Opens a sample, takes what fits it, and runs it. */
  async runSample(sampleId: string): Promise<void> {
    const dataset = await this.#datasets.openSample(sampleId);
    if (dataset === null) return;
    const workload = suggestWorkload(dataset, useAppStore.getState().workloads);
    if (workload === undefined) return;
    useSetupStore.setState({ datasetId: dataset.id });
    await this.#runWithDefaults(workload.id);
  }

  /** Runs a workload that needs no dataset, with its defaults. */
  async runWorkload(workloadId: string): Promise<void> {
    await this.#runWithDefaults(workloadId);
  }

  async #runWithDefaults(workloadId: string): Promise<void> {
    useSetupStore.setState(({ edited }) => ({
      workloadId,
      edited: { ...edited, [workloadId]: {} },
      chunk: { kind: "auto" },
    }));
    await this.run();
  }

  async stop(): Promise<void> {
    const run = activeRun(useRunStore.getState().runs);
    if (run === undefined || run.state === "stopping") return;
    this.#session.takeRun({ ...run, state: "stopping" });
    try {
      this.#session.takeRun(await this.#client.request("runs.stop", { runId: run.id }));
    } catch (error) {
      const now = runById(run.id);
      if (now !== undefined && isActive(now.state)) notifyFailure("The run was not stopped", error);
    }
  }

  /** Brings a run onto the screen, and its settings into the tool bar. */
  show(runId: string): void {
    const run = runById(runId);
    if (run !== undefined && run.settings !== null) adoptSettings(run.settings);
    this.#session.show(runId);
  }

  /** Takes over a run's settings, to change them before the next one. */
  setUpAgain({ settings, program }: Run): void {
    if (program !== null) this.#programs.choose(program.id);
    if (settings === null) return;
    adoptSettings(settings);
    this.#datasets.chooseWorkload(settings.workload);
  }

  /** Saves the whole result as a file. */
  async save(runId: string, format: "csv" | "json"): Promise<void> {
    try {
      const { fileName, mediaType, text } = await this.#client.request("runs.export", { runId, format });
      await this.saveText({ name: fileName, mediaType, text }, "The result");
    } catch (error) {
      notifyFailure("The result was not saved", error);
    }
  }

  /** Puts a run's whole result onto the clipboard, as it would be saved. */
  async copyResult(runId: string): Promise<void> {
    try {
      const { text } = await this.#client.request("runs.export", { runId, format: "csv" });
      if (copyText(text))
        notify("The result is on the clipboard", "As CSV, with all rows and the names of the columns.");
      else notify("The result was not copied", "The browser did not allow it. Save it as CSV instead.");
    } catch (error) {
      notifyFailure("The result was not copied", error);
    }
  }

  /** Saves a text as a file. @param what What it is, as in `The result is saved`. */
  async saveText(file: NewFile, what: string): Promise<void> {
    try {
      const saved = await this.#client.saveFile(file);
      if (saved !== null) this.#tellSaved(file.name, saved.path, what);
    } catch (error) {
      notifyFailure(`${what} was not saved`, error);
    }
  }

  #tellSaved(name: string, path: string | null, what: string): void {
    if (path === null) {
      notify(`${name} was handed to the browser`, "It stands among the browser's downloads, or where you told it.");
      return;
    }
    const show = { label: "Show in folder", run: () => this.#client.showSavedFile(path) };
    notify(`${what} is saved`, path, show);
  }
}

/** The program that a workload of the user's is in. */
function ownProgram(workload: WorkloadInfo | undefined): Program | undefined {
  return programById(workload?.programId ?? null);
}
