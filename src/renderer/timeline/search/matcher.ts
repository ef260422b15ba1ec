/** What the user looks for. */
export interface SearchQuery {
  readonly text: string;
  /** Whether the text is a regular expression; else it may stand anywhere in a name. */
  readonly regex: boolean;
  readonly matchCase: boolean;
}

export type Matches = (text: string) => boolean;

/** @returns How to recognise a name, or why the text is no regular expression. */
export function matcherOf({ text, regex, matchCase }: SearchQuery): Matches | { readonly error: string } {
  if (!regex) {
    if (matchCase) return (name) => name.includes(text);
    const wanted = text.toLowerCase();
    return (name) => name.toLowerCase().includes(wanted);
  }
  try {
    const expression = new RegExp(text, matchCase ? "u" : "iu");
    return (name) => expression.test(name);
  } catch (error) {
    const reason = error instanceof Error ? error.message.replace(/^.*\/[a-z]*: /, "") : String(error);
    return { error: `No regular expression: ${reason}` };
  }
}
