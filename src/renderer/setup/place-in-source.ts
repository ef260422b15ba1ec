/**
 * The line of a file that a message names first, as in `mine.ts:12:9: …`.
 *
 * @param name Of the file, without its folder.
 * @returns From 1; null where the message names none.
 */
export function lineIn(message: string, name: string): number | null {
  const escaped = name.replace(/[.*+?^${}()|[\]\\]/g, "\\$&");
  const [, line] = new RegExp(`(?:^|[\\s/\\\\(])${escaped}:(\\d+):\\d+`).exec(message) ?? [];
  return line === undefined ? null : Number(line);
}
