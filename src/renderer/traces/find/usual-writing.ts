/** Begin what other programs write differently within a text of JSON: letters by their numbers, and slashes. */
export const unusualBeginnings = ["\\u", "\\/"] as const;

/** What `usualWriting` changes, and a backslash that stands for itself: it must not be taken for the beginning of one. */
const escapes = /\\\\|\\\/|(?:\\u[0-9a-fA-F]{4})+/g;

/** JSON as `JSON.stringify` writes it: `é` for `\u00e9`, `/` for `\/`, `\"` for `\u0022`. */
export function usualWriting(json: string): string {
  return json.replace(escapes, (written) => {
    if (written === "\\/") return "/";
    return written === "\\\\" ? written : JSON.stringify(JSON.parse(`"${written}"`)).slice(1, -1);
  });
}
