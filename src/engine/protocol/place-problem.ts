import type { Dataset, Problem } from "../../shared/contract/models";
import type { ChunkProblem } from "./workload";

/**
 * Names the place of a chunk's problem.
 *
 * @param dataset Null where there is none.
 * @param firstLine Line of the file, from 1, on which the chunk's first row begins.
 */
export function placeProblem(
  { code, severity, count, line, message }: ChunkProblem,
  dataset: Pick<Dataset, "name" | "format"> | null,
  firstLine: number,
): Problem {
  // Rows of Parquet stand on no line.
  const word = dataset?.format === "parquet" ? "row" : "line";
  const place = `${dataset?.name ?? "input"}, ${word} ${(firstLine + line).toLocaleString("en-US")}`;
  return { code, severity, count, message: message.replace("{place}", () => place) };
}
