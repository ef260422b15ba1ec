import { basename } from "node:path";

/** Bytes of a name: file systems allow 255. */
const mostBytes = 240;

/**
 * A name that a file may have on this machine, for one that came from elsewhere: without folders, never empty. Results show it, so
 * that only what some system forbids is replaced.
 */
export function safeName(name: string): string {
  const cleaned = basename(name.replaceAll("\\", "/")).replace(/[\p{Cc}\p{Cs}<>:"|?*]/gu, "_");
  // A letter may have three bytes for each of JavaScript's characters.
  const short = Buffer.byteLength(cleaned) > mostBytes ? cleaned.slice(-mostBytes / 3) : cleaned;
  return /^[. ]*$/.test(short) ? "upload" : short;
}
