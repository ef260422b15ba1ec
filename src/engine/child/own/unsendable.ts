/** Entries of one collection that are looked at: a large one is of one kind. */
const mostEntries = 1_000;

/** How deep is looked. */
const mostDepth = 6;

/**
 * Finds what keeps a value from being sent to another process.
 *
 * @param path By which the value is called.
 * @returns Such as `result.done is a function`; null where nothing is found.
 */
export function unsendablePart(value: unknown, path: string, depth = 0): string | null {
  if (typeof value === "function") return `${path} is a function`;
  if (typeof value === "symbol") return `${path} is a symbol`;
  if (typeof value !== "object" || value === null || depth > mostDepth) return null;
  if (value instanceof Promise) return `${path} is a promise: await it`;
  if (value instanceof WeakMap || value instanceof WeakSet) return `${path} is a ${value.constructor.name}`;
  for (const [name, part] of partsOf(value)) {
    const found = unsendablePart(part, `${path}${name}`, depth + 1);
    if (found !== null) return found;
  }
  return null;
}

function* partsOf(value: object): Iterable<readonly [name: string, part: unknown]> {
  if (ArrayBuffer.isView(value)) return;
  let entries = 0;
  if (value instanceof Map || value instanceof Set) {
    for (const part of value) {
      if (++entries > mostEntries) return;
      yield [`'s entry ${entries}`, part];
    }
    return;
  }
  for (const name in value) {
    if (++entries > mostEntries) return;
    yield [Array.isArray(value) ? `[${name}]` : `.${name}`, (value as Record<string, unknown>)[name]];
  }
}
