import { TextDecoder } from "node:util";
import { fail } from "../../shared/fault";
import type { Head } from "./head";

/** Share of control characters beyond which a file is no text. */
const mostControlShare = 0.02;

/** Share of zero bytes, all at even or all at odd places, from which on a file may be UTF-16. */
const leastZeroShare = 0.2;

/** How files begin that people may take for data that can be read, what they are, and what to do. */
const signatures: readonly (readonly [hex: string, is: string, advice: string])[] = [
  ["504b0304", "a ZIP archive, as spreadsheets are too", "Unpack it, or save the table as CSV"],
  ["28b52ffd", "packed by zstd", "Unpack it, or pack it by gzip"],
  ["425a68", "packed by bzip2", "Unpack it, or pack it by gzip"],
  ["fd377a585a00", "packed by xz", "Unpack it, or pack it by gzip"],
  ["377abcaf271c", "a 7-Zip archive", "Unpack it"],
  ["d0cf11e0a1b11ae1", "an old office document", "Save the table as CSV"],
  ["53514c69746520666f726d6174", "an SQLite database", "Save the table as CSV"],
  ["4152524f5731", "an Arrow file", "Save it as Parquet"],
  ["4f5243", "an ORC file", "Save it as Parquet"],
  ["255044462d", "a PDF document", "Choose a file of data"],
];

/**
 * @param path For messages.
 * @throws {FaultError} `dataset-binary` where the bytes are no text in UTF-8, or in an encoding that has ASCII in it.
 */
export function refuseBinary({ bytes, limit }: Head, path: string): void {
  const hex = Buffer.from(bytes.subarray(0, Math.min(limit, 16))).toString("hex");
  const known = signatures.find(([start]) => hex.startsWith(start));
  if (known !== undefined) {
    // Letters alone may also begin a text.
    const isText = limit > 64 && countZeros(bytes, limit).all === 0 && /^(425a68|4f5243)/.test(known[0]);
    if (!isText) fail("dataset-binary", `${path} is ${known[1]}. ${known[2]}, and open that.`);
  }
  const zeros = countZeros(bytes, limit);
  if (isUtf16(bytes, limit, zeros)) {
    fail("dataset-binary", `${path} is text in UTF-16. Save it as UTF-8, and open it again.`);
  }
  if (zeros.all > 0) {
    const at = bytes.subarray(0, limit).indexOf(0).toLocaleString("en-US");
    fail(
      "dataset-binary",
      `${path} is no text: it has zero bytes, the first at byte ${at}. Choose a CSV or text file.`,
    );
  }
  let controls = 0;
  for (let at = 0; at < limit; at++) if (isControl(bytes[at]!)) controls++;
  if (controls > limit * mostControlShare) {
    fail(
      "dataset-binary",
      `${path} is no text: it is full of control characters, as packed or encrypted files are. Choose a CSV or text file.`,
    );
  }
}

/** Tab, line breaks, form feed and escape occur in text. */
function isControl(code: number): boolean {
  return code < 32 && (code < 9 || code > 13) && code !== 27;
}

/** Whether the bytes are characters of two bytes each, by their mark or by the zeros of plain letters; numbers look alike. */
function isUtf16(bytes: Uint8Array, limit: number, zeros: ReturnType<typeof countZeros>): boolean {
  const mark = limit < 2 ? 0 : (bytes[0]! << 8) | bytes[1]!;
  const isWide = zeros.all > limit * leastZeroShare && (zeros.even === 0 || zeros.even === zeros.all);
  if (mark !== 0xfffe && mark !== 0xfeff && !isWide) return false;
  const high = mark === 0xfffe || (mark !== 0xfeff && zeros.even === 0) ? 1 : 0;
  let strange = 0;
  for (let at = 0; at + 1 < limit; at += 2) {
    const code = (bytes[at + high]! << 8) | bytes[at + 1 - high]!;
    // Letters of one language are few: random numbers hit what stands for nothing.
    if (isControl(code) || code >= 0xfff0 || (code >= 0xd800 && code < 0xf900)) strange++;
  }
  return strange <= (limit / 2) * mostControlShare;
}

/** Whether the bytes are UTF-8; a character that the end cuts is no mistake unless the file ends there. */
export function isUtf8({ bytes, limit, final }: Head): boolean {
  try {
    new TextDecoder("utf-8", { fatal: true }).decode(bytes.subarray(0, limit), { stream: !final });
    return true;
  } catch {
    // That is how the decoder says no.
    return false;
  }
}

function countZeros(bytes: Uint8Array, limit: number): { readonly all: number; readonly even: number } {
  let all = 0;
  let even = 0;
  for (let at = 0; at < limit; at++) {
    if (bytes[at] !== 0) continue;
    all++;
    if (at % 2 === 0) even++;
  }
  return { all, even };
}
