import { z } from "zod";
import { isNumeric } from "../../shared/contract/fit";
import type { Dataset, Parameters, WorkloadInfo } from "../../shared/contract/models";

type Value = Parameters[string];

interface FieldBase {
  readonly name: string;
  readonly title: string;
  readonly description: string;
  readonly required: boolean;
  readonly default: Value | undefined;
}

/** One parameter, as a form shows it. */
export type ParameterField = FieldBase &
  (
    | { readonly kind: "column"; readonly columns: "number" | "any" }
    /** The path of a second dataset. */
    | { readonly kind: "dataset" }
    | {
        readonly kind: "number";
        readonly integer: boolean;
        readonly minimum: number | undefined;
        readonly maximum: number | undefined;
      }
    | { readonly kind: "choice"; readonly choices: readonly (string | number)[] }
    | { readonly kind: "switch" }
    /** The path of what a run newly writes. */
    | { readonly kind: "output"; readonly maxLength: number | undefined; readonly nameEnd: string }
    | { readonly kind: "text"; readonly maxLength: number | undefined }
  );

const valueSchema = z.union([z.string(), z.number(), z.boolean(), z.null()]);

const plainSchema = z.object({
  type: z.union([z.string(), z.array(z.string())]).optional(),
  title: z.string().optional(),
  description: z.string().optional(),
  default: valueSchema.optional(),
  enum: z.array(z.union([z.string(), z.number()])).optional(),
  minimum: z.number().optional(),
  maximum: z.number().optional(),
  exclusiveMinimum: z.number().optional(),
  exclusiveMaximum: z.number().optional(),
  maxLength: z.number().optional(),
  "x-column": z.enum(["number", "any"]).optional(),
  "x-dataset": z.boolean().optional(),
  "x-output": z.string().optional(),
});
type Plain = z.output<typeof plainSchema>;

const propertySchema = plainSchema.extend({ anyOf: z.array(plainSchema).optional() });

const objectSchema = z.object({
  properties: z.record(z.string(), propertySchema).default({}),
  required: z.array(z.string()).default([]),
});

/**
 * The form of a workload's parameters, in the order of its schema.
 *
 * @throws {z.ZodError} When the schema says what no form can show: a workload's author sees it at once.
 */
export function fieldsOf(workload: WorkloadInfo): readonly ParameterField[] {
  const { properties, required } = objectSchema.parse(workload.parameters);
  return Object.entries(properties).map(([name, { anyOf, ...own }]) => {
    const variants = anyOf?.filter((variant) => variant.type !== "null") ?? [];
    const nullable = anyOf?.some((variant) => variant.type === "null") === true || typesOf(own).includes("null");
    const schema: Plain = { ...variants[0], ...definedOf(own) };
    const base: FieldBase = {
      name,
      title: schema.title ?? titleOf(name),
      description: schema.description ?? "",
      required: required.includes(name) && !nullable && schema.default === undefined,
      default: schema.default,
    };
    return { ...base, ...controlOf(schema) };
  });
}

type Control = ParameterField extends infer Field
  ? Field extends ParameterField
    ? Omit<Field, keyof FieldBase>
    : never
  : never;

function controlOf(schema: Plain): Control {
  if (schema["x-column"] !== undefined) return { kind: "column", columns: schema["x-column"] };
  if (schema["x-dataset"] === true) return { kind: "dataset" };
  const nameEnd = schema["x-output"];
  if (nameEnd !== undefined) return { kind: "output", maxLength: schema.maxLength, nameEnd };
  if (schema.enum !== undefined) return { kind: "choice", choices: schema.enum };
  const types = typesOf(schema);
  if (types.includes("boolean")) return { kind: "switch" };
  if (types.includes("integer") || types.includes("number")) {
    const integer = types.includes("integer");
    // The largest safe integer stands for "no limit" in generated schemas: a form need not show it.
    const limit = (value: number | undefined): number | undefined =>
      value === undefined || Math.abs(value) >= Number.MAX_SAFE_INTEGER ? undefined : value;
    const step = integer ? 1 : 0;
    const minimum =
      schema.minimum ?? (schema.exclusiveMinimum === undefined ? undefined : schema.exclusiveMinimum + step);
    const maximum =
      schema.maximum ?? (schema.exclusiveMaximum === undefined ? undefined : schema.exclusiveMaximum - step);
    return { kind: "number", integer, minimum: limit(minimum), maximum: limit(maximum) };
  }
  return { kind: "text", maxLength: schema.maxLength };
}

function typesOf(schema: Plain): readonly string[] {
  return schema.type === undefined ? [] : [schema.type].flat();
}

function definedOf(schema: Plain): Plain {
  return Object.fromEntries(Object.entries(schema).filter(([, value]) => value !== undefined));
}

function titleOf(name: string): string {
  const words = name
    .replace(/([a-z])([A-Z])/g, "$1 $2")
    .replaceAll(/[-_]/g, " ")
    .toLowerCase();
  return words.charAt(0).toUpperCase() + words.slice(1);
}

