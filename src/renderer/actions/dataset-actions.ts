import type { NewUpload } from "../../shared/contract/bridge";
import { fileKindOf } from "../../shared/contract/file-kinds";
import type { ColumnType, Dataset, Opening, RecentDataset } from "../../shared/contract/models";
import { toFault } from "../../shared/fault";
import type { EngineClient } from "../engine/client";
import { formatCount } from "../format";
import { dismissFailures, notify, notifyFailure } from "../notify";
import { suggestWorkload, takes } from "../setup/plan";
import { announce, useAppStore, workloadById } from "../stores/app-store";
import {
  addDataset,
  addUpload,
  datasetById,
  removeUpload,
  updateUpload,
  useDatasetStore,
} from "../stores/dataset-store";
import { useLayoutStore } from "../stores/layout-store";
import { activeRun, useRunStore } from "../stores/run-store";
import { useSetupStore } from "../stores/setup-store";
import type { DroppedFolder } from "../views/shell/dropped";
import { type FolderFiles, filesInFolder, folderUpload, readableFiles, wantedFiles } from "./folder-files";

/** What users do with data. Failures are shown, not thrown. */
export class DatasetActions {
  readonly #client: EngineClient;
  #uploads = 0;

  constructor(client: EngineClient) {
    this.#client = client;
  }

  /** Files may be about to come. */
  prepare(): void {
    // Only to be quicker: what is wrong shows with the files.
    this.#client.request("datasets.prepare", {}).catch(() => undefined);
  }

