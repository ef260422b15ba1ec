import { closeSync, constants, fstatSync, openSync, readSync } from "node:fs";
import type { Dataset } from "../../shared/contract/models";
import { type Fault, FaultError, fail } from "../../shared/fault";

/** Turns an error of the file system into a fault that says what to do. */
export function fileFault(error: unknown, path: string): Fault {
  const code = (error as NodeJS.ErrnoException | null)?.code;
  switch (code) {
    case "ENOENT":
    case "ENOTDIR":
      return {
        code: "dataset-missing",
        message: `There is no file ${path}. Check the path, and whether it was moved.`,
      };
    case "EACCES":
    case "EPERM":
      return {
        code: "dataset-unreadable",
        message: `${path} may not be read by this user. Change its permissions, or copy it to a folder of yours.`,
      };
    case "EISDIR":
      return { code: "dataset-directory", message: `${path} is a folder. Choose a file that is in it.` };
    default:
      return {
        code: "dataset-unreadable",
        message: `${path} cannot be read: ${error instanceof Error ? error.message : String(error)}.`,
      };
  }
}

/** An open file of a dataset that is checked to be still the one that was described. */
export class DatasetFile {
  readonly #descriptor: number;
  readonly #dataset: Dataset;

  /** @throws {FaultError} `dataset-missing`, `dataset-unreadable`, `dataset-directory`, `dataset-changed`. */
  constructor(dataset: Dataset) {
    this.#dataset = dataset;
    this.#descriptor = openForReading(dataset.path);
    try {
      this.verify();
    } catch (error) {
      this.close();
      throw error;
    }
  }

  /** @throws {FaultError} `dataset-changed` where size or time of change differ from the dataset's. */
  verify(): void {
    const { size, mtimeMs } = fstatSync(this.#descriptor);
    if (size !== this.#dataset.size || mtimeMs !== this.#dataset.modifiedMs) this.#changed();
  }

  /**
   * Fills bytes [offset, offset + length) of `buffer` from `position` of the file.
   *
   * @throws {FaultError} `dataset-changed` where the file ends before, `dataset-unreadable` where the disk fails.
   */
  read(buffer: Uint8Array, offset: number, length: number, position: number): void {
    let done = 0;
    while (done < length) {
      let count: number;
      try {
        count = readSync(this.#descriptor, buffer, offset + done, length - done, position + done);
      } catch (error) {
        throw new FaultError(fileFault(error, this.#dataset.path));
      }
      if (count === 0) this.#changed();
      done += count;
    }
  }

  close(): void {
    closeSync(this.#descriptor);
  }

  #changed(): never {
    return fail(
      "dataset-changed",
      `${this.#dataset.path} changed after it was opened, so the result would mix two versions. Open it again, and run again.`,
    );
  }
}

function openForReading(path: string): number {
  try {
    // Not to wait where a named pipe took the file's place; files do not care, and Windows does not know the flag.
    return openSync(path, constants.O_RDONLY | (constants.O_NONBLOCK ?? 0));
  } catch (error) {
    const { code, message } = fileFault(error, path);
    if (code === "dataset-missing") {
      return fail(code, `${path} is gone. Put it back, or open another file, and run again.`);
    }
    return fail(code, message);
  }
}
