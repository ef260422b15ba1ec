/** What `fake-service` does and `bridge-cases` expects; runs in Node and in pages alike. */

/** More than the window twice over, so that it flows only when it is acknowledged. */
export const traceBytes = 20 * 1024 * 1024 + 17;

export const traceMessageBytes = 1024 * 1024;

/** The fake trace's byte at an offset. */
export function traceByte(offset: number): number {
  return (offset * 31 + (offset >>> 8)) & 0xff;
}

export const missingPath = "/nowhere/missing.csv";

/** A long text with characters of one to four bytes. */
export function exportedText(): string {
  return "key;sum\ngröße;12345678901234567890\n日本語;\u{1F600}\n".repeat(100_000);
}

/** A file that is open; its bytes are those of the trace. */
export const openedFileId = "file 1";
export const openedFileBytes = 3_000_000;