  /** Opens dropped or chosen files, each by its path or, where there is none, by its content. */
  async openFiles(files: readonly File[]): Promise<void> {
    dismissFailures();
    const { together, single } = groupFiles(files);
    const opening = [
      ...together.map((some) => this.#openTogether(some)),
      ...single.map((file) => this.#openFile(file)),
    ];
    this.#presentLast(await Promise.all(opening));
  }

  /** Opens a dropped folder as one dataset, by its path or by what is in it. */
  async openFolder({ name, file, entry }: DroppedFolder): Promise<void> {
    dismissFailures();
    this.#presentLast([
      await this.#shown(name, async () => {
        const path = this.#client.pathOf(file);
        if (path !== null) return await this.#open(path);
        return await this.#uploadFolder(name, await filesInFolder(entry));
      }),
    ]);
  }

  /** Opens a folder that was chosen: its files, in a dialog of the system. */
  async openChosenFolder(files: readonly File[]): Promise<void> {
    dismissFailures();
    const [first] = files;
    const relative = first?.webkitRelativePath ?? "";
    const name = relative.split("/")[0] ?? "";
    this.#presentLast([
      await this.#shown(name, async () => {
        const path = first === undefined ? null : this.#client.pathOf(first);
        // Both end alike, behind the folder's name.
        if (path !== null) return await this.#open(path.slice(0, path.length - relative.length + name.length));
        return await this.#uploadFolder(name, wantedFiles(files));
      }),
    ]);
  }

  /** Opens files that were named outside the page, such as on the command line. */
  async openPaths(paths: readonly string[]): Promise<void> {
    this.#presentLast(await Promise.all(paths.map((path) => this.#shown(path, () => this.#open(path)))));
  }

  /** @returns Null when it worked, else what to tell beside the field. */
  async openPath(path: string): Promise<string | null> {
    try {
      this.#present(await this.#open(path));
      return null;
    } catch (error) {
      return toFault(error).message;
    }
  }

  /** @returns Null when it could not be opened; that was shown. */
  async openSample(sampleId: string): Promise<Dataset | null> {
    try {
      const dataset = await this.#client.request("samples.open", { sampleId });
      addDataset(dataset);
      return dataset;
    } catch (error) {
      notifyFailure("The sample was not opened", error);
      return null;
    }
  }

  /** Opens one of the recent datasets; one that is gone is told, and marked in the list. */
  async openRecent({ path, name }: RecentDataset): Promise<void> {
    dismissFailures();
    const dataset = await this.#shown(name, () => this.#open(path));
    if (dataset === null) await this.#listRecents();
    else this.#present(dataset);
  }

  /** Takes a dataset out of the recent ones; its file stays. */
  async forgetRecent({ path, name }: RecentDataset): Promise<void> {
    try {
      await this.#client.request("recents.remove", { path });
      await this.#listRecents();
      announce(`${name} is no longer listed.`);
    } catch (error) {
      notifyFailure(`${name} is still listed`, error);
    }
  }

  async #listRecents(): Promise<void> {
    useDatasetStore.setState(await this.#client.request("recents.list", {}));
  }

  /** Says of which type a column is, for the form and for all runs from then on. */
  async retype(dataset: Dataset, column: string, type: ColumnType): Promise<void> {
    try {
      addDataset(await this.#client.request("datasets.retype", { datasetId: dataset.id, column, type }));
      announce(`${column} is now of the type ${type}.`);
    } catch (error) {
      notifyFailure(`${column} is still of its former type`, error);
    }
  }

  async remove(dataset: Dataset): Promise<void> {
    try {
      await this.#client.request("datasets.remove", { datasetId: dataset.id });
      useDatasetStore.setState(({ datasets }) => ({ datasets: datasets.filter(({ id }) => id !== dataset.id) }));
      if (useSetupStore.getState().datasetId === dataset.id) useSetupStore.setState({ datasetId: null });
      announce(`${dataset.name} removed.`);
    } catch (error) {
      notifyFailure(`${dataset.name} was not removed`, error);
    }
  }

  /** Takes a dataset for the next run, with a workload that fits it. */
  choose(datasetId: string): void {
    const dataset = datasetById(datasetId);
    if (dataset === undefined) return;
    const { workloads } = useAppStore.getState();
    const now = workloadById(useSetupStore.getState().workloadId);
    const keeps = now !== undefined && now.input !== "none" && takes(now, dataset);
    const workload = keeps ? now : suggestWorkload(dataset, workloads);
    useSetupStore.setState({ datasetId, workloadId: workload?.id ?? now?.id ?? null, showsErrors: false });
    useLayoutStore.setState({ page: "setup" });
  }

  /** Takes a workload for the next run, with a dataset that fits it if one is open. */
  chooseWorkload(workloadId: string): void {
    const workload = workloadById(workloadId);
    if (workload === undefined) return;
    const { datasetId } = useSetupStore.getState();
    const { datasets } = useDatasetStore.getState();
    const current = datasetById(datasetId);
    const fitting = takes(workload, current) ? current : datasets.filter((dataset) => takes(workload, dataset)).at(-1);
    useSetupStore.setState({ workloadId, datasetId: fitting?.id ?? datasetId, showsErrors: false });
    useLayoutStore.setState({ page: "setup" });
  }

  #presentLast(opened: readonly (Dataset | null)[]): void {
    const last = opened.filter((dataset) => dataset !== null).at(-1);
    if (last !== undefined) this.#present(last);
  }

  #present(dataset: Dataset): void {
    announce(`${dataset.name} is open.`);
    if (activeRun(useRunStore.getState().runs) === undefined) this.choose(dataset.id);
    else notify(`${dataset.name} is open`, "It is listed under Datasets, for the next run.");
  }

  async #open(path: string): Promise<Dataset> {
    const dataset = await this.#client.request("datasets.open", { path });
    addDataset(dataset);
    return dataset;
  }

  #openFile(file: File): Promise<Dataset | null> {
    return this.#shown(file.name, () => {
      const path = this.#client.pathOf(file);
      const { name } = file;
      return path === null ? this.#upload({ name, content: file, isFolder: false }) : this.#open(path);
    });
  }

  /** Opens several files as one dataset. */
  #openTogether(files: readonly File[]): Promise<Dataset | null> {
    const kind = fileKindOf(files[0]?.name ?? "");
    const word = kind === "idx" ? "IDX file" : kind;
    const name = `${files.length.toLocaleString("en-US")} ${word}${files.length === 1 ? "" : "s"}`;
    return this.#shown(name, async () => {
      const paths = files.map((file) => this.#client.pathOf(file)).filter((path) => path !== null);
      if (paths.length < files.length) {
        const sent = files.map((file) => ({ path: file.name, file }));
        return await this.#uploadFolder(name, { files: sent, unreadable: [] });
      }
      // Images and labels find each other.
      if (kind === "idx") return await this.#open(paths[0] ?? "");
      const dataset = await this.#client.request("datasets.open-files", { paths });
      addDataset(dataset);
      return dataset;
    });
  }

  /** Gives up what is being opened. */
  async cancel({ id }: Opening): Promise<void> {
    try {
      await this.#client.request("datasets.cancel", { openingId: id });
    } catch (error) {
      // It came to its end meanwhile, which is shown already.
      if (toFault(error).code !== "bad-request") throw error;
    }
  }

  /** @returns Null where it failed; that was shown. */
  async #shown(name: string, open: () => Promise<Dataset>): Promise<Dataset | null> {
    try {
      return await open();
    } catch (error) {
      if (toFault(error).code === "aborted") announce(`${name} was not opened: it was cancelled.`);
      else notifyFailure(`${name} was not opened`, error);
      return null;
    }
  }

  /** Sends many files as one dataset. Those that cannot be read are left out, and told of. */
  async #uploadFolder(name: string, found: FolderFiles): Promise<Dataset> {
    let sent = found;
    let dataset: Dataset;
    try {
      dataset = await this.#upload(folderUpload(name, sent.files));
    } catch (error) {
      if (toFault(error).code === "aborted") throw error;
      // One file that cannot be read ends the stream of all, and nobody says which it was.
      sent = await readableFiles(found);
      if (sent.files.length === found.files.length) throw error;
      dataset = await this.#upload(folderUpload(name, sent.files));
    }
    const [first] = sent.unreadable;
    if (first !== undefined) {
      const count = sent.unreadable.length;
      const what = count === 1 ? "1 file was" : `${formatCount(count)} files or folders were`;
      notify(
        `${what} left out of ${name}`,
        `This user may not read ${count === 1 ? first : `them, such as ${first}`}.`,
      );
    }
    return dataset;
  }

  async #upload(upload: NewUpload): Promise<Dataset> {
    const abort = new AbortController();
    this.#uploads++;
    const id = `upload-${this.#uploads}`;
    addUpload({ id, name: upload.name, size: upload.content.size, sent: 0, cancel: () => abort.abort() });
    try {
      const dataset = await this.#client.uploadFile(upload, (sent) => updateUpload(id, sent), abort.signal);
      addDataset(dataset);
      return dataset;
    } finally {
      removeUpload(id);
    }
  }
}

/** Images make one dataset, and so do several texts; anything else is one by itself. */
function groupFiles(files: readonly File[]): {
  readonly together: readonly (readonly File[])[];
  readonly single: readonly File[];
} {
  const images = files.filter(({ name }) => fileKindOf(name) === "image");
  const texts = files.filter(({ name }) => fileKindOf(name) === "text");
  const idx = files.filter(({ name }) => fileKindOf(name) === "idx");
  const together = [images.length > 0 ? images : [], texts.length > 1 ? texts : [], idx.length > 1 ? idx : []].filter(
    (some) => some.length > 0,
  );
  const grouped = new Set(together.flat());
  return { together, single: files.filter((file) => !grouped.has(file)) };
}
