import { afterAll, describe, expect, it, vi } from "vitest";
import { useMemoryStore } from "../../../src/renderer/stores/memory-store";

/** What the browser kept of the session before; there before the store is. */
const browser = vi.hoisted(() => {
  const state: { kept: string | null } = { kept: null };
  vi.stubGlobal("localStorage", { getItem: () => state.kept, setItem: () => undefined, removeItem: () => undefined });
  return state;
});

afterAll(() => void vi.unstubAllGlobals());

async function capWith(kept: string | null): Promise<number> {
  useMemoryStore.setState(useMemoryStore.getInitialState(), true);
  browser.kept = kept;
  await useMemoryStore.persist.rehydrate();
  return useMemoryStore.getState().capBytes;
}

describe("a timeline's memory", () => {
  it.each([5e8, 123e6, 4e9])("is limited as it was set before: %d bytes", async (capBytes) => {
    expect(await capWith(JSON.stringify({ state: { capBytes }, version: 0 }))).toBe(capBytes);
  });

  it.each([
    ["nothing", null],
    ["no limit", '{"state":{},"version":0}'],
    ["nothing in its place", '{"state":{"capBytes":null},"version":0}'],
    ["a text", '{"state":{"capBytes":"500000000"},"version":0}'],
    ["one without an end", '{"state":{"capBytes":1e999},"version":0}'],
    ["one that no machine has", '{"state":{"capBytes":1e15},"version":0}'],
    ["one that leaves nothing", '{"state":{"capBytes":-1},"version":0}'],
    ["no object", '{"state":7,"version":0}'],
    ["what cannot be read", "{"],
  ])("is limited as usual where %s was kept", async (_what, kept) => {
    expect(await capWith(kept)).toBe(2e9);
  });
});
