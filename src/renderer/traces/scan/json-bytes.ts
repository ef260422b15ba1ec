/** Bytes of JSON. */
export const chars = {
  quote: 34,
  comma: 44,
  colon: 58,
  openList: 91,
  backslash: 92,
  closeList: 93,
  openObject: 123,
  closeObject: 125,
} as const;

/** So many bytes stand behind the last one of a text, so that no loop has to ask whether it is there. */
export const sentinelBytes = 4;

/** Puts quotes behind `length` bytes: every loop over a text's inside stops there. */
export function putSentinels(bytes: Uint8Array, length: number): void {
  bytes.fill(chars.quote, length, length + sentinelBytes);
}

/** Behind white space. */
export function skipSpace(bytes: Uint8Array, at: number): number {
  let place = at;
  for (let byte = bytes[place]!; byte === 32 || (byte <= 13 && byte >= 9); byte = bytes[place]!) place++;
  return place;
}

/** Behind the quote that ends a text. `at` is behind the one that begins it. More than the length where it does not end. */
export function skipText(bytes: Uint8Array, at: number): number {
  let place = at;
  for (;;) {
    const byte = bytes[place++];
    if (byte === chars.quote) return place;
    if (byte === chars.backslash) place++;
  }
}

/**
 * Behind any value that begins at `at`; it is not looked at whether it is well formed. At least the length where it does not end.
 *
 * @param length Bytes before the sentinels.
 */
export function skipValue(bytes: Uint8Array, at: number, length: number): number {
  const first = bytes[at]!;
  if (first === chars.quote) return skipText(bytes, at + 1);
  let place = at;
  if ((first | 32) !== chars.openObject) {
    for (;;) {
      const byte = bytes[place]!;
      if (byte === chars.comma || byte <= 34 || (byte | 32) === chars.closeObject) return place;
      place++;
    }
  }
  place++;
  for (let depth = 1; ; ) {
    const byte = bytes[place++]!;
    if (byte === chars.quote) {
      place = skipText(bytes, place);
      if (place > length) return place;
      continue;
    }
    // One bit apart: brackets and braces.
    const folded = byte | 32;
    if (folded === chars.openObject) depth++;
    else if (folded === chars.closeObject && --depth === 0) return place;
  }
}

const decoder = new TextDecoder();

export function textOf(bytes: Uint8Array, from: number, to: number): string {
  return decoder.decode(bytes.subarray(from, to));
}
