import type { NewUpload } from "../../shared/contract/bridge";
import { fileKindOf } from "../../shared/contract/file-kinds";

/** A file within a folder, by its path from there. */
interface FolderFile {
  readonly path: string;
  readonly file: File;
}

/** What there is to send of a folder. */
export interface FolderFiles {
  readonly files: readonly FolderFile[];
  /** Paths of files, and of folders within it, that could not be read. */
  readonly unreadable: readonly string[];
}

/** Files that are tried at once. */
const triedAtOnce = 64;

/** Files that a browser is asked to send at most. */
const mostFiles = 100_000;

/**
 * Finds the images, texts and the like in a folder and those within it.
 *
 * @throws {Error} Where the folder cannot be read, or holds none or too many.
 */
export async function filesInFolder(folder: FileSystemDirectoryEntry): Promise<FolderFiles> {
  const found: FolderFile[] = [];
  const unreadable: string[] = [];
  const waiting: { readonly entry: FileSystemDirectoryEntry; readonly within: string }[] = [
    { entry: folder, within: "" },
  ];
  for (let next = waiting.pop(); next !== undefined; next = waiting.pop()) {
    const { within } = next;
    let entries: readonly FileSystemEntry[];
    try {
      entries = await entriesOf(next.entry);
    } catch (error) {
      if (within === "") throw error;
      unreadable.push(within);
      continue;
    }
    for (const entry of entries) {
      const path = within === "" ? entry.name : `${within}/${entry.name}`;
      if (entry.name.startsWith(".")) continue;
      if (entry.isDirectory) waiting.push({ entry: entry as FileSystemDirectoryEntry, within: path });
      else if (fileKindOf(entry.name) !== "other") {
        const file = await fileOf(entry as FileSystemFileEntry).catch(() => null);
        if (file === null) unreadable.push(path);
        else found.push({ path, file });
      }
    }
    check(found);
  }
  return { files: some(found, unreadable), unreadable };
}

/**
 * The images, texts and the like among the files of a folder that was chosen.
 *
 * @throws {Error} Where there are none, or too many.
 */
export function wantedFiles(files: readonly File[]): FolderFiles {
  const found = files.flatMap((file) => {
    // Behind the folder's own name.
    const path = file.webkitRelativePath.split("/").slice(1);
    const isHidden = path.some((part) => part.startsWith("."));
    return isHidden || fileKindOf(file.name) === "other" ? [] : [{ path: path.join("/"), file }];
  });
  check(found);
  return { files: some(found), unreadable: [] };
}

/**
 * Finds out which files can be read, by trying: a browser says so of none before.
 *
 * @throws {Error} Where none can.
 */
export async function readableFiles({ files, unreadable }: FolderFiles): Promise<FolderFiles> {
  const readable: FolderFile[] = [];
  const others = [...unreadable];
  for (let from = 0; from < files.length; from += triedAtOnce) {
    const tried = files.slice(from, from + triedAtOnce);
    const outcomes = await Promise.allSettled(tried.map(({ file }) => file.slice(0, 1).arrayBuffer()));
    for (const [index, one] of tried.entries()) {
      if (outcomes[index]?.status === "fulfilled") readable.push(one);
      else others.push(one.path);
    }
  }
  return { files: some(readable, others), unreadable: others };
}

function check(found: readonly FolderFile[]): void {
  if (found.length > mostFiles) throw new Error(`It holds more than ${mostFiles.toLocaleString("en-US")} files.`);
}

function some(found: readonly FolderFile[], unreadable: readonly string[] = []): readonly FolderFile[] {
  if (found.length > 0) return found;
  const [first] = unreadable;
  if (first !== undefined) throw new Error(`Nothing in it can be read by this user, such as ${first}.`);
  throw new Error("It holds no images (PNG, JPEG, WebP) and no texts (.txt, .md, .log).");
}

/** Makes one stream of many files; nothing of them is read before it is sent. */
export function folderUpload(name: string, files: readonly FolderFile[]): NewUpload {
  const list = JSON.stringify(files.map(({ path, file }) => [path, file.size]));
  return { name, content: new Blob([`${list}\n`, ...files.map(({ file }) => file)]), isFolder: true };
}

/** A folder's entries come in portions. */
async function entriesOf(folder: FileSystemDirectoryEntry): Promise<readonly FileSystemEntry[]> {
  const reader = folder.createReader();
  const all: FileSystemEntry[] = [];
  for (;;) {
    const some = await new Promise<readonly FileSystemEntry[]>((resolve, reject) =>
      reader.readEntries(resolve, reject),
    );
    if (some.length === 0) return all;
    all.push(...some);
  }
}

function fileOf(entry: FileSystemFileEntry): Promise<File> {
  return new Promise((resolve, reject) => entry.file(resolve, reject));
}
