import { isProgramName } from "../../shared/contract/models";
import { isViewLink } from "../../shared/contract/view-link";
import { toFault } from "../../shared/fault";
import { dismissFailures, notifyFailure } from "../notify";
import { isSavedView } from "../saved-view";
import type { DatasetActions } from "./dataset-actions";
import type { ProgramActions } from "./program-actions";
import { isTraceName, type TraceActions } from "./trace-actions";
import type { ViewActions } from "./view-actions";

interface FileKinds {
  readonly datasets: DatasetActions;
  readonly programs: ProgramActions;
  readonly traces: TraceActions;
  readonly views: ViewActions;
}

/** Opens files of any kind, however they came: dropped, chosen, named by their path. */
export class FileActions {
  readonly #kinds: FileKinds;

  constructor(kinds: FileKinds) {
    this.#kinds = kinds;
  }

  /** Opens dropped or chosen files. Failures are shown. */
  openFiles(files: readonly File[]): void {
    const { datasets, programs, views } = this.#kinds;
    const data: File[] = [];
    const maybeTraces: File[] = [];
    for (const file of files) {
      if (isSavedView(file.name)) void views.open(file);
      else if (isProgramName(file.name)) void programs.openFile(file);
      else (isTraceName(file.name) ? maybeTraces : data).push(file);
    }
    if (data.length > 0) void datasets.openFiles(data);
    if (maybeTraces.length > 0) void this.#openTracesOrData(maybeTraces);
  }

  /** Opens as data what is no trace, though it goes by a name that traces have: JSON is both. */
  async #openTracesOrData(files: readonly File[]): Promise<void> {
    const { datasets, traces } = this.#kinds;
    const rest = await Promise.all(files.map(async (file) => ((await traces.openFile(file)) ? null : file)));
    const data = rest.filter((file) => file !== null);
    if (data.length > 0) await datasets.openFiles(data);
  }

  /** Opens a file by its path on the engine's machine, or a link to a view. @returns Null when it worked, else what to tell. */
  async openPath(path: string): Promise<string | null> {
    const { datasets, programs, views } = this.#kinds;
    try {
      if (isViewLink(path)) await views.openLink(path);
      else if (isProgramName(path)) await programs.openPath(path);
      else if (!(await this.#openPathAsTrace(path))) return await datasets.openPath(path);
      return null;
    } catch (error) {
      return toFault(error).message;
    }
  }

  /** Opens files that were named outside the page, such as on the command line. Failures are shown. */
  async openPaths(paths: readonly string[]): Promise<void> {
    const { datasets, programs, views } = this.#kinds;
    dismissFailures();
    const open = async (path: string): Promise<string | null> => {
      try {
        if (isViewLink(path)) await views.openLink(path);
        else if (isProgramName(path)) await programs.openPath(path);
        else if (!(await this.#openPathAsTrace(path))) return path;
      } catch (error) {
        notifyFailure(`${isViewLink(path) ? "The link" : path} was not opened`, error);
      }
      return null;
    };
    const data = (await Promise.all(paths.map(open))).filter((path) => path !== null);
    if (data.length > 0) await datasets.openPaths(data);
  }

  /** @returns Whether it is one. */
  async #openPathAsTrace(path: string): Promise<boolean> {
    return isTraceName(path) && (await this.#kinds.traces.openPath(path));
  }
}
