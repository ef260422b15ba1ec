import {
  type FieldName,
  fieldNames,
  fields,
  isFieldName,
  isTextField,
  type NumberField,
  type NumberOperator,
  operatorsOf,
  type TextField,
  type TextOperator,
  unitNs,
} from "./fields";
import { type FilterError, FilterFault, type Token, tokensOf } from "./tokens";

/** A condition on events. Times are nanoseconds. */
export type Filter =
  | { readonly kind: "and" | "or"; readonly left: Filter; readonly right: Filter }
  | { readonly kind: "not"; readonly inner: Filter }
  | { readonly kind: "text"; readonly field: TextField; readonly operator: TextOperator; readonly text: string }
  | { readonly kind: "number"; readonly field: NumberField; readonly operator: NumberOperator; readonly value: number };

/** What a text means; `filter` is null where it says nothing. */
export type ParsedFilter =
  | { readonly ok: true; readonly filter: Filter | null }
  | { readonly ok: false; readonly error: FilterError };

/**
 * Reads a filter such as `name ~ "chunk" and dur > 2ms and not lane = "worker 1"`. `not` binds closest, then `and`, then `or`; a
 * word or text alone is looked for in the names.
 */
export function parseFilter(text: string): ParsedFilter {
  try {
    const tokens = tokensOf(text);
    return { ok: true, filter: tokens.length === 0 ? null : new Parser(text, tokens).whole() };
  } catch (error) {
    if (!(error instanceof FilterFault)) throw error;
    const { message, from, to } = error;
    return { ok: false, error: { message, from, to } };
  }
}

class Parser {
  readonly #text: string;
  readonly #tokens: readonly Token[];
  #at = 0;

  constructor(text: string, tokens: readonly Token[]) {
    this.#text = text;
    this.#tokens = tokens;
  }

  whole(): Filter {
    const filter = this.#or();
    const rest = this.#next;
    if (rest === undefined) return filter;
    if (rest.kind === "close") this.#fail("No bracket is open here", rest);
    return this.#fail("Put and or or between two conditions", rest);
  }

  get #next(): Token | undefined {
    return this.#tokens[this.#at];
  }

  #or(): Filter {
    let left = this.#and();
    while (this.#takeWord("or")) left = { kind: "or", left, right: this.#and() };
    return left;
  }

  #and(): Filter {
    let left = this.#not();
    while (this.#takeWord("and")) left = { kind: "and", left, right: this.#not() };
    return left;
  }

  #not(): Filter {
    if (this.#takeWord("not")) return { kind: "not", inner: this.#not() };
    const open = this.#next;
    if (open?.kind !== "open") return this.#condition();
    this.#at++;
    const inner = this.#or();
    if (this.#next === undefined) this.#fail("This bracket is not closed", open);
    if (this.#next.kind !== "close") this.#fail("Put and or or between two conditions", this.#next);
    this.#at++;
    return inner;
  }

  #condition(): Filter {
    const first = this.#next;
    if (first === undefined) return this.#failAtEnd("A condition is missing, such as dur > 2 ms");
    if (first.kind === "operator") this.#fail("A field is missing before this", first);
    if (first.kind === "close") this.#fail("A condition is missing before this bracket", first);
    this.#at++;
    const operator = this.#next;
    if (operator?.kind !== "operator") return this.#alone(first);
    const field = this.#fieldOf(first);
    this.#at++;
    const allowed = operatorsOf(field);
    if (!allowed.includes(operator.text)) {
      this.#fail(`${field} has no ${operator.text}: use one of ${allowed.join(" ")}`, operator);
    }
    const value = this.#next;
    if (value === undefined) return this.#failAtEnd(`What to compare ${field} with is missing`);
    this.#at++;
    if (isTextField(field)) {
      // Text fields have the operators that were allowed.
      return { kind: "text", field, operator: operator.text as TextOperator, text: this.#textOf(value, field) };
    }
    // The other fields likewise.
    const compared = operator.text as NumberOperator;
    return { kind: "number", field, operator: compared, value: this.#numberOf(value, field) };
  }

  /** A word or a text by itself: part of a name. */
  #alone(token: Token): Filter {
    if (token.kind === "word" && isFieldName(token.text.toLowerCase())) {
      const field = token.text.toLowerCase();
      this.#fail(`${field} has to be compared, such as ${exampleOf(field as FieldName)}`, token);
    }
    return { kind: "text", field: "name", operator: "~", text: this.#textOf(token, "name") };
  }

  #fieldOf(token: Token): FieldName {
    const word = token.kind === "word" ? token.text.toLowerCase() : "";
    if (isFieldName(word)) return word;
    const shown = this.#text.slice(token.from, token.to);
    return this.#fail(`${shown} is no field: there are ${fieldNames.join(", ")}`, token);
  }

  #textOf(token: Token, field: FieldName): string {
    if (token.kind === "word" || token.kind === "text") return token.text;
    // A name may be a number, and a word may begin like one.
    if (token.kind === "number") return this.#text.slice(token.from, token.to);
    return this.#fail(`${field} is compared with a text, such as ${exampleOf(field)}`, token);
  }

  #numberOf(token: Token, field: NumberField): number {
    if (token.kind !== "number") {
      const what = fields[field].kind === "time" ? "a time" : "a number";
      return this.#fail(`${field} is compared with ${what}, such as ${exampleOf(field)}`, token);
    }
    const { value, unit } = token;
    if (fields[field].kind === "number") {
      return unit === "" ? value : this.#fail(`${field} is a number without a unit`, token);
    }
    const ns = unitNs[unit.toLowerCase()];
    if (unit === "" && value === 0) return 0;
    if (unit === "") return this.#fail("A unit is missing: ns, us, ms, s or min", token);
    return ns === undefined ? this.#fail(`${unit} is no unit: use ns, us, ms, s or min`, token) : value * ns;
  }

  #takeWord(word: string): boolean {
    const token = this.#next;
    if (token?.kind !== "word" || token.text.toLowerCase() !== word) return false;
    this.#at++;
    return true;
  }

  #fail(message: string, { from, to }: { readonly from: number; readonly to: number }): never {
    throw new FilterFault(message, from, to);
  }

  #failAtEnd(message: string): never {
    throw new FilterFault(message, this.#text.length, this.#text.length);
  }
}

function exampleOf(field: FieldName): string {
  if (isTextField(field)) return `${field} ~ "${field === "category" ? "wait" : "chunk"}"`;
  return fields[field].kind === "time" ? `${field} > 2 ms` : `${field} = 1`;
}
