import { deserialize } from "node:v8";
import fc from "fast-check";
import { afterEach, beforeEach, describe, expect, it, vi } from "vitest";

const versions = process.versions;

function pretend(modules: string): void {
  Object.defineProperty(process, "versions", { value: { ...versions, modules } });
}

beforeEach(() => vi.resetModules());

afterEach(() => {
  Object.defineProperty(process, "versions", { value: versions });
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
