import { statSync } from "node:fs";
import { resolve } from "node:path";
import { fileKindOf } from "../../shared/contract/file-kinds";
import type { Dataset } from "../../shared/contract/models";
import type { DatasetGiven, DatasetSource } from "../protocol/looking";
import { readFileList } from "./files/file-list";
import type { ListingWatch } from "./files/list-folder";
import { openFolder, openNamedFiles } from "./files/open-files";
import { openDataset, requireFile } from "./open-dataset";

/**
 * Looks at files and tells what they are; of a folder at all names in it.
 *
 * @throws {FaultError} As `openDataset`, `openFolder` and `openNamedFiles`; `aborted`.
 */
export async function openSource(
  source: DatasetSource,
  given: DatasetGiven,
  watch: ListingWatch = {},
): Promise<Dataset> {
  if ("list" in source) return openNamedFiles(pathsIn(source.list), given, watch);
  if ("paths" in source) return openNamedFiles(source.paths, given, watch);
  const { path } = source;
  if (isFolder(path)) return openFolder(path, given, watch);
  const { listsFolder: _, ...single } = given;
  if (fileKindOf(path) !== "image") return openDataset(path, single);
  // A picture alone is a set of one.
  await requireFile(path);
  return openNamedFiles([resolve(path)], given, watch);
}

function isFolder(path: string): boolean {
  try {
    return statSync(path).isDirectory();
  } catch {
    // Opening it as a file says what is wrong.
    return false;
  }
}

function pathsIn(list: string): string[] {
  const files = readFileList(list);
  return Array.from({ length: files.length }, (_, index) => files.at(index).path);
}
