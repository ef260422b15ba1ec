import { type DecodedImage, ImageCodec, readListed } from "../../engine/datasets";
import type { Chunk, TaskContext } from "../../engine/protocol/workload";
import type { Dataset } from "../../shared/contract/models";
import { categories } from "../../shared/trace/records";
import { type ChunkFile, type FileProblems, forEachFile } from "./listed-files";

/** Bytes of an image's file at most. */
const mostBytes = 256 * 1024 * 1024;

/** The decoder, loaded once a process or thread. */
let codec: Promise<ImageCodec> | null = null;

/**
 * Reads and decodes each image of a chunk, one after the other, each step a slice of the task's lane.
 *
 * @param problems Gets what is wrong with files.
 * @param use Gets null for a file that is no image, or cannot be read.
 * @throws {FaultError} `images-unavailable`, `dataset-missing`, `dataset-unreadable`.
 */
export async function forEachImage(
  chunk: Chunk,
  dataset: Dataset,
  context: Pick<TaskContext<unknown>, "progress" | "yield" | "trace">,
  problems: FileProblems,
  use: (file: ChunkFile, image: DecodedImage | null, codec: ImageCodec) => void,
): Promise<void> {
  codec ??= ImageCodec.load();
  const loaded = await codec;
  const { trace } = context;
  await forEachFile(chunk, dataset, context, (file) => {
    trace.begin(categories.dataWait, "read");
    const read = readListed(file.path, file.listed, mostBytes);
    trace.end(file.listed.size);
    if (!read.ok) {
      problems.add(read.trouble.code, file.listed, read.trouble.reason);
      use(file, null, loaded);
      return;
    }
    trace.begin(categories.compute, "decode");
    const decoded = loaded.decode(read.bytes);
    trace.end(decoded.ok ? decoded.image.bytes : 0);
    if (!decoded.ok) problems.add(decoded.trouble.code, file.listed, decoded.trouble.reason);
    else if (decoded.remark !== null) {
      problems.add(decoded.remark.code, file.listed, decoded.remark.reason, "Such files are used as they are.");
    }
    use(file, decoded.ok ? decoded.image : null, loaded);
  });
}
