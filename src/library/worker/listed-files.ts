import { type ListedFile, pathOfListed, readFileList } from "../../engine/datasets";
import type { Chunk, ChunkProblem, Plan, TaskContext } from "../../engine/protocol/workload";
import type { ChunkSize, Dataset, Problem } from "../../shared/contract/models";
import { fail } from "../../shared/fault";

/** Files that go into one chunk at most where the size is automatic: a lost worker's are done again. */
const largestAutoFiles = 256;

/** Chunks that each worker gets where the size is automatic: files differ in size, so more than of even work. */
const chunksPerWorker = 16;

/** What a dataset tells of its files. @throws {FaultError} `dataset-unsuitable` for a single file. */
export function filesOf(dataset: Dataset): NonNullable<Dataset["files"]> {
  return (
    dataset.files ?? fail("dataset-unsuitable", `${dataset.name} is a single file. Open a folder, or several files.`)
  );
}

/** Cuts a dataset of many files: each of them is an item, in the order of their paths. */
export function planFiles(input: {
  readonly dataset: Dataset;
  readonly chunkSize: ChunkSize;
  readonly workers: number;
}): Plan {
  const { count } = filesOf(input.dataset);
  const even = Math.ceil(count / (input.workers * chunksPerWorker));
  const auto = Math.min(Math.max(1, even), largestAutoFiles);
  return { unit: "items", from: 0, to: count, chunkSize: input.chunkSize === "auto" ? auto : input.chunkSize };
}

/** A file of a chunk. */
export interface ChunkFile {
  readonly listed: ListedFile;
  /** Where it is. */
  readonly path: string;
  /** Its place among all files. */
  readonly index: number;
}

/**
 * Does something with each file of a chunk, one after the other; tells the progress, and lets other tasks go on in between.
 *
 * @throws {FaultError} `dataset-missing`, `dataset-unreadable` for the list; what `use` throws.
 */
export async function forEachFile(
  chunk: Chunk,
  dataset: Dataset,
  context: Pick<TaskContext<unknown>, "progress" | "yield">,
  use: (file: ChunkFile) => Promise<void> | void,
): Promise<void> {
  const list = readFileList(filesOf(dataset).list);
  for (let index = chunk.from; index < chunk.to; index++) {
    const listed = list.at(index);
    await use({ listed, path: pathOfListed(dataset, listed), index });
    context.progress(index + 1 - chunk.from);
    await context.yield();
  }
}

/** Counts what is wrong with a chunk's files, and keeps the first example of each kind. */
export class FileProblems {
  readonly #problems = new Map<string, ChunkProblem>();

  /**
   * @param reason To follow the file's name and a colon.
   * @param consequence What becomes of such files: a sentence.
   */
  add(code: string, file: ListedFile, reason: string, consequence = "Such files are left out."): void {
    const known = this.#problems.get(code);
    const message = known?.message ?? `${file.path}: ${reason}. ${consequence}`;
    this.#problems.set(code, { code, severity: "warning", count: (known?.count ?? 0) + 1, line: 0, message });
  }

  list(): readonly ChunkProblem[] {
    return [...this.#problems.values()];
  }
}

/** What of a folder is in no chunk: notes for the run. */
export function leftOutProblems({ files, name }: Dataset): readonly Problem[] {
  const problems: Problem[] = [];
  if (files !== undefined && files.leftOut > 0) {
    const message = `${name}: files of another kind are in the folder. They are left out.`;
    problems.push({ code: "other-files", severity: "note", count: files.leftOut, message });
  }
  if (files !== undefined && files.unreadableFolders > 0) {
    const message = `${name}: a folder in it may not be read by this user. What is in such folders is left out.`;
    problems.push({ code: "folder-unreadable", severity: "warning", count: files.unreadableFolders, message });
  }
  return problems;
}
