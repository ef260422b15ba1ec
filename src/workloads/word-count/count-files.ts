import {
  type Chunk,
  type ChunkProblem,
  type Dataset,
  FaultError,
  FileProblems,
  forEachFile,
  type ReadContext,
  textFileOf,
} from "../../library/worker";
import type { WordCounter } from "./count-words";

/** Counts the words of a chunk's files. @returns What is wrong with them. */
export async function countFiles(
  counter: WordCounter,
  chunk: Chunk,
  dataset: Dataset,
  context: ReadContext,
): Promise<readonly ChunkProblem[]> {
  const problems = new FileProblems();
  // Within a file there is no progress to tell: it is one item.
  const within: ReadContext = { ...context, progress: () => undefined, yield: () => context.yield() };
  await forEachFile(chunk, dataset, context, async ({ listed, path }) => {
    const file = textFileOf(dataset, path, listed);
    if (!file.ok) {
      problems.add(file.trouble.code, listed, file.trouble.reason);
      return;
    }
    // Nothing is in it, which is no problem; there is no chunk of nothing.
    if (file.dataset.dataStart >= listed.size) return;
    try {
      const whole = { index: 0, from: file.dataset.dataStart, to: listed.size };
      await counter.addText(whole, file.dataset, within);
    } catch (error) {
      if (!(error instanceof FaultError)) throw error;
      const consequence = "What such files hold behind that is left out.";
      problems.add(error.fault.code, listed, `it cannot be read to its end (${error.fault.message})`, consequence);
    }
  });
  return problems.list();
}
