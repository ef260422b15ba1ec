import { createRequire } from "node:module";
import * as library from "lanescope";

const require = createRequire(import.meta.url);

export const tasks = library.defineTasks(import.meta.url, {
  /** What this worker has of the library, and which files that made it load. */
  look: () => ({
    names: Object.keys(library).sort(),
    required: Object.keys(require("lanescope")).sort(),
    isSame: Object.entries(library).every(([name, value]) => require("lanescope")[name] === value),
    isMainProcess: library.isMainProcess,
    files: Object.keys(require.cache),
  }),
  /** @param {"Pool" | "Process" | "Thread"} name */
  misuse: (name) =>
    new ({ Pool: library.Pool, Process: library.Process, Thread: library.Thread })[name](tasks.look, []),
});
