import { fail } from "../shared/fault";

/** What the main process gives to those who import `lanescope`, as far as workers have it: see `host/index.ts`. */
export const isMainProcess = false;
export * from "./common";

/** Stands for a class that only the main process has. */
function hostOnly(name: string): new () => never {
  const Missing = class {
    constructor() {
      fail(
        "host-only",
        `${name} cannot be used in a worker: only the main process starts others. Put that part of the module inside "if (isMainProcess)".`,
      );
    }
  };
  Object.defineProperty(Missing, "name", { value: name });
  return Missing as new () => never;
}

export const Pool = hostOnly("Pool");
export const Process = hostOnly("Process");
export const Thread = hostOnly("Thread");
