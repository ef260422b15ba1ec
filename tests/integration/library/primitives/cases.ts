import { barrierCases } from "./barrier-cases";
import { conditionCases } from "./condition-cases";
import { conformanceCases } from "./conformance-cases";
import { eventCases } from "./event-cases";
import type { PrimitiveCase, RunnerName } from "./kit";
import { memoryCases } from "./memory-cases";
import { pipeCases } from "./pipe-cases";
import { queueCases } from "./queue-cases";
import { semaphoreCases } from "./semaphore-cases";

export const primitiveCases: readonly PrimitiveCase[] = [
  ...memoryCases,
  ...semaphoreCases,
  ...eventCases,
  ...conditionCases,
  ...barrierCases,
  ...queueCases,
  ...pipeCases,
  ...conformanceCases,
];

export const runners: readonly RunnerName[] = ["Process", "Thread"];

/** Of a case in Electron, where one app runs it in both. */
export function electronName(runner: RunnerName, name: string): string {
  return `in a ${runner}, ${name}`;
}
