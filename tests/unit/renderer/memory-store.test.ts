import { describe, expect, it } from "vitest";
import { rememberedMemory } from "../../../src/renderer/stores/memory-store";

/** @param kept As the browser kept it of the session before. */
function capWith(kept: string): number {
  return rememberedMemory(JSON.parse(kept), { capBytes: 2e9 }).capBytes;
}

describe("a timeline's memory", () => {
  it.each([5e8, 123e6, 4e9])("is limited as it was set before: %d bytes", (capBytes) => {
    expect(capWith(JSON.stringify({ capBytes }))).toBe(capBytes);
  });

  it.each([
    ["nothing", "null"],
    ["no limit", "{}"],
    ["nothing in its place", '{"capBytes":null}'],
    ["a text", '{"capBytes":"500000000"}'],
    ["one without an end", '{"capBytes":1e999}'],
    ["one that no machine has", '{"capBytes":1e15}'],
    ["one that leaves nothing", '{"capBytes":-1}'],
    ["no object", "7"],
  ])("is limited as usual where %s was kept", (_what, kept) => {
    expect(capWith(kept)).toBe(2e9);
  });
});
