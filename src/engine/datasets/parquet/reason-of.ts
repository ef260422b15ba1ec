/**
 * Calls the library with what a file holds.
 *
 * @throws {Error} That says in plain words what the file lacks, where the runtime told only how the library came upon it.
 */
export function ofLibrary<T>(call: () => T): T {
  try {
    return call();
  } catch (error) {
    throw inPlainWords(error);
  }
}

/** As `ofLibrary`, where the library answers later. */
export function ofLibraryLater<T>(call: () => Promise<T>): Promise<T> {
  return call().catch((error: unknown) => {
    throw inPlainWords(error);
  });
}

function inPlainWords(error: unknown): unknown {
  // So the runtime tells that the library read on behind the bytes it was given.
  if (error instanceof RangeError) return new Error("it ends within a value", { cause: error });
  // And so, that something else stands there than it took for granted.
  if (error instanceof TypeError)
    return new Error("it holds something else than the format has there", { cause: error });
  return error;
}

/** Why something of a Parquet file cannot be read. */
export function reasonOf(error: unknown): string {
  // Not from the library: no fault of the file, as far as anybody knows.
  if (error instanceof RangeError || error instanceof TypeError) return `Lanescope failed on it: ${error.message}`;
  return error instanceof Error ? error.message : String(error);
}
