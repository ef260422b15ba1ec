import type { Dataset, Problem } from "../../shared/contract/models";
import { placeProblem } from "../protocol/place-problem";
import type { ChunkProblem } from "../protocol/workload";

/** A run's problems: one entry for each code, with the first place and a count. */
export class ProblemList {
  readonly #problems = new Map<string, Problem>();

  list(): readonly Problem[] {
    return [...this.#problems.values()];
  }

  add(problem: Problem): void {
    const known = this.#problems.get(problem.code);
    this.#problems.set(problem.code, known === undefined ? problem : { ...known, count: known.count + problem.count });
  }

  /** @param firstLine Line of the file, from 1, on which the chunk's first row begins. */
  addOfChunk(problem: ChunkProblem, dataset: Dataset | null, firstLine: number): void {
    this.add(placeProblem(problem, dataset, firstLine));
  }
}
