import { FaultError, fail } from "../../../shared/fault";
import type { TaskReference } from "../../protocol/program";
import { type AnyFunction, declaredTask, importFile, taskNames } from "../../runtime";

/**
 * Finds a task, loading its module where that has not been done.
 *
 * @param modules Where a module's code really lies, by its URL.
 * @throws {FaultError} `module-threw` where the module cannot be loaded; `task-unknown` where it declares no such task.
 */
export async function findTask(
  reference: TaskReference,
  modules: Readonly<Record<string, string>>,
): Promise<AnyFunction> {
  const { module, name } = reference;
  const known = declaredTask(reference);
  if (known !== null) return known;
  if (taskNames(module) === null) await load(modules[module] ?? module, module);
  const found = declaredTask(reference);
  if (found !== null) return found;
  const names = taskNames(module);
  const what = names === null ? "It declares no tasks" : `Its tasks: ${names.join(", ")}`;
  return fail(
    "task-unknown",
    `${module} has no task "${name}" here. ${what}. defineTasks has to stand at the top of the module, outside any condition.`,
  );
}

async function load(file: string, module: string): Promise<void> {
  try {
    await importFile(file);
  } catch (error) {
    const reason = error instanceof Error ? `${error.name}: ${error.message}` : String(error);
    const fault = { code: "module-threw", message: `${module} could not be loaded in a worker: ${reason}` } as const;
    throw new FaultError(fault, { cause: error });
  }
}
