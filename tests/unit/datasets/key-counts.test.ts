import fc from "fast-check";
import { describe, expect, it } from "vitest";
import { KeyCounts } from "../../../src/engine/datasets";

/** Counts words one by one. */
function count(words: readonly string[]): KeyCounts {
  const counts = new KeyCounts();
  for (const word of words) {
    const bytes = Buffer.from(` ${word} `);
    counts.add(bytes, 1, bytes.length - 1);
  }
  return counts;
}

function listed(counts: KeyCounts): Record<string, number> {
  const { keys } = counts;
  return Object.fromEntries(Array.from(keys.sorted(), (key) => [String(Buffer.from(keys.key(key))), counts.of(key)]));
}

describe("counted keys", () => {
  it("are the same, counted in one go or in parts that are merged", () => {
    const word = fc.integer({ min: 0, max: 300 }).map((number) => `k${number}`);
    fc.assert(
      fc.property(fc.array(fc.array(word, { maxLength: 400 }), { minLength: 1, maxLength: 4 }), (parts) => {
        const expected: Record<string, number> = {};
        for (const key of parts.flat()) expected[key] = (expected[key] ?? 0) + 1;
        expect(listed(count(parts.flat()))).toEqual(expected);
        const merged = new KeyCounts();
        for (const part of parts) merged.merge(count(part).toPartial());
        expect(listed(merged)).toEqual(expected);
      }),
    );
  });

  it("travel without the room that was left for more", () => {
    const { counts } = count(["a", "b", "a"]).toPartial();
    expect(counts).toEqual(Float64Array.of(2, 1));
    expect(counts.buffer.byteLength).toBe(16);
  });
});
