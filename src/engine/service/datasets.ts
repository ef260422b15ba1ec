import { randomUUID } from "node:crypto";
import { rm, stat } from "node:fs/promises";
import { basename, dirname } from "node:path";
import type { ColumnType, Dataset } from "../../shared/contract/models";
import { fail } from "../../shared/fault";
import { openSource } from "../datasets";
import type { OpenSource } from "../host/look-in-thread";
import type { DatasetSource } from "../protocol/looking";
import type { Openings } from "./openings";

/** Types of columns by their names. */
export type ColumnTypes = Readonly<Record<string, ColumnType>>;

/** The files and folders that the user named in this session. */
export class Datasets {
  readonly #listsFolder: string;
  readonly #datasets = new Map<string, Dataset>();
  /** Types of columns that the user corrected, by dataset and name. */
  readonly #types = new Map<string, ColumnTypes>();
  readonly #onChange: (datasets: readonly Dataset[]) => void;
  readonly #openings: Openings;
  readonly #openSource: OpenSource;

  /**
   * @param listsFolder Where the lists of datasets of many files go; made when it is needed.
   * @param openings Tells of those that take long.
   * @param open Looks at files; this thread does it unless told otherwise.
   */
  constructor(
    listsFolder: string,
    onChange: (datasets: readonly Dataset[]) => void,
    openings: Openings,
    open: OpenSource = openSource,
  ) {
    this.#listsFolder = listsFolder;
    this.#onChange = onChange;
    this.#openings = openings;
    this.#openSource = open;
  }

  /** Files are about to be opened. */
  prepare(): void {
    this.#openSource.prepare?.();
  }

  /** Opens nothing more; resolves when nobody writes a list any more. */
  async close(): Promise<void> {
    await this.#openings.close();
    await this.#openSource.close?.();
  }

  list(): readonly Dataset[] {
    return [...this.#datasets.values()];
  }

  /** @throws {FaultError} `dataset-unknown`. */
  get(id: string): Dataset {
    return this.#datasets.get(id) ?? fail("dataset-unknown", "That dataset is no longer open. Open the file again.");
  }

  /**
   * Opens a file or a folder, or looks again at one that is open: a path has one entry.
   *
   * @param name What to show instead of the file's own name.
   * @param types Types of columns that the user corrected in an earlier session.
   * @throws {FaultError} `dataset-missing` and others, see `openSource`.
   */
  async open(path: string, origin: Dataset["origin"], name?: string, types?: ColumnTypes): Promise<Dataset> {
    const opened = await this.#look({ path }, { id: randomUUID(), origin }, name ?? basename(path));
    const known = this.list().find(
      ({ path: other, files }) => other === opened.path && files?.folder === opened.files?.folder,
    );
    if (types !== undefined && known === undefined) this.#types.set(opened.id, types);
    return this.#keep(opened, known, origin, name);
  }

  /**
   * Says of which type a column is, whatever it was taken for.
   *
   * @throws {FaultError} `dataset-unknown`, `column-missing`.
   */
  retype(id: string, column: string, type: ColumnType): Dataset {
    const dataset = this.get(id);
    if (!dataset.columns.some(({ name }) => name === column)) {
      fail("column-missing", `${dataset.name} has no column ${column}.`);
    }
    this.#types.set(id, { ...this.#types.get(id), [column]: type });
    return this.#keep(dataset, dataset, dataset.origin, dataset.name);
  }

  /**
   * Opens several files as one dataset.
   *
   * @param paths Absolute.
   * @throws {FaultError} `dataset-empty`, `aborted`.
   */
  async openFiles(paths: readonly string[]): Promise<Dataset> {
    const name = `${paths.length.toLocaleString("en-US")} files`;
    const opened = await this.#look({ paths }, { id: randomUUID(), origin: "file" }, name);
    const known = this.list().find((one) => one.files?.list === opened.files?.list);
    return this.#keep(opened, known, "file");
  }

  #look(source: DatasetSource, given: Pick<Dataset, "id" | "origin">, name: string): Promise<Dataset> {
    return this.#openings.watch(name, (watch) =>
      this.#openSource(source, { ...given, listsFolder: this.#listsFolder }, watch),
    );
  }

  #keep(opened: Dataset, known: Dataset | undefined, origin: Dataset["origin"], name?: string): Dataset {
    const id = known?.id ?? opened.id;
    const dataset = {
      ...opened,
      id,
      columns: withTypes(opened.columns, this.#types.get(id) ?? {}),
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
   * @throws {FaultError} `dataset-unknown`, `dataset-missing` and others, see `openSource`.
   */
  async current(id: string): Promise<Dataset> {
    const dataset = this.get(id);
    if (dataset.files !== undefined) return this.#listedAgain(dataset, dataset.files.list);
    // Opening it again says why it cannot be asked.
    const status = await stat(dataset.path).catch(() => undefined);
    if (status !== undefined && status.size === dataset.size && status.mtimeMs === dataset.modifiedMs) return dataset;
    return this.open(dataset.path, dataset.origin, dataset.name);
  }

  /** A folder does not tell whether what is in it changed. */
  async #listedAgain(dataset: Dataset, list: string): Promise<Dataset> {
    const { id, origin, path, files, name } = dataset;
    const listed = await this.#look(files?.folder === "" ? { list } : { path }, { id, origin }, name);
    return listed.files?.list === list ? dataset : this.#keep(listed, dataset, origin, name);
  }

  /** Forgets a dataset; resolves when an uploaded copy is deleted. @throws {FaultError} `dataset-unknown`. */
  async remove(id: string): Promise<void> {
    const dataset = this.get(id);
    this.#datasets.delete(id);
    this.#types.delete(id);
    this.#tell();
    // It lies in a folder of its own.
    if (dataset.origin === "upload") await rm(dirname(dataset.path), { recursive: true, force: true });
  }

  #tell(): void {
    this.#onChange(this.list());
  }
}

/** Columns with the types that the user says, and what they were taken for where that is another. */
function withTypes(columns: Dataset["columns"], types: ColumnTypes): Dataset["columns"] {
  return columns.map(({ name, type, inferred = type }) => {
    const said = types[name] ?? inferred;
    return said === inferred ? { name, type: inferred } : { name, type: said, inferred };
  });
}
