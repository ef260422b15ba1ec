import type { Fault } from "../../shared/fault";
import type { Assignment } from "./chunk-ledger";

/** Chunks that a message names at most. */
const mostNamed = 5;

/** What was lost with a worker's lane: at least one chunk. */
export interface Loss {
  readonly chunks: readonly Assignment[];
  /** One that was tried too often. */
  readonly givenUp: Assignment | null;
  /** Whether its chunks may be done again. */
  readonly restartable: boolean;
}

/** Says how a worker ended, and what becomes of its chunks. */
export function lossMessage({ message }: Fault, loss: Loss): string {
  return `${message}${message.endsWith(".") ? "" : "."} ${fateOf(loss)}`;
}

function fateOf({ chunks, givenUp, restartable }: Loss): string {
  const indexes = chunks.map(({ chunk }) => chunk.index).sort((a, b) => a - b);
  if (!restartable) return `chunk ${indexes[0]} cannot be done again: some of its changes may have been made.`;
  if (givenUp !== null) return `chunk ${givenUp.chunk.index} was tried ${givenUp.attempt} times and is given up.`;
  if (indexes.length === 1) return `chunk ${indexes[0]} goes to another worker.`;
  const named = indexes.slice(0, mostNamed);
  const more = indexes.length - named.length;
  const last = more > 0 ? `${more} more` : String(named.pop());
  return `chunks ${named.join(", ")} and ${last} go to other workers.`;
}