/** Columns that a field may name. */
export function columnsFor(field: ParameterField, dataset: Dataset | undefined): readonly string[] {
  if (field.kind !== "column" || dataset === undefined) return [];
  const columns = dataset.columns.filter((column) => field.columns === "any" || isNumeric(column));
  return columns.map((column) => column.name);
}

/**
 * The parameters in force: what the user entered, else what fits the dataset, else the workload's defaults. A column
 * that the dataset does not have is forgotten.
 */
export function effectiveParameters(
  fields: readonly ParameterField[],
  dataset: Dataset | undefined,
  edited: Parameters | undefined,
): Parameters {
  const taken = new Set<string>();
  const result: Record<string, Value> = {};
  for (const field of fields) {
    const own = edited?.[field.name];
    const value = own !== undefined && isPossible(field, own, dataset) ? own : suggestedValue(field, dataset, taken);
    if (value === undefined) continue;
    result[field.name] = value;
    if (field.kind === "column" && typeof value === "string") taken.add(value);
  }
  return result;
}

function isPossible(field: ParameterField, value: Value, dataset: Dataset | undefined): boolean {
  if (field.kind !== "column") return true;
  if (value === null) return !field.required;
  return dataset === undefined || columnsFor(field, dataset).includes(String(value));
}

function suggestedValue(
  field: ParameterField,
  dataset: Dataset | undefined,
  taken: ReadonlySet<string>,
): Value | undefined {
  if (field.kind !== "column") return field.default;
  if (dataset === undefined) return field.default;
  const free = dataset.columns.filter((column) => !taken.has(column.name));
  const name = field.columns === "number" ? numberColumn(dataset, free) : keyColumn(dataset, free);
  if (name !== undefined) return name;
  return field.required ? columnsFor(field, dataset)[0] : field.default;
}

type Columns = Dataset["columns"];

const identifier = /(^|[\s_-])(id|key|code|zip|no|nr|index|year|phone)$|Id$/i;

/** A column worth adding up: numbers that neither name nor count the rows, if there are any. */
function numberColumn(dataset: Dataset, columns: Columns): string | undefined {
  const numbers = columns.filter((column) => isNumeric(column));
  const measures = numbers.filter((column) => !identifier.test(column.name));
  return (measures.find((column) => !countsRows(dataset, column)) ?? measures[0] ?? numbers[0])?.name;
}

/** Whether a column goes up by whole steps from row to row, as row numbers and years do. */
function countsRows(dataset: Dataset, column: Columns[number]): boolean {
  const at = dataset.columns.indexOf(column);
  const values = dataset.preview.map((row) => Number(row[at] ?? Number.NaN));
  return values.length > 2 && values.every((value, row) => row === 0 || value - values[row - 1]! >= 1);
}

/** A column worth grouping by: text whose values repeat in the preview, if there is any. */
function keyColumn(dataset: Dataset, columns: Columns): string | undefined {
  const texts = columns.filter((column) => !isNumeric(column) && column.type !== "nested");
  const repeats = texts.find((column) => {
    const at = dataset.columns.indexOf(column);
    const distinct = new Set(dataset.preview.map((row) => row[at] ?? ""));
    return distinct.size > 1 && distinct.size <= dataset.preview.length / 2;
  });
  return (repeats ?? texts[0] ?? columns[0])?.name;
}

/** What is wrong with the parameters, by field: a sentence each. */
export function parameterErrors(
  fields: readonly ParameterField[],
  parameters: Parameters,
  dataset: Dataset | undefined,
): Readonly<Record<string, string>> {
  const errors: Record<string, string> = {};
  for (const field of fields) {
    const error = errorOf(field, parameters[field.name], dataset);
    if (error !== null) errors[field.name] = error;
  }
  return errors;
}

function errorOf(field: ParameterField, value: Value | undefined, dataset: Dataset | undefined): string | null {
  if (value === undefined || value === null || value === "") {
    if (!field.required) return null;
    if (field.kind === "dataset") return "Open the other file, and choose it here.";
    if (field.kind !== "column") return "A value is needed.";
    if (dataset === undefined) return "Choose a dataset first.";
    if (columnsFor(field, dataset).length > 0) return "Choose a column.";
    return `${dataset.name} has no ${field.columns === "number" ? "column of numbers" : "columns"}.`;
  }
  if (field.kind !== "number" || typeof value !== "number") return null;
  const { minimum, maximum } = field;
  if (field.integer && !Number.isInteger(value)) return "A whole number is needed.";
  if (minimum !== undefined && value < minimum) return `At least ${figure.format(minimum)}.`;
  if (maximum !== undefined && value > maximum) return `At most ${figure.format(maximum)}.`;
  return null;
}

const figure = new Intl.NumberFormat("en", { maximumFractionDigits: 6 });
