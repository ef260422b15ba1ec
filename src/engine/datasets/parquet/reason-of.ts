/** Why something of a Parquet file cannot be read. */
export function reasonOf(error: unknown): string {
  // So the runtime tells that the library read on behind the bytes it was given.
  if (error instanceof RangeError) return "it ends within a value";
  // And so, that something else stands there than it took for granted.
  if (error instanceof TypeError) return "it holds something else than the format has there";
  return error instanceof Error ? error.message : String(error);
}
