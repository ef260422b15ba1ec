import { basename } from "node:path";

/** A name that a file may have on this machine, for one that came from elsewhere: without folders, never empty. */
export function safeName(name: string): string {
  // File systems allow 255 bytes, and a letter may have three for each of JavaScript's characters.
  const cleaned = basename(name.replaceAll("\\", "/"))
    .replace(/[^\p{L}\p{N}._ -]/gu, "_")
    .slice(-80);
  return /^[. ]*$/.test(cleaned) ? "upload" : cleaned;
}
