import { basename, dirname, join, resolve } from "node:path";
import { type FileKind, fileKindOf } from "../../../shared/contract/file-kinds";
import type { Dataset } from "../../../shared/contract/models";
import { fail } from "../../../shared/fault";
import type { DatasetGiven } from "../../protocol/looking";
import { openIdx } from "../idx/open-idx";
import { type ListedFile, writeFileList } from "./file-list";
import { type Listing, type ListingWatch, listFolder, listNamed } from "./list-folder";

/** Files that the preview names. */
const previewFiles = 50;

/**
 * Opens a folder as one dataset: its images, or its texts where there are more of these; labelled images in IDX files where there are
 * no others.
 *
 * @param path Absolute, or relative to the current folder.
 * @throws {FaultError} `dataset-missing`, `dataset-unreadable`, `dataset-empty`, `dataset-unsuitable`, `aborted`.
 */
export async function openFolder(path: string, given: DatasetGiven, watch?: ListingWatch): Promise<Dataset> {
  const folder = resolve(path);
  const counts: Record<FileKind, number> = { image: 0, text: 0, idx: 0, other: 0 };
  const takes = (name: string): boolean => {
    const kind = fileKindOf(name);
    counts[kind]++;
    return kind !== "other";
  };
  const listing = await listFolder(folder, takes, watch);
  const idx = idxImagesIn(listing.files.map(({ path: file }) => file));
  if (idx !== null && counts.image === 0) return openIdx(join(folder, idx), { id: given.id, origin: given.origin });
  const kind = counts.image >= counts.text ? "image" : "text";
  const files = listing.files.filter((file) => fileKindOf(file.path) === kind);
  if (files.length === 0) {
    const more = listing.unreadableFolders > 0 ? " Folders in it may not be read by this user." : "";
    fail(
      "dataset-empty",
      `${folder} holds no images (PNG, JPEG, WebP) and no texts (.txt, .md, .log).${more} Choose another folder, or the files themselves.`,
    );
  }
  const leftOut = counts.image + counts.text + counts.other + counts.idx - files.length;
  return describe(folder, { ...listing, files }, leftOut, given);
}

/** The labelled images to take of a folder: those to learn from, where it says which. @returns Null for none. */
function idxImagesIn(paths: readonly string[]): string | null {
  const images = paths.filter((path) => /images[.-]idx3-ubyte(\.gz)?$/i.test(path));
  return images.find((path) => /train/i.test(basename(path))) ?? images[0] ?? null;
}

/**
 * Opens several files as one dataset; all of them images, or none.
 *
 * @param paths Absolute, one at least.
 * @throws {FaultError} `dataset-empty`, `aborted`.
 */
export async function openNamedFiles(
  paths: readonly string[],
  given: DatasetGiven,
  watch?: ListingWatch,
): Promise<Dataset> {
  const listing = await listNamed(paths, watch);
  if (listing.files.length === 0) fail("dataset-empty", "None of these is a file. Choose files, or one folder.");
  return describe("", listing, 0, given);
}

/** @param folder Empty where the files' paths are absolute. */
function describe(folder: string, listing: Listing, leftOut: number, given: DatasetGiven): Dataset {
  const { files, unreadableFolders } = listing;
  const isImages = fileKindOf(files[0]!.path) === "image";
  const list = writeFileList(given.listsFolder, files);
  const many = files.length === 1 ? "" : "s";
  return {
    id: given.id,
    origin: given.origin,
    name:
      folder === ""
        ? `${files.length.toLocaleString("en-US")} ${isImages ? "image" : "text"}${many}`
        : basename(folder),
    path: folder === "" ? (files.length === 1 ? files[0]!.path : dirname(files[0]!.path)) : folder,
    size: files.reduce((sum, file) => sum + file.size, 0),
    modifiedMs: files.reduce((latest, file) => Math.max(latest, file.modifiedMs), 0),
    format: isImages ? "images" : "texts",
    compression: "none",
    encoding: "utf-8",
    parts: null,
    delimiter: "",
    hasHeader: false,
    columns: [
      { name: "file", type: "text" },
      { name: "bytes", type: "integer" },
    ],
    dataStart: 0,
    dataLine: 1,
    preview: files.slice(0, previewFiles).map(({ path, size }) => [shortPath(folder, path), String(size)]),
    rowsEstimate: files.length,
    notes: [],
    files: { folder, list, count: files.length, leftOut, unreadableFolders },
  };
}

function shortPath(folder: string, path: string): string {
  return folder === "" ? basename(path) : path;
}

/** Where a listed file is. */
export function pathOfListed({ files }: Pick<Dataset, "files">, { path }: Pick<ListedFile, "path">): string {
  return files === undefined || files.folder === "" ? path : `${files.folder}/${path}`;
}
