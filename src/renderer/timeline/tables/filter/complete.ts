import { type FieldName, fieldNames, fields, isFieldName, isTextField, operators, operatorsOf } from "./fields";
import { FilterFault, type Token, tokensOf } from "./tokens";

/** A way to go on with a filter. */
export interface Completion {
  /** What is put in. */
  readonly label: string;
  readonly hint: string;
  /** The whole filter with it. */
  readonly text: string;
}

/** Texts that a field can be compared with. */
export type KnownTexts = Partial<Readonly<Record<FieldName, readonly string[]>>>;

/** More suggestions than these are no help. */
const mostShown = 12;

/**
 * How a filter can go on at its end.
 *
 * @param known The lanes and categories that there are.
 */
export function completionsOf(text: string, known: KnownTexts): readonly Completion[] {
  const open = openText(text);
  const whole = open === null ? text : text.slice(0, open.from);
  let tokens: readonly Token[];
  try {
    tokens = tokensOf(whole);
  } catch (error) {
    if (!(error instanceof FilterFault)) throw error;
    return [];
  }
  // What is being typed: a word that ends the text, or a text that is not closed.
  const last = tokens[tokens.length - 1];
  const typing = open === null && last?.kind === "word" && last.to === text.length ? last : null;
  const before = typing === null ? tokens : tokens.slice(0, -1);
  const typed = (open?.typed ?? typing?.text ?? "").toLowerCase();
  const from = open?.from ?? typing?.from ?? text.length;
  const stem = text.slice(0, from);
  const gap = stem === "" || /[\s(]$/.test(stem) ? "" : " ";
  const make = (label: string, hint: string): Completion => ({ label, hint, text: `${stem}${gap}${label} ` });
  const fitting = (all: readonly Completion[]): readonly Completion[] =>
    all
      .filter(({ label }) => label.toLowerCase().replaceAll('"', "").startsWith(typed) && label !== typed)
      .slice(0, mostShown);

  const [previous, operator] = [before[before.length - 2], before[before.length - 1]];
  const field =
    previous?.kind === "word" && isFieldName(previous.text.toLowerCase()) ? previous.text.toLowerCase() : null;
  if (operator?.kind === "operator" && field !== null && isFieldName(field)) {
    if (!isTextField(field)) return [];
    return fitting((known[field] ?? []).map((value) => make(`"${value}"`, "")));
  }
  if (open !== null) return [];
  if (operator?.kind === "word" && isFieldName(operator.text.toLowerCase())) {
    const name = operator.text.toLowerCase() as FieldName;
    return typed === "" ? operatorsOf(name).map((sign) => make(sign, operators[sign])) : [];
  }
  if (isComplete(before)) return fitting([make("and", "both"), make("or", "one of them")]);
  return fitting([...fieldNames.map((name) => make(name, fields[name].hint)), make("not", "the opposite")]);
}

/** Whether a condition ends with these tokens. */
function isComplete(tokens: readonly Token[]): boolean {
  const last = tokens[tokens.length - 1];
  if (last === undefined || last.kind === "open" || last.kind === "operator") return false;
  return !(last.kind === "word" && /^(?:and|or|not)$/i.test(last.text));
}

/** The text that is not closed at the end of a filter. */
function openText(text: string): { readonly from: number; readonly typed: string } | null {
  let from = -1;
  let quote = "";
  for (let at = 0; at < text.length; at++) {
    const character = text[at]!;
    if (quote === "") {
      if (character !== '"' && character !== "'") continue;
      quote = character;
      from = at;
    } else if (character === quote) quote = "";
  }
  return quote === "" ? null : { from, typed: text.slice(from + 1) };
}
