/** Texts as they stand in a page, one behind the other, each behind its length. */
export class PlainTexts {
  readonly bytes: Uint8Array;
  readonly length: number;
  readonly starts: Int32Array;
  readonly ends: Int32Array;

  /** @throws {Error} Where the page ends before them. */
  constructor(bytes: Uint8Array, count: number) {
    this.bytes = bytes;
    this.length = count;
    // A length is the least that each takes: no larger arrays than the page allows, whatever it says.
    if (!(count >= 0 && count * 4 <= bytes.length)) throw new Error("a page ends within its texts");
    this.starts = new Int32Array(count);
    this.ends = new Int32Array(count);
    const view = new DataView(bytes.buffer, bytes.byteOffset, bytes.length);
    let at = 0;
    for (let text = 0; text < count; text++) {
      if (at + 4 > bytes.length) throw new Error("a page ends within its texts");
      const start = at + 4;
      at = start + view.getUint32(at, true);
      if (at > bytes.length) throw new Error("a page ends within its texts");
      this.starts[text] = start;
      this.ends[text] = at;
    }
  }
}
