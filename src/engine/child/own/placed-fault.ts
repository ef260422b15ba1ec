import { basename } from "node:path";
import { fileURLToPath } from "node:url";
import { inspect } from "node:util";
import { type Fault, FaultError, toFault } from "../../../shared/fault";
import { type OwnModule, workloadMistake } from "../../protocol/own-workload";

/**
 * What a user's module threw, with its place in the source.
 *
 * @param what Was being done, such as `task`; empty where the place says enough.
 */
export function placedFault(error: unknown, { modules }: Pick<OwnModule, "modules">): Fault {
  const fault = toFault(error, "task-threw");
  // An expected failure says what to do; where it was thrown is of no interest, unless the user threw it.
  if (error instanceof FaultError && fault.code !== "task-threw") return fault;
  const sources = Object.keys(modules);
  const stack = error instanceof Error ? (error.stack ?? "") : "";
  const place = placeIn(stack, sources);
  const text = textOf(error);
  // Lines of the library's code would only hide those that matter.
  const own = stack.split("\n").filter((line) => placeIn(line, sources) !== null);
  return {
    code: "task-threw",
    // What is no error does not know where it was thrown; the file is better than nothing.
    message: `${place ?? nameOfFirst(sources)}: ${text}`,
    ...(own.length > 1 ? { stack: [text, ...own].join("\n") } : {}),
  };
}

/** The module's own source is the first one. */
function nameOfFirst([source]: readonly string[]): string {
  return source === undefined ? "The module" : basename(fileURLToPath(source));
}

function textOf(error: unknown): string {
  if (!(error instanceof Error)) {
    return `${inspect(error, { depth: 1 })} was thrown. Throw an Error instead: it tells its place.`;
  }
  // What the library has to say about a definition is a sentence already.
  return error.name === workloadMistake ? error.message : `${error.name}: ${error.message}`;
}

/**
 * The innermost place of a stack that lies in one of these sources.
 *
 * @param sources URLs.
 * @returns `name:line:column`; null where there is none.
 */
function placeIn(stack: string, sources: readonly string[]): string | null {
  const paths = sources.flatMap((url) => [url, fileURLToPath(url)]);
  for (const line of stack.split("\n")) {
    const [, file, row, column] = /^\s+at (?:.* \()?((?:file:\/\/)?[^()]+?):(\d+):(\d+)\)?$/.exec(line) ?? [];
    if (file !== undefined && paths.includes(file)) {
      return `${basename(file.startsWith("file:") ? fileURLToPath(file) : file)}:${row}:${column}`;
    }
  }
  return null;
}
