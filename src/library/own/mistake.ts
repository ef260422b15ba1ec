import { workloadMistake } from "../../engine/protocol/own-workload";

/** Says what is wrong with a definition, or with what its functions gave. */
export class WorkloadMistake extends TypeError {
  override readonly name = workloadMistake;
}

/** Does something of a definition's, and tells mistakes as those of the definition: the place where it was made. */
export function placedAt<Result>(definitionStack: string | undefined, body: () => Result): Result {
  try {
    return body();
  } catch (error) {
    if (error instanceof WorkloadMistake && definitionStack !== undefined) error.stack = definitionStack;
    throw error;
  }
}
