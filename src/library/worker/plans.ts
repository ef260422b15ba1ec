import type { Plan } from "../../engine/protocol/workload";
import type { ChunkSize, Dataset } from "../../shared/contract/models";

/** Chunks that each worker gets where the size is automatic: enough for all to end at about the same time. */
const chunksPerWorker = 8;

/** Bytes: smaller chunks cost more to hand out than to work on; larger ones keep others waiting at the end. */
const smallestAutoBytes = 256 * 1024;
const largestAutoBytes = 32 * 1024 * 1024;

/** Chunks of so many bytes take long enough that one is worth being cut into eight at the end. */
const cutAutoBytes = 8 * 1024 * 1024;
const tailParts = 8;

/**
 * Cuts a dataset's data into byte ranges; a file that can only be read from its beginning is one. Of Parquet the items are row
 * groups or parts of large ones, as many together as make about the bytes asked for.
 */
export function planBytes(input: {
  readonly dataset: Dataset;
  readonly chunkSize: ChunkSize;
  readonly workers: number;
}): Plan {
  const { dataStart, size, parts } = input.dataset;
  if (input.dataset.format === "parquet" && parts !== null) {
    const even = Math.ceil(parts / (input.workers * chunksPerWorker));
    const asked = input.chunkSize === "auto" ? even : Math.max(1, Math.round((input.chunkSize / size) * parts));
    return { unit: "items", from: 0, to: parts, chunkSize: asked };
  }
  if (parts === 1) return { unit: "bytes", from: 0, to: size, chunkSize: size };
  const bytes = size - dataStart;
  const even = Math.ceil(bytes / (input.workers * chunksPerWorker));
  const auto = Math.min(Math.max(even, smallestAutoBytes), largestAutoBytes);
  const plan: Plan = { unit: "bytes", from: dataStart, to: size, chunkSize: auto };
  if (input.chunkSize !== "auto") return { ...plan, chunkSize: input.chunkSize };
  // Workers are about a chunk apart: the last chunk of each, cut finer, lets all of them end together.
  const whole = Math.ceil(bytes / auto) - input.workers;
  if (input.workers === 1 || whole < 1 || auto < cutAutoBytes) return plan;
  return { ...plan, tail: { from: dataStart + whole * auto, chunkSize: Math.ceil(auto / tailParts) } };
}

/** Cuts the items [from, to). */
export function planItems(
  from: number,
  to: number,
  input: { readonly chunkSize: ChunkSize; readonly workers: number },
): Plan {
  const auto = Math.max(1, Math.ceil((to - from) / (input.workers * chunksPerWorker)));
  return { unit: "items", from, to, chunkSize: input.chunkSize === "auto" ? auto : input.chunkSize };
}
