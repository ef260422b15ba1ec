import { type Operator, unitNs } from "./fields";

/** A piece of a filter; `from`..`to` is where it stands in the text. */
export type Token =
  | { readonly kind: "word"; readonly text: string; readonly from: number; readonly to: number }
  | { readonly kind: "text"; readonly text: string; readonly from: number; readonly to: number }
  | {
      readonly kind: "number";
      readonly value: number;
      /** Empty for none. */
      readonly unit: string;
      readonly from: number;
      readonly to: number;
    }
  | { readonly kind: "operator"; readonly text: Operator; readonly from: number; readonly to: number }
  | { readonly kind: "open" | "close"; readonly from: number; readonly to: number };

/** What is wrong with a filter, and where in its text. */
export interface FilterError {
  readonly message: string;
  readonly from: number;
  readonly to: number;
}

/** Thrown within the reading of a filter; never leaves it. */
export class FilterFault extends Error {
  readonly from: number;
  readonly to: number;

  constructor(message: string, from: number, to: number) {
    super(message);
    this.from = from;
    this.to = to;
  }
}

const space = /\s+/y;
const operator = /!=|!~|<=|>=|==|=|~|<|>/y;
const number = /[+-]?(?:\d[\d_,]*(?:\.\d+)?|\.\d+)(?:e[+-]?\d+)?/iy;
const unit = /\s*([a-zµμ]+)/iy;
const word = /[^\s()"'=~<>!]+/y;

/** @throws {FilterFault} Where a text is not closed, or a character means nothing. */
export function tokensOf(text: string): readonly Token[] {
  const tokens: Token[] = [];
  let at = 0;
  const match = (pattern: RegExp): RegExpExecArray | null => {
    pattern.lastIndex = at;
    return pattern.exec(text);
  };
  for (;;) {
    at += match(space)?.[0].length ?? 0;
    const next = text[at];
    if (next === undefined) return tokens;
    const from = at;
    if (next === "(" || next === ")") {
      tokens.push({ kind: next === "(" ? "open" : "close", from, to: ++at });
      continue;
    }
    if (next === '"' || next === "'") {
      const closing = text.indexOf(next, at + 1);
      if (closing < 0) throw new FilterFault(`The text is not closed: ${next} is missing`, from, text.length);
      at = closing + 1;
      tokens.push({ kind: "text", text: text.slice(from + 1, closing), from, to: at });
      continue;
    }
    const found = match(operator)?.[0];
    if (found !== undefined) {
      at += found.length;
      // The pattern matches operators and `==` only, which many are used to.
      tokens.push({ kind: "operator", text: (found === "==" ? "=" : found) as Operator, from, to: at });
      continue;
    }
    const digits = match(number)?.[0];
    if (digits !== undefined) {
      at += digits.length;
      const value = Number(digits.replaceAll(/[_,]/g, ""));
      const found = match(unit);
      // A word behind a space may be something else.
      const isUnit = found !== null && (!/^\s/.test(found[0]) || Object.hasOwn(unitNs, found[1]!.toLowerCase()));
      if (isUnit) at += found[0].length;
      tokens.push({ kind: "number", value, unit: isUnit ? found[1]! : "", from, to: at });
      continue;
    }
    const plain = match(word)?.[0];
    if (plain === undefined) throw new FilterFault(`${next} means nothing here`, from, from + 1);
    at += plain.length;
    tokens.push({ kind: "word", text: plain, from, to: at });
  }
}
