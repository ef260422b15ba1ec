import type { NewUpload } from "../../shared/contract/bridge";
import { fileKindOf } from "../../shared/contract/file-kinds";

/** A file within a folder, by its path from there. */
interface FolderFile {
  readonly path: string;
  readonly file: File;
}

/** Files that a browser is asked to send at most. */
const mostFiles = 100_000;

/**
 * Finds the images, texts and the like in a folder and those within it.
 *
 * @throws {Error} Where the folder cannot be read, or holds none or too many.
 */
export async function filesInFolder(folder: FileSystemDirectoryEntry): Promise<readonly FolderFile[]> {
  const found: FolderFile[] = [];
  const waiting: { readonly entry: FileSystemDirectoryEntry; readonly within: string }[] = [
    { entry: folder, within: "" },
  ];
  for (let next = waiting.pop(); next !== undefined; next = waiting.pop()) {
    const { within } = next;
    for (const entry of await entriesOf(next.entry)) {
      const path = within === "" ? entry.name : `${within}/${entry.name}`;
      if (entry.name.startsWith(".")) continue;
      if (entry.isDirectory) waiting.push({ entry: entry as FileSystemDirectoryEntry, within: path });
      else if (fileKindOf(entry.name) !== "other") {
        found.push({ path, file: await fileOf(entry as FileSystemFileEntry) });
      }
    }
    check(found);
  }
  return some(found);
}

/**
 * The images, texts and the like among the files of a folder that was chosen.
 *
 * @throws {Error} Where there are none, or too many.
 */
export function wantedFiles(files: readonly File[]): readonly FolderFile[] {
  const found = files.flatMap((file) => {
    // Behind the folder's own name.
    const path = file.webkitRelativePath.split("/").slice(1);
    const isHidden = path.some((part) => part.startsWith("."));
    return isHidden || fileKindOf(file.name) === "other" ? [] : [{ path: path.join("/"), file }];
  });
  check(found);
  return some(found);
}

function check(found: readonly FolderFile[]): void {
  if (found.length > mostFiles) throw new Error(`It holds more than ${mostFiles.toLocaleString("en-US")} files.`);
}

function some(found: readonly FolderFile[]): readonly FolderFile[] {
  if (found.length > 0) return found;
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
