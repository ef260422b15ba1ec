import { describe, expect, it, vi } from "vitest";
import { PlacedHandles } from "../../../src/engine/host/program/placed-handles";
import type { Arena } from "../../../src/engine/memory";

const place = { segment: 0, offset: 64, bytes: 64 };

function handles(): { readonly placed: PlacedHandles; readonly free: ReturnType<typeof vi.fn> } {
  const free = vi.fn();
  // Of an arena only this is used.
  const placed = new PlacedHandles({ free } as unknown as Arena);
  placed.add(1, place);
  return { placed, free };
}

describe("a closed handle's memory", () => {
  it("is given back at once where no worker has it", () => {
    const { placed, free } = handles();
    placed.close(1, false);
    expect(free).toHaveBeenCalledExactlyOnceWith(place);
    expect(placed.isClosed(1)).toBe(true);
  });

  it("stays until the last worker has let it go or is gone", () => {
    const { placed, free } = handles();
    for (const client of [7, 8]) placed.sent(1, client);
    placed.close(1, false);
    placed.letGo(1, 7);
    placed.letGo(1, 7);
    expect(free).not.toHaveBeenCalled();
    placed.lost(8);
    expect(free).toHaveBeenCalledExactlyOnceWith(place);
  });

  it("is not given back for a worker that ends while the handle is open", () => {
    const { placed, free } = handles();
    placed.sent(1, 7);
    placed.lost(7);
    expect(free).not.toHaveBeenCalled();
  });

  it("stays for good where the main process may still touch it", () => {
    const { placed, free } = handles();
    placed.sent(1, 7);
    placed.close(1, true);
    placed.lost(7);
    expect(free).not.toHaveBeenCalled();
    expect(placed.isClosed(1)).toBe(true);
  });
});
