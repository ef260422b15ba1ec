import { pathToFileURL } from "node:url";

/** Loads a module of a user's, ES module or CommonJS. @param file Absolute path or `file:` URL. */
export function importFile(file: string): Promise<unknown> {
  return import(file.startsWith("file:") ? file : pathToFileURL(file).href);
}
