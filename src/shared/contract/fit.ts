import type { ColumnType, Dataset, WorkloadInfo } from "./models";

/** What work is done on, with the words that stand for it, in the order of the catalogue. */
export const dataWords = {
  none: "No data",
  table: "Tables",
  text: "Text",
  texts: "Folders of text",
  images: "Images",
  idx: "Labelled images",
} as const;
export type DataKind = keyof typeof dataWords;

/** The kinds of data that a workload takes, with words for a sentence. */
const inputs = {
  none: { kinds: ["none"], words: "no data" },
  table: { kinds: ["table"], words: "a table" },
  text: { kinds: ["text"], words: "text" },
  any: { kinds: ["table", "text"], words: "a table or text" },
  texts: { kinds: ["table", "text", "texts"], words: "a table, text or a folder of texts" },
  images: { kinds: ["images"], words: "images or a folder of them" },
  idx: { kinds: ["idx"], words: "labelled images (IDX)" },
} as const satisfies Readonly<
  Record<WorkloadInfo["input"], { readonly kinds: readonly DataKind[]; readonly words: string }>
>;

/** Which kinds of data a workload takes. */
export function dataKindsOf({ input }: Pick<WorkloadInfo, "input">): readonly DataKind[] {
  return inputs[input].kinds;
}

/** What a workload takes, such as `a table`. */
export function inputWords(input: WorkloadInfo["input"]): string {
  return inputs[input].words;
}

/** What a dataset is to a workload. */
export function dataKindOf({ format }: Pick<Dataset, "format">): DataKind {
  return format === "text" || format === "texts" || format === "images" || format === "idx" ? format : "table";
}

/** Words for a sentence. */
export const kindWords = {
  none: "nothing",
  table: "a table",
  text: "text",
  texts: "many texts",
  images: "images",
  idx: "labelled images",
} as const satisfies Record<DataKind, string>;

/** Whether a column holds numbers. */
export function isNumeric({ type }: { readonly type: ColumnType }): boolean {
  return type === "integer" || type === "decimal";
}

/**
 * Why a workload cannot work on a dataset, as a sentence; null where it can. It is told by what the dataset is and which columns
 * it has: what is wrong with single rows shows in the run.
 */
export function misfit(workload: Pick<WorkloadInfo, "input" | "parameters">, dataset: Dataset): string | null {
  const kind = dataKindOf(dataset);
  if (!dataKindsOf(workload).includes(kind)) {
    return workload.input === "none"
      ? "It makes its own work and takes no data."
      : `It takes ${inputWords(workload.input)}; ${dataset.name} is ${kindWords[kind]}.`;
  }
  if (dataset.columns.length === 0 || dataset.columns.some(isNumeric)) return null;
  const columns = columnParameters(workload);
  const needsNumbers =
    columns.some(({ holds, isRequired }) => holds === "number" && isRequired) ||
    (columns.length > 0 && columns.every(({ holds }) => holds === "number"));
  return needsNumbers ? `It needs a column of numbers; ${dataset.name} has none.` : null;
}

interface ColumnParameter {
  readonly holds: unknown;
  readonly isRequired: boolean;
}

/** The parameters that name a column, as the schema tells of them. */
function columnParameters({ parameters }: Pick<WorkloadInfo, "parameters">): readonly ColumnParameter[] {
  const { properties, required } = parameters;
  const needed: readonly unknown[] = Array.isArray(required) ? required : [];
  return Object.entries(properties ?? {}).flatMap(([name, schema]: [string, unknown]) => {
    const holds =
      typeof schema === "object" && schema !== null && "x-column" in schema ? schema["x-column"] : undefined;
    return holds === undefined ? [] : [{ holds, isRequired: needed.includes(name) }];
  });
}
