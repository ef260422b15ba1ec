import type { Parameters, WorkloadInfo } from "../shared/contract/models";
import { CommandError, exitCodes } from "./ending";
import { suggestion } from "./nearest";

/** A workload's parameter, as its JSON schema describes it. */
export interface ParameterInfo {
  readonly name: string;
  readonly description: string;
  /** What values look like: `INTEGER`, `NUMBER`, `TEXT`, `COLUMN`, `FILE`, `true|false`, or the choices. */
  readonly form: string;
  readonly types: ReadonlySet<string>;
  readonly isRequired: boolean;
  /** Undefined where there is none. */
  readonly defaultValue: unknown;
  readonly minimum: number | null;
  readonly maximum: number | null;
}

const decimalNumber = /^[+-]?(\d+\.?\d*|\.\d+)(e[+-]?\d+)?$/i;

/** Reads what there is to say about each parameter out of a workload's JSON schema. */
export function parametersOf(workload: WorkloadInfo): readonly ParameterInfo[] {
  const { properties, required } = workload.parameters;
  const needed = Array.isArray(required) ? required : [];
  return Object.entries(asObject(properties)).map(([name, value]) => {
    const schema = asObject(value);
    const types = typesOf(schema);
    return {
      name,
      description: typeof schema.description === "string" ? schema.description : "",
      form: formOf(schema, types),
      types,
      isRequired: needed.includes(name) && schema.default === undefined,
      defaultValue: schema.default,
      minimum: asLimit(schema.minimum),
      maximum: asLimit(schema.maximum),
    };
  });
}

/**
 * Turns `key=value` texts into a run's parameters, each into the type that the workload's schema asks for. What else the
 * schema says is for the engine to check.
 *
 * @throws {CommandError} Misuse: which text is wrong, and which parameters there are.
 */
export function parseParameters(workload: WorkloadInfo, texts: readonly string[]): Parameters {
  const known = parametersOf(workload);
  const names = known.map(({ name }) => name);
  const list = names.length === 0 ? `${workload.id} has none.` : `${workload.id} has: ${names.join(", ")}.`;
  const given: Parameters = {};
  for (const text of texts) {
    const equals = text.indexOf("=");
    if (equals <= 0) misuse(`--param ${text} has no value: write --param key=value. ${list}`);
    const name = text.slice(0, equals);
    const parameter = known.find((one) => one.name === name);
    if (parameter === undefined) {
      return misuse(`${workload.id} has no parameter "${name}".${suggestion(name, names)} ${list}`);
    }
    if (Object.hasOwn(given, name)) misuse(`--param ${name} is given twice: leave one out.`);
    given[name] = parseValue(parameter, text.slice(equals + 1));
  }
  for (const { name, isRequired, form, description } of known) {
    if (isRequired && !Object.hasOwn(given, name)) {
      misuse(`${workload.id} needs the parameter "${name}": add --param ${name}=${form}. ${description}`.trimEnd());
    }
  }
  return given;
}

function parseValue(parameter: ParameterInfo, text: string): Parameters[string] {
  const { name, types, minimum, maximum } = parameter;
  const trimmed = text.trim();
  const number = decimalNumber.test(trimmed) ? Number(trimmed) : Number.NaN;
  const isNumber = types.has("number") || (types.has("integer") && Number.isSafeInteger(number));
  const isInRange = number >= (minimum ?? -Number.MAX_VALUE) && number <= (maximum ?? Number.MAX_VALUE);
  if (isNumber && isInRange) return number;
  if (types.has("boolean") && (trimmed === "true" || trimmed === "false")) return trimmed === "true";
  if (types.has("string")) return text;
  return misuse(`--param ${name}=${text} is not valid: ${name} takes ${describeValues(parameter)}.`);
}

function describeValues({ types, form, ...parameter }: ParameterInfo): string {
  const range = describeRange(parameter);
  if (types.has("number")) return `a number${range === "" ? "" : `, ${range}`}`;
  if (types.has("integer")) return `a whole number${range === "" ? "" : `, ${range}`}`;
  return form;
}

/** `1 to 100`; empty where there is no limit. */
export function describeRange({ minimum, maximum }: Pick<ParameterInfo, "minimum" | "maximum">): string {
  if (minimum !== null && maximum !== null) return `${minimum} to ${maximum}`;
  if (minimum !== null) return `${minimum} or more`;
  return maximum === null ? "" : `${maximum} or less`;
}

function misuse(message: string): never {
  throw new CommandError(exitCodes.misuse, message);
}

function typesOf(schema: Readonly<Record<string, unknown>>): ReadonlySet<string> {
  const types = new Set<string>();
  for (const type of asArray(schema.type)) types.add(String(type));
  for (const value of [...asArray(schema.enum), ...asArray(schema.const)]) types.add(typeof value);
  for (const option of [...asArray(schema.anyOf), ...asArray(schema.oneOf)]) {
    for (const type of typesOf(asObject(option))) types.add(type);
  }
  return types;
}

function formOf(schema: Readonly<Record<string, unknown>>, types: ReadonlySet<string>): string {
  if (Array.isArray(schema.enum)) return schema.enum.join("|");
  if (schema["x-column"] !== undefined) return "COLUMN";
  if (schema["x-dataset"] === true) return "FILE";
  const forms = [];
  if (types.has("number")) forms.push("NUMBER");
  else if (types.has("integer")) forms.push("INTEGER");
  if (types.has("boolean")) forms.push("true|false");
  if (types.has("string")) forms.push("TEXT");
  return forms.join("|");
}

function asArray(value: unknown): readonly unknown[] {
  if (value === undefined) return [];
  return Array.isArray(value) ? value : [value];
}

function asObject(value: unknown): Readonly<Record<string, unknown>> {
  return typeof value === "object" && value !== null ? (value as Record<string, unknown>) : {};
}

/** A number that somebody chose; zod states the limits of exact integers where nobody did. */
function asLimit(value: unknown): number | null {
  return typeof value === "number" && Math.abs(value) < Number.MAX_SAFE_INTEGER ? value : null;
}
