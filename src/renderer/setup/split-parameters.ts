/**
 * Splits what follows a program's name as a shell does: at spaces, but not within quotes, which a backslash takes their
 * meaning.
 */
export function splitParameters(text: string): readonly string[] {
  const parameters: string[] = [];
  let current: string | null = null;
  let quote: string | null = null;
  for (let at = 0; at < text.length; at++) {
    const character = text[at]!;
    if (character === "\\" && quote !== "'" && at + 1 < text.length) {
      at++;
      current = (current ?? "") + text[at]!;
    } else if (quote !== null) {
      if (character === quote) quote = null;
      else current = (current ?? "") + character;
    } else if (character === '"' || character === "'") {
      quote = character;
      current ??= "";
    } else if (/\s/.test(character)) {
      if (current !== null) parameters.push(current);
      current = null;
    } else current = (current ?? "") + character;
  }
  if (current !== null) parameters.push(current);
  return parameters;
}
