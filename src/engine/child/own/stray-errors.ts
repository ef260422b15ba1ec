import type { Fault } from "../../../shared/fault";
import type { OwnModule } from "../../protocol/own-workload";
import { placedFault } from "./placed-fault";

/**
 * Tells what a user's code throws where nobody waits for it, such as in a timer or in a promise that is not awaited. It would
 * end the worker, and look like a loss that another worker makes good; but it is the code's own failure.
 *
 * @param tell Called with each, for as long as the process or thread lives.
 */
export function onStrayErrors(module: OwnModule, tell: (fault: Fault) => void): void {
  const take = (error: unknown): void => tell({ ...placedFault(error, module), code: "task-threw" });
  process.on("uncaughtException", take);
  process.on("unhandledRejection", take);
}
