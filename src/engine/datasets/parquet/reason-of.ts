/** Why something of a Parquet file cannot be read. */
export function reasonOf(error: unknown): string {
  // So the runtime tells that the library read on behind the bytes it was given.
  if (error instanceof RangeError) return "it ends within a value";
  return error instanceof Error ? error.message : String(error);
}
