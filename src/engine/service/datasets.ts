import { randomUUID } from "node:crypto";
import { rmSync, statSync } from "node:fs";
import { dirname } from "node:path";
import type { Dataset } from "../../shared/contract/models";
import { fail } from "../../shared/fault";
import { openDataset } from "../datasets";

/** The files that the user named in this session. */
export class Datasets {
  readonly #datasets = new Map<string, Dataset>();
  readonly #onChange: (datasets: readonly Dataset[]) => void;

  constructor(onChange: (datasets: readonly Dataset[]) => void) {
    this.#onChange = onChange;
  }

  list(): readonly Dataset[] {
    return [...this.#datasets.values()];
  }

  /** @throws {FaultError} `dataset-unknown`. */
  get(id: string): Dataset {
    return this.#datasets.get(id) ?? fail("dataset-unknown", "That dataset is no longer open. Open the file again.");
  }

  /**
   * Opens a file, or looks again at one that is open: a path has one entry.
   *
   * @param name What to show instead of the file's own name.
   * @throws {FaultError} `dataset-missing` and others, see `openDataset`.
   */
  async open(path: string, origin: Dataset["origin"], name?: string): Promise<Dataset> {
    const opened = await openDataset(path, { id: randomUUID(), origin });
    const known = this.list().find((one) => one.path === opened.path);
    const dataset = {
      ...opened,
      id: known?.id ?? opened.id,
      origin: known?.origin ?? origin,
      name: name ?? opened.name,
    };
    this.#datasets.set(dataset.id, dataset);
    this.#tell();
    return dataset;
  }

  /**
   * A dataset as its file is now: one that changed since it was opened is looked at again.
   *
   * @throws {FaultError} `dataset-unknown`, `dataset-missing` and others, see `openDataset`.
   */
  async current(id: string): Promise<Dataset> {
    const dataset = this.get(id);
    const status = statSync(dataset.path, { throwIfNoEntry: false });
    if (status !== undefined && status.size === dataset.size && status.mtimeMs === dataset.modifiedMs) return dataset;
    return this.open(dataset.path, dataset.origin, dataset.name);
  }

  /** Forgets a dataset; an uploaded copy is deleted. @throws {FaultError} `dataset-unknown`. */
  remove(id: string): void {
    const dataset = this.get(id);
    this.#datasets.delete(id);
    // It lies in a folder of its own.
    if (dataset.origin === "upload") rmSync(dirname(dataset.path), { recursive: true, force: true });
    this.#tell();
  }

  #tell(): void {
    this.#onChange(this.list());
  }
}
