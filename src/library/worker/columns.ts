import { dataKindOf } from "../../shared/contract/fit";
import type { Dataset } from "../../shared/contract/models";
import { fail } from "../../shared/fault";

/** Names of columns that a message lists at most. */
const namesListed = 20;

/** @throws {FaultError} `dataset-unsuitable` where there is none. */
export function requireDataset(dataset: Dataset | null, workload: string): Dataset {
  return dataset ?? fail("dataset-unsuitable", `${workload} needs a dataset. Open a file first.`);
}

/**
 * The position of a column of a table.
 *
 * @throws {FaultError} `dataset-unsuitable` for text, `column-missing` where no column has that name: lists those there are.
 */
export function columnIndex(dataset: Dataset, name: string): number {
  if (dataKindOf(dataset) === "text") {
    const why = dataset.notes.map((note) => ` ${note}`).join("");
    fail(
      "dataset-unsuitable",
      `${dataset.name} is text without columns, so it has no column ${name}. Open a table: CSV, JSON or Parquet.${why}`,
    );
  }
  const index = dataset.columns.findIndex((column) => column.name === name);
  if (index >= 0) return index;
  const isJson = dataset.format === "json" || dataset.format === "ndjson";
  const why = isJson
    ? " Members that only come behind the file's first 256 KB are none: bring one into the first record."
    : "";
  return fail("column-missing", `${dataset.name} has no column ${name}. Its columns: ${listColumns(dataset)}.${why}`);
}

export function listColumns(dataset: Dataset): string {
  const names = dataset.columns.map((column) => column.name);
  const more = names.length - namesListed;
  return names.slice(0, namesListed).join(", ") + (more > 0 ? ` and ${more} more` : "");
}
