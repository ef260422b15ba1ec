import { WorkloadMistake } from "./mistake";

/** What a form shows beside a parameter's control. */
interface ParameterWords {
  /** Its name in the form. Left out: the parameter's name in words. */
  readonly title?: string | undefined;
  /** What it means, in a sentence. */
  readonly description?: string | undefined;
}

/** A whole number. */
export interface IntegerParameter extends ParameterWords {
  readonly type: "integer";
  readonly default: number;
  readonly min?: number | undefined;
  readonly max?: number | undefined;
}

/** Any number. */
export interface NumberParameter extends ParameterWords {
  readonly type: "number";
  readonly default: number;
  readonly min?: number | undefined;
  readonly max?: number | undefined;
}

export interface TextParameter extends ParameterWords {
  readonly type: "text";
  readonly default: string;
}

/** On or off. */
export interface SwitchParameter extends ParameterWords {
  readonly type: "switch";
  readonly default: boolean;
}

/** One of several texts. */
export interface ChoiceParameter extends ParameterWords {
  readonly type: "choice";
  readonly choices: readonly string[];
  /** Left out: the first one. */
  readonly default?: string | undefined;
}

/** The name of one of the dataset's columns. It has no default: the form suggests one that fits. */
export interface ColumnParameter extends ParameterWords {
  readonly type: "column";
  /** Which columns can be chosen: those that hold `numbers`, or `any`, which is meant where it is left out. */
  readonly holds?: "numbers" | "any" | undefined;
}

/** One parameter of a workload: what it is, what it is at first, and its limits. */
export type ParameterDefinition =
  | IntegerParameter
  | NumberParameter
  | TextParameter
  | SwitchParameter
  | ChoiceParameter
  | ColumnParameter;

/** A workload's parameters by name, in the order of the form. */
export type ParameterDefinitions = Readonly<Record<string, ParameterDefinition>>;

/** What `split`, `task`, `combine` and `view` get: a number, a text or a switch's state for each parameter. */
export type ParameterValues<Definitions> = {
  readonly [Name in keyof Definitions]: Definitions[Name] extends { readonly type: "integer" | "number" }
    ? number
    : Definitions[Name] extends { readonly type: "switch" }
      ? boolean
      : Definitions[Name] extends { readonly choices: readonly (infer Choice)[] }
        ? Choice
        : string;
};

const types = ["integer", "number", "text", "switch", "choice", "column"] as const;

/**
 * The JSON schema of a workload's parameters.
 *
 * @throws {WorkloadMistake} Where a definition is not what it has to be: which, and what is wrong.
 */
export function parametersSchema(definitions: unknown): Readonly<Record<string, unknown>> {
  if (!isObject(definitions))
    throw new WorkloadMistake("`parameters` has to be an object: a definition for each name.");
  const entries = Object.entries(definitions);
  return {
    type: "object",
    additionalProperties: false,
    properties: Object.fromEntries(entries.map(([name, definition]) => [name, schemaOf(name, definition)])),
    required: entries
      .filter(([, definition]) => isObject(definition) && definition.type === "column")
      .map(([name]) => name),
  };
}

function schemaOf(name: string, definition: unknown): Readonly<Record<string, unknown>> {
  if (!isObject(definition)) {
    throw new WorkloadMistake(`The parameter \`${name}\` has to be an object such as { type: "integer", default: 1 }.`);
  }
  const { title, description } = definition;
  const words = { ...(title === undefined ? {} : { title }), ...(description === undefined ? {} : { description }) };
  for (const [key, value] of Object.entries(words)) {
    if (typeof value !== "string") wrong(name, key, "a text");
  }
  switch (definition.type) {
    case "integer":
    case "number":
      return { ...words, ...numberSchema(name, definition) };
    case "text":
      if (typeof definition.default !== "string") wrong(name, "default", "a text");
      return { ...words, type: "string", default: definition.default };
    case "switch":
      if (typeof definition.default !== "boolean") wrong(name, "default", "true or false");
      return { ...words, type: "boolean", default: definition.default };
    case "choice":
      return { ...words, ...choiceSchema(name, definition) };
    case "column": {
      const { holds = "any" } = definition;
      if (holds !== "any" && holds !== "numbers") wrong(name, "holds", '"numbers" or "any"');
      return { ...words, type: "string", minLength: 1, "x-column": holds === "numbers" ? "number" : "any" };
    }
    default:
      return wrong(name, "type", `one of ${types.map((type) => `"${type}"`).join(", ")}`);
  }
}

function numberSchema(name: string, definition: Readonly<Record<string, unknown>>): Readonly<Record<string, unknown>> {
  const { type, min, max } = definition;
  const isRight = (value: unknown): boolean =>
    typeof value === "number" && (type === "integer" ? Number.isSafeInteger(value) : Number.isFinite(value));
  const kind = type === "integer" ? "a whole number" : "a number";
  if (!isRight(definition.default)) wrong(name, "default", kind);
  const first = definition.default as number;
  if (min !== undefined && !isRight(min)) wrong(name, "min", kind);
  if (max !== undefined && !isRight(max)) wrong(name, "max", kind);
  if ((min !== undefined && first < (min as number)) || (max !== undefined && first > (max as number))) {
    wrong(name, "default", "within `min` and `max`");
  }
  return {
    type,
    default: first,
    ...(min === undefined ? {} : { minimum: min }),
    ...(max === undefined ? {} : { maximum: max }),
  };
}

function choiceSchema(name: string, definition: Readonly<Record<string, unknown>>): Readonly<Record<string, unknown>> {
  const { choices } = definition;
  if (!Array.isArray(choices) || choices.length === 0 || choices.some((choice) => typeof choice !== "string")) {
    return wrong(name, "choices", "a list of texts");
  }
  const first: unknown = definition.default ?? choices[0];
  if (!choices.includes(first)) wrong(name, "default", "one of its `choices`");
  return { type: "string", enum: choices, default: first };
}

function wrong(name: string, key: string, expected: string): never {
  throw new WorkloadMistake(`\`${key}\` of the parameter \`${name}\` has to be ${expected}.`);
}

function isObject(value: unknown): value is Readonly<Record<string, unknown>> {
  return typeof value === "object" && value !== null && !Array.isArray(value);
}
