/**
 * A link to a view carries all that it restores behind this, so that nothing of it is kept anywhere: in a browser the page's
 * address with it, in Electron an address that is given to the app, on its command line or under "Open by path".
 */
const mark = "#view=";

/** Whether a text that a user gave for a path is such a link. */
export function isViewLink(text: string): boolean {
  return text.includes(mark);
}

/** @param address Of the page, whatever stands behind `#` in it. */
export function viewLink(address: string, payload: string): string {
  return `${address.replace(/#.*$/, "")}${mark}${payload}`;
}

/** What the link carries; empty where it is none. */
export function payloadOf(link: string): string {
  const at = link.indexOf(mark);
  return at < 0 ? "" : link.slice(at + mark.length).trim();
}
