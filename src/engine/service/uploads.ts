import { randomUUID } from "node:crypto";
import { type FileHandle, mkdir, open, rm } from "node:fs/promises";
import { join } from "node:path";
import type { Dataset } from "../../shared/contract/models";
import { type Fault, FaultError, fail } from "../../shared/fault";
import { FolderUpload } from "./folder-upload";
import { safeName } from "./safe-name";
import type { Upload } from "./types";

/** Bytes of one file. */
const largestUpload = 64 * 1024 ** 3;

/** What a browser's bytes become. */
interface Sink {
  write(bytes: Uint8Array): Promise<void>;
  readonly isWhole: boolean;
  close(): Promise<void>;
}

/** Takes files and folders that a browser sends into the session's folder. */
export class Uploads {
  readonly #folder: string;
  readonly #openDataset: (path: string, name: string) => Promise<Dataset>;

  constructor(folder: string, openDataset: (path: string, name: string) => Promise<Dataset>) {
    this.#folder = folder;
    this.#openDataset = openDataset;
  }

  /**
   * @param size Bytes that will come.
   * @param isFolder Whether these are many files; see `FolderUpload`.
   * @throws {FaultError} `upload-too-large`, `disk-full`.
   */
  async start(name: string, size: number, isFolder = false): Promise<Upload> {
    if (size > largestUpload) {
      fail("upload-too-large", `${name} is larger than 64 GB. Open it by its path on the host instead.`);
    }
    // A folder of its own, so that the file keeps its name, and its ending.
    const folder = join(this.#folder, randomUUID());
    const path = join(folder, safeName(name));
    let sink: Sink;
    try {
      await mkdir(isFolder ? path : folder, { recursive: true });
      sink = isFolder ? new FolderUpload(path, name) : fileSink(await open(path, "wx", 0o600));
    } catch (error) {
      throw new FaultError(diskFault(error, name));
    }
    let received = 0;
    let isDataset = false;
    const remove = async (): Promise<void> => {
      if (isDataset) return;
      await sink.close();
      await rm(folder, { recursive: true, force: true });
    };
    return {
      write: async (bytes) => {
        received += bytes.byteLength;
        if (received > size) fail("upload-too-large", `${name} has more bytes than the ${size} that were announced.`);
        try {
          await sink.write(bytes);
        } catch (error) {
          if (error instanceof FaultError) throw error;
          throw new FaultError(diskFault(error, name));
        }
      },
      finish: async () => {
        if (received !== size || !sink.isWhole) {
          await remove();
          fail("dataset-unreadable", `Of ${name} only ${received} of ${size} bytes came. Drop it again.`);
        }
        await sink.close();
        try {
          const dataset = await this.#openDataset(path, name);
          isDataset = true;
          return dataset;
        } catch (error) {
          await remove();
          throw error instanceof FaultError ? new FaultError(shownName(error.fault, path, name)) : error;
        }
      },
      abort: remove,
    };
  }
}

function fileSink(file: FileHandle): Sink {
  return { write: (bytes) => file.writeFile(bytes), isWhole: true, close: () => file.close() };
}

/** The copy's path tells the user nothing: the name that was dropped does. */
function shownName(fault: Fault, path: string, name: string): Fault {
  return { ...fault, message: fault.message.replaceAll(path, name) };
}

function diskFault(error: unknown, name: string): Fault {
  const { code, message } = error as NodeJS.ErrnoException;
  if (code === "ENOSPC" || code === "EDQUOT") {
    return {
      code: "disk-full",
      message: `There is no room for ${name} in the host's temporary folder. Free some space, or open the file by its path.`,
    };
  }
  return { code: "dataset-unreadable", message: `${name} could not be stored on the host: ${message}.` };
}
