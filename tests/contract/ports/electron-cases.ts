import type { PortCase } from "./case-support";
import { casesFor } from "./port-cases";
import { nestedThreadCases, processAbilities } from "./stages";

/** What runs inside Electron, all of it on a stage of utility processes. */
export const electronCases: readonly PortCase[] = [
  ...casesFor(processAbilities),
  ...nestedThreadCases().map((one) => ({ ...one, name: `in a worker, with threads: ${one.name}` })),
];
