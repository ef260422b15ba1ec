import fc from "fast-check";
import { describe, expect, it } from "vitest";
import { KeyBatch, KeyTable } from "../../../src/engine/datasets";

/** Numbers keys one by one. */
function tableOf(keys: readonly Uint8Array[]): { readonly table: KeyTable; readonly numbers: number[] } {
  const table = new KeyTable();
  return { table, numbers: keys.map((key) => table.numberOf(key, 0, key.length)) };
}

/** Numbers keys in batches, from a buffer that holds them between other bytes. */
function tableOfBatches(
  keys: readonly Uint8Array[],
  perBatch: number,
): { readonly table: KeyTable; readonly numbers: number[] } {
  const table = new KeyTable();
  const numbers: number[] = [];
  const batch = new KeyBatch(perBatch);
  const given = new Int32Array(perBatch);
  for (let from = 0; from < keys.length; from += perBatch) {
    const some = keys.slice(from, from + perBatch);
    const buffer = Buffer.concat(some.flatMap((key) => [Uint8Array.of(44), key]));
    let at = 0;
    for (const key of some) {
      batch.add(buffer, at + 1, at + 1 + key.length);
      at += 1 + key.length;
    }
    table.numberAll(batch, batch.size, given);
    numbers.push(...given.subarray(0, batch.size));
    batch.size = 0;
  }
  return { table, numbers };
}

/** The same with a `Map`. */
function expectedNumbers(keys: readonly Uint8Array[]): number[] {
  const known = new Map<string, number>();
  return keys.map((key) => {
    const text = Buffer.from(key).toString("hex");
    const number = known.get(text) ?? known.size;
    known.set(text, number);
    return number;
  });
}

function keysOf(table: KeyTable): Buffer[] {
  return Array.from({ length: table.size }, (_, number) => Buffer.from(table.key(number)));
}

const key = fc.oneof(
  fc.uint8Array({ maxLength: 9 }),
  fc.uint8Array({ maxLength: 3, max: 2 }),
  fc.string({ unit: "grapheme", maxLength: 6 }).map((text) => Uint8Array.from(Buffer.from(text))),
);

describe("a table of keys", () => {
  it("numbers any keys in the order in which they first came, one by one or in batches", () => {
    fc.assert(
      fc.property(fc.array(key, { maxLength: 300 }), fc.integer({ min: 1, max: 300 }), (keys, perBatch) => {
        const expected = expectedNumbers(keys);
        expect(tableOf(keys).numbers).toEqual(expected);
        expect(tableOfBatches(keys, perBatch).numbers).toEqual(expected);
      }),
    );
  });

  it("sorts any keys by their bytes, also where all begin alike", () => {
    const beginning = fc.constantFrom("", "product-", "a\0");
    fc.assert(
      fc.property(fc.array(key, { maxLength: 200 }), beginning, (ends, begin) => {
        const keys = ends.map((end) => Buffer.concat([Buffer.from(begin), end]));
        const { table } = tableOf(keys);
        const sorted = Array.from(table.sorted(), (number) => Buffer.from(table.key(number)));
        expect(sorted).toEqual(keysOf(table).sort(Buffer.compare));
      }),
    );
  });

  it("merges any other table's keys, with none of its own or some, and takes more keys afterwards", () => {
    const keys = fc.array(key, { maxLength: 100 });
    fc.assert(
      fc.property(fc.oneof(fc.constant([]), keys), keys, keys, (mine, theirs, later) => {
        const { table } = tableOf(mine);
        const other = tableOf(theirs).table;
        const numbers = table.merge(structuredClone(other.toPartial()));
        expect(Array.from(numbers, (number) => Buffer.from(table.key(number)))).toEqual(keysOf(other));
        for (const one of later) table.numberOf(one, 0, one.length);
        expect(keysOf(table).map(String)).toEqual(keysOf(tableOf([...mine, ...theirs, ...later]).table).map(String));
      }),
    );
  });

  it("holds many keys: more than fit the processor's caches", () => {
    const count = 50_000;
    const keys = Array.from({ length: count * 2 }, (_, i) => Buffer.from(`key ${(i * 7_919) % count}`));
    const expected = expectedNumbers(keys);
    const batched = tableOfBatches(keys, 256);
    expect(batched.table.size).toBe(count);
    expect(batched.numbers).toEqual(expected);
    const { table } = tableOf(keys.slice(count / 2));
    const numbers = table.merge(batched.table.toPartial());
    expect(table.size).toBe(count);
    expect(keysOf(batched.table).every((own, number) => own.equals(table.key(numbers[number]!)))).toBe(true);
  });

  it("takes keys longer than all before, and the empty key at the very end of its memory", () => {
    const long = [Buffer.alloc(1_024, 1), Buffer.alloc(0), Buffer.alloc(100_000, 2), Buffer.alloc(100_000, 3)];
    const { table, numbers } = tableOfBatches([...long, ...long], 3);
    expect(numbers).toEqual([0, 1, 2, 3, 0, 1, 2, 3]);
    expect(keysOf(table)).toEqual(long);
  });

  it("tells keys apart that have the same hash", () => {
    const keys = ["a", "b", "ab", "", "ba", "a\0", "b"].map((text) => Buffer.from(text));
    const bounds = Int32Array.from([0, ...keys.map((_, i) => Buffer.concat(keys.slice(0, i + 1)).length)]);
    const { table } = tableOf([Buffer.from("first")]);
    const numbers = table.merge({ bytes: Buffer.concat(keys), bounds, hashes: new Int32Array(keys.length).fill(7) });
    expect([...numbers]).toEqual(expectedNumbers(keys).map((number) => 1 + number));
    expect(keysOf(table).slice(1)).toEqual(keys.slice(0, -1));
  });

  it("finds the keys that it has, and takes none in by looking", () => {
    const { table } = tableOf([Buffer.from("a"), Buffer.from("bc")]);
    const text = Buffer.from("xbcx");
    expect([table.find(text, 1, 3), table.find(text, 1, 2), table.find(text, 0, 0), table.size]).toEqual([
      1, -1, -1, 2,
    ]);
  });

  it("tells keys that are ASCII, and gives their text", () => {
    const { table } = tableOf(["plain", "", "ä", "\u007f"].map((text) => Buffer.from(text)));
    expect([0, 1, 2, 3].map((number) => table.isAscii(number))).toEqual([true, true, false, true]);
    expect([0, 1, 3].map((number) => table.asciiText(number))).toEqual(["plain", "", "\u007f"]);
  });

  it("hands out copies that own exactly their bytes", () => {
    const { bytes, bounds, hashes } = tableOf([Buffer.from("ab"), Buffer.from("c")]).table.toPartial();
    expect([...bounds]).toEqual([0, 2, 3]);
    expect([bytes, bounds, hashes].map((view) => view.buffer.byteLength)).toEqual([3, 12, 8]);
  });
});
