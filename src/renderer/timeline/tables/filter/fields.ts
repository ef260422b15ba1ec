/** What a field holds, and so what it can be compared with. */
type FieldKind = "text" | "time" | "number";

interface Field {
  readonly kind: FieldKind;
  readonly hint: string;
}

/** What can be asked about an event. */
export const fields = {
  name: { kind: "text", hint: "what stands on the slice" },
  lane: { kind: "text", hint: "the lane's name" },
  category: { kind: "text", hint: "compute, lock wait, data wait …" },
  dur: { kind: "time", hint: "duration" },
  self: { kind: "time", hint: "duration without what lies within" },
  time: { kind: "time", hint: "when it began" },
  value: { kind: "number", hint: "its number, such as a chunk's" },
  amount: { kind: "number", hint: "what its end told: bytes, rows" },
  depth: { kind: "number", hint: "how deep it lies in others, from 0" },
} as const satisfies Readonly<Record<string, Field>>;

export type FieldName = keyof typeof fields;
export const fieldNames = Object.keys(fields) as readonly FieldName[];
export type TextField = { [Name in FieldName]: (typeof fields)[Name]["kind"] extends "text" ? Name : never }[FieldName];
export type NumberField = Exclude<FieldName, TextField>;

export function isFieldName(word: string): word is FieldName {
  return Object.hasOwn(fields, word);
}

export function isTextField(field: FieldName): field is TextField {
  return fields[field].kind === "text";
}

/** Nanoseconds of each unit that a time may have. */
export const unitNs: Readonly<Record<string, number>> = {
  ns: 1,
  us: 1e3,
  µs: 1e3,
  μs: 1e3,
  ms: 1e6,
  s: 1e9,
  min: 60e9,
};

/** Which comparisons a kind of field has, and what they mean. */
export const operators = {
  "=": "is",
  "!=": "is not",
  "~": "contains",
  "!~": "does not contain",
  "<": "less than",
  "<=": "at most",
  ">": "more than",
  ">=": "at least",
} as const;
export type Operator = keyof typeof operators;
export type TextOperator = "=" | "!=" | "~" | "!~";
export type NumberOperator = Exclude<Operator, "~" | "!~">;

const textOperators: readonly Operator[] = ["=", "!=", "~", "!~"];

export function operatorsOf(field: FieldName): readonly Operator[] {
  if (isTextField(field)) return textOperators;
  return (Object.keys(operators) as Operator[]).filter((operator) => !operator.endsWith("~"));
}
