import { deserialize, Serializer } from "node:v8";
import fc from "fast-check";
import { afterEach, beforeEach, describe, expect, it, vi } from "vitest";

const versions = process.versions;

function pretend(modules: string): void {
  Object.defineProperty(process, "versions", { value: { ...versions, modules } });
}

beforeEach(() => vi.resetModules());

afterEach(() => {
  Object.defineProperty(process, "versions", { value: versions });
  vi.restoreAllMocks();
});

const anything = fc.anything({ withBigInt: true, withDate: true, withMap: true, withSet: true, withTypedArray: true });

describe.each([
  ["every other version", versions.modules],
  ["Electron 22", "110"],
])("serializing in %s", (_title, modules) => {
  it("gives what deserializing takes back, and owns no byte more", async () => {
    pretend(modules);
    const { serialize } = await import("../../../src/engine/protocol/serialize");
    fc.assert(
      fc.property(anything, (value) => {
        const bytes = serialize(value);
        expect(deserialize(bytes)).toEqual(value);
        expect(bytes.byteLength).toBe(bytes.buffer.byteLength);
      }),
    );
    const itself: unknown[] = [new Error("why"), /a+/];
    itself.push(itself);
    expect(deserialize(serialize(itself))).toEqual(itself);
  });
});

describe("the padding for Electron 22", () => {
  it("is so long that memory grows to it, and its memory is never of a size that crashes", async () => {
    pretend("110");
    const { serialize } = await import("../../../src/engine/protocol/serialize");
    const write = vi.spyOn(Serializer.prototype, "writeRawBytes");
    const release = vi.spyOn(Serializer.prototype, "releaseBuffer");
    const check = (value: unknown): void => {
      write.mockClear();
      release.mockClear();
      const { byteLength } = serialize(value);
      const [padding] = write.mock.calls.at(-2)!;
      const total: number = release.mock.results[0]!.value.byteLength;
      expect(padding.byteLength).toBeGreaterThan(3 * byteLength + 128);
      expect(total < 4096 || total > 8192).toBe(true);
    };
    const matched = /a+/.exec("a".repeat(100_000));
    const holes = new Array(5_000).fill(2 ** 30);
    for (const value of [undefined, 0, -1.5, matched, holes, [matched, holes], "ä".repeat(3_000)]) check(value);
    for (let length = 0; length < 9_000; length += 50) check("a".repeat(length));
    fc.assert(fc.property(anything, check));
  });
});
