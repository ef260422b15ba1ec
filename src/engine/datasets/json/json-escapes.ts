const backslash = 92;
const letterU = 117;

/** What follows a backslash, and what it stands for; 0 where nothing does. */
export const escapes = new Uint8Array(256);
for (const [from, to] of ['""', "\\\\", "//", "b\b", "f\f", "n\n", "r\r", "t\t"]) {
  escapes[from!.charCodeAt(0)] = to!.charCodeAt(0);
}

/** The value of each hexadecimal digit; 255 for other bytes. */
export const hexDigits = Uint8Array.from({ length: 256 }, (_, byte) => {
  const digit = "0123456789abcdef".indexOf(String.fromCharCode(byte).toLowerCase());
  return digit < 0 ? 255 : digit;
});

/** Replaces the escapes in bytes [start, end), which are valid. @returns Where the text ends now: it never grows. */
export function unescapeText(bytes: Uint8Array, start: number, end: number): number {
  let out = start;
  for (let at = start; at < end; at++) {
    if (bytes[at] !== backslash) {
      bytes[out++] = bytes[at]!;
      continue;
    }
    at++;
    if (bytes[at] !== letterU) {
      bytes[out++] = escapes[bytes[at]!]!;
      continue;
    }
    let code = unitAt(bytes, at + 1);
    at += 4;
    if (code >= 0xd800 && code < 0xdc00 && bytes[at + 1] === backslash && bytes[at + 2] === letterU && at + 6 < end) {
      const low = unitAt(bytes, at + 3);
      if (low >= 0xdc00 && low < 0xe000) {
        code = 0x10000 + ((code - 0xd800) << 10) + (low - 0xdc00);
        at += 6;
      }
    }
    // Half a pair is no character.
    if (code >= 0xd800 && code < 0xe000) code = 0xfffd;
    out = writeUtf8(bytes, out, code);
  }
  return out;
}

function unitAt(bytes: Uint8Array, at: number): number {
  let unit = 0;
  for (let i = 0; i < 4; i++) unit = unit * 16 + hexDigits[bytes[at + i]!]!;
  return unit;
}

function writeUtf8(bytes: Uint8Array, at: number, code: number): number {
  let out = at;
  if (code < 0x80) bytes[out++] = code;
  else {
    if (code < 0x800) bytes[out++] = 0xc0 | (code >> 6);
    else {
      if (code < 0x10000) bytes[out++] = 0xe0 | (code >> 12);
      else {
        bytes[out++] = 0xf0 | (code >> 18);
        bytes[out++] = 0x80 | ((code >> 12) & 63);
      }
      bytes[out++] = 0x80 | ((code >> 6) & 63);
    }
    bytes[out++] = 0x80 | (code & 63);
  }
  return out;
}
