export type Listener<Value> = (value: Value) => void;

/** Adds a listener. @returns Ends it. */
export function subscribe<Value>(listeners: Set<Listener<Value>>, listener: Listener<Value>): () => void {
  // A wrapper of its own, so that the same function can listen twice and each end stands alone.
  const own: Listener<Value> = (value) => listener(value);
  listeners.add(own);
  return () => listeners.delete(own);
}

/** Calls every listener that was there at the beginning. */
export function tellAll<Value>(listeners: ReadonlySet<Listener<Value>>, value: Value): void {
  for (const listener of [...listeners]) listener(value);
}
