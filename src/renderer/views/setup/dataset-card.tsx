import { type ReactNode, useEffect } from "react";
import { dataKindOf, isNumeric } from "../../../shared/contract/fit";
import type { Dataset, Parameters } from "../../../shared/contract/models";
import { afterNextFrame } from "../../after-next-frame";
import { DataTable, type TableColumn } from "../../components/data-table";
import { datasetKind, formatBytes, formatEstimate } from "../../format";
import type { ParameterField } from "../../setup/parameters";
import { useAppStore } from "../../stores/app-store";
import { DatasetIcon } from "../icons";
import { useSideBarOpen } from "../shell/use-side-bar";
import { ColumnTypeChoice } from "./column-type-choice";
import styles from "./setup-page.module.css";
import { Thumbnails } from "./thumbnails";

interface DatasetCardProps {
  readonly dataset: Dataset;
  readonly parameters: Parameters;
  readonly fields: readonly ParameterField[];
}

const originWords = { file: "", sample: "bundled sample", upload: "copied to the host" } as const;

const encodingWords = { "utf-8": "UTF-8", unknown: "not UTF-8" } as const;

const delimiterWords: Readonly<Record<string, string>> = {
  ",": "comma",
  ";": "semicolon",
  "\t": "tab",
  "|": "bar",
  " ": "space",
};

/** A dataset's facts and first rows; the columns that the parameters name are set off. */
export function DatasetCard({ dataset, parameters, fields }: DatasetCardProps): ReactNode {
  const [sideBarOpen] = useSideBarOpen();
  // With the drop's mark it tells how long the preview took, to anyone who measures.
  // biome-ignore lint/correctness/useExhaustiveDependencies: of each dataset once.
  useEffect(() => afterNextFrame(() => performance.mark("preview:shown")), [dataset.id]);
  const sample = useAppStore((state) => state.samples.find(({ name }) => name === dataset.name));
  const licence = dataset.origin === "sample" ? sample?.licence : undefined;
  const isTable = dataset.columns.length > 0;
  const columns: readonly TableColumn[] = isTable
    ? dataset.columns.map((column) => ({
        name: column.name,
        numeric: isNumeric(column),
        control: <ColumnTypeChoice dataset={dataset} column={column} />,
      }))
    : [{ name: "first lines", numeric: false }];
  const pictures = dataset.format === "images" ? dataset.files : dataset.records;
  const used = new Set(fields.filter((field) => field.kind === "column").map((field) => parameters[field.name]));
  const marked = new Set(dataset.columns.flatMap((column, index) => (used.has(column.name) ? [index] : [])));
  return (
    <>
      <header className={styles.card} data-testid={sideBarOpen ? undefined : "dataset-row"}>
        <DatasetIcon format={dataset.format} />
        <h2 className={styles.name} title={dataset.path}>
          {dataset.name}
        </h2>
        <p className={styles.facts}>{factsOf(dataset).join(", ")}</p>
        {licence !== undefined && <p className={styles.licence}>{licence}</p>}
        {dataset.notes.map((note) => (
          <p key={note} className={styles.note}>
            {note}
          </p>
        ))}
      </header>
      {dataset.preview.length === 0 && <p className={styles.noRows}>{reasonForNoRows(dataset)}</p>}
      <div className={styles.preview}>
        {pictures !== undefined ? (
          <Thumbnails dataset={dataset} count={pictures.count} />
        ) : (
          <DataTable
            label={`First ${dataset.files === undefined ? "rows" : "files"} of ${dataset.name}`}
            columns={columns}
            rowCount={dataset.preview.length}
            cell={(row, column) => dataset.preview[row]?.[column] ?? ""}
            marked={marked}
          />
        )}
      </div>
    </>
  );
}

function reasonForNoRows({ columns, dataStart, size }: Dataset): string {
  if (columns.length > 0 && dataStart === size) return "The file holds a header and no rows.";
  const what =
    columns.length > 0 ? "No whole row was found at the beginning of the file." : "The file begins with no whole line.";
  return `${what} A quote that is never closed, or a row of extreme length, can be the reason. A run tells more.`;
}

function factsOf(dataset: Dataset): readonly string[] {
  if (dataset.files !== undefined) return factsOfFiles(dataset, dataset.files);
  if (dataset.records !== undefined) return factsOfRecords(dataset, dataset.records);
  const facts = [
    datasetKind(dataset),
    formatBytes(dataset.size),
    `${formatEstimate(dataset.rowsEstimate)} ${dataKindOf(dataset) === "table" ? "rows" : "lines"}`,
  ];
  if (dataKindOf(dataset) === "table") {
    facts.push(`${dataset.columns.length} ${dataset.columns.length === 1 ? "column" : "columns"}`);
  }
  if (dataset.format === "csv") {
    facts.push(`${delimiterWords[dataset.delimiter] ?? dataset.delimiter} between them`);
    if (!dataset.hasHeader) facts.push("no header");
  }
  facts.push(encodingWords[dataset.encoding]);
  return withOrigin(facts, dataset);
}

function withOrigin(facts: readonly string[], { origin }: Dataset): readonly string[] {
  return originWords[origin] === "" ? facts : [...facts, originWords[origin]];
}

function factsOfRecords(dataset: Dataset, records: NonNullable<Dataset["records"]>): readonly string[] {
  const { count, width, height } = records;
  const size = `${width} x ${height} pixels each`;
  return withOrigin([datasetKind(dataset), formatBytes(dataset.size), countOf(count, "labelled image"), size], dataset);
}

function factsOfFiles(dataset: Dataset, files: NonNullable<Dataset["files"]>): readonly string[] {
  const word = dataset.format === "images" ? "image" : "text";
  const facts = [countOf(files.count, word), formatBytes(dataset.size)];
  if (files.leftOut > 0) facts.push(`${countOf(files.leftOut, "file")} of other kinds left out`);
  if (files.unreadableFolders > 0) facts.push(`${countOf(files.unreadableFolders, "folder")} unreadable`);
  return withOrigin(facts, dataset);
}

function countOf(count: number, word: string): string {
  return `${count.toLocaleString("en-US")} ${word}${count === 1 ? "" : "s"}`;
}
