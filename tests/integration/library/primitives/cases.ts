import { barrierCases } from "./barrier-cases";
import { conditionCases } from "./condition-cases";
import { eventCases } from "./event-cases";
import type { PrimitiveCase } from "./kit";
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
];
