import { renameSync, rmSync } from "node:fs";
import { compareKeys, type SortOrder } from "./keys";
import { BlockFile, type PartFile, PartReader, partsFolder, unfinishedFile, writing } from "./part-file";

/** Memory for the beginnings of all parts together. */
const bufferBytes = 64 * 1024 * 1024;
const leastStepBytes = 4 * 1024;
const mostStepBytes = 1024 * 1024;

/**
 * Merges parts into one file, and deletes them. Only the beginning of each part is in memory.
 *
 * @param parts In the order of their chunks: of the same keys the row of the first comes first.
 * @param header The first line.
 * @throws {FaultError} `bad-parameter` where the file cannot be written.
 */
export function mergeParts(
  output: string,
  parts: readonly PartFile[],
  header: Uint8Array,
  by: { readonly isNumber: boolean; readonly order: SortOrder },
): void {
  const step = Math.min(mostStepBytes, Math.max(leastStepBytes, Math.floor(bufferBytes / Math.max(1, parts.length))));
  const compareKey = compareKeys(by.order);
  const unfinished = unfinishedFile(output);
  writing(output, () => {
    const heap: { readonly reader: PartReader; readonly index: number }[] = [];
    const compare = (a: (typeof heap)[number], b: (typeof heap)[number]): number =>
      compareKey(a.reader.key, b.reader.key) || a.index - b.index;
    const sink = (from: number): void => {
      for (let at = from; ; ) {
        const child = at * 2 + 1;
        if (child >= heap.length) return;
        const least = child + 1 < heap.length && compare(heap[child + 1]!, heap[child]!) < 0 ? child + 1 : child;
        if (compare(heap[at]!, heap[least]!) <= 0) return;
        [heap[at], heap[least]] = [heap[least]!, heap[at]!];
        at = least;
      }
    };
    for (const [index, part] of parts.entries()) {
      const reader = new PartReader(part, by.isNumber, step);
      if (reader.next()) heap.push({ reader, index });
    }
    for (let at = heap.length >> 1; at >= 0; at--) sink(at);
    const file = new BlockFile(unfinished, "w");
    file.write(header);
    while (heap.length > 0) {
      const { reader } = heap[0]!;
      file.write(reader.line);
      if (!reader.next()) {
        const last = heap.pop()!;
        if (heap.length === 0) break;
        heap[0] = last;
      }
      sink(0);
    }
    file.close();
    renameSync(unfinished, output);
    rmSync(partsFolder(output), { recursive: true, force: true });
  });
}
