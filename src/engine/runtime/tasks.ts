import { pathToFileURL } from "node:url";
import { fail } from "../../shared/fault";
import type { TaskReference } from "../protocol/program";

// biome-ignore lint/suspicious/noExplicitAny: any function can be a task; its own types are kept by the generic parameters around it.
export type AnyFunction = (...parameters: any[]) => any;

/** A function that other processes can call: what `defineTasks` gives. It can be called directly, too. */
export type Task<Body extends AnyFunction = AnyFunction> = Body & { readonly [taskSymbol]: TaskReference };

const taskSymbol = Symbol.for("lanescope.task");
const registrySymbol = Symbol.for("lanescope.tasks");

type Registry = Map<string, Map<string, AnyFunction>>;

/** One for the whole thread, whichever module system loaded this file. */
function registry(): Registry {
  const holder = globalThis as { [registrySymbol]?: Registry };
  holder[registrySymbol] ??= new Map();
  return holder[registrySymbol];
}

/**
 * Declares functions that other processes can run. A function cannot travel, so it is found there by its module and name:
 * the worker loads the same module, which declares the same tasks.
 *
 * @param module The module that calls this: `import.meta.url`, or `__filename` in CommonJS.
 * @param tasks By name.
 * @returns The same functions; hand them to `Process`, `Thread` or a `Pool`.
 * @throws {FaultError} `bad-parameter` where something is no function, or `module` is neither a file URL nor a path.
 */
export function defineTasks<Tasks extends Readonly<Record<string, AnyFunction>>>(
  module: string | URL,
  tasks: Tasks,
): { readonly [Name in keyof Tasks]: Task<Tasks[Name]> } {
  const url = moduleUrl(module);
  const known = registry().get(url) ?? new Map<string, AnyFunction>();
  registry().set(url, known);
  for (const [name, body] of Object.entries(tasks)) {
    if (typeof body !== "function") fail("bad-parameter", `The task "${name}" of ${url} is no function.`);
    const reference: TaskReference = { module: url, name };
    Object.defineProperty(body, taskSymbol, { value: reference, configurable: true });
    known.set(name, body);
  }
  return tasks as { readonly [Name in keyof Tasks]: Task<Tasks[Name]> };
}

/**
 * By which another process finds a task.
 *
 * @throws {FaultError} `task-unknown` for a function that no `defineTasks` declared.
 */
export function referenceOf(task: AnyFunction): TaskReference {
  // Whoever mistypes a task's name in JavaScript hands over undefined.
  const reference = (task as Partial<Task> | undefined)?.[taskSymbol];
  if (reference !== undefined) return reference;
  const name = typeof task === "function" && task.name !== "" ? `"${task.name}"` : "This function";
  return fail(
    "task-unknown",
    `${name} cannot run in another process: functions do not travel. Declare it with defineTasks(import.meta.url, { … }) at the top of its module.`,
  );
}

/** A task that this thread's modules have declared; null where none has. */
export function declaredTask({ module, name }: TaskReference): AnyFunction | null {
  return registry().get(module)?.get(name) ?? null;
}

/** Names of a module's tasks; null where it declares none. */
export function taskNames(module: string): readonly string[] | null {
  const known = registry().get(module);
  return known === undefined ? null : [...known.keys()];
}

function moduleUrl(module: string | URL): string {
  const text = String(module);
  if (text.startsWith("file:")) return text.split(/[?#]/, 1)[0]!;
  if (/^[a-z][a-z+.-]+:/i.test(text)) {
    return fail("bad-parameter", `defineTasks got ${text}; it takes the module's file: URL (import.meta.url) or path.`);
  }
  return pathToFileURL(text).href;
}
