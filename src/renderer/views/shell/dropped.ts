/** A folder that was dropped. */
export interface DroppedFolder {
  readonly name: string;
  /** As the browser gives it: only good for asking for its path. */
  readonly file: File;
  readonly entry: FileSystemDirectoryEntry;
}

export interface Dropped {
  readonly files: readonly File[];
  readonly folders: readonly DroppedFolder[];
}

/** Tells files and folders apart; to be asked while the event is handled. */
export function droppedOf(data: DataTransfer | null): Dropped {
  const files: File[] = [];
  const folders: DroppedFolder[] = [];
  for (const item of data?.items ?? []) {
    const file = item.kind === "file" ? item.getAsFile() : null;
    if (file === null) continue;
    const entry = item.webkitGetAsEntry();
    if (entry?.isDirectory === true) folders.push({ name: entry.name, file, entry: entry as FileSystemDirectoryEntry });
    else files.push(file);
  }
  return { files, folders };
}
