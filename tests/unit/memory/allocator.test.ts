import fc from "fast-check";
import { describe, expect, it } from "vitest";
import { Allocator, type Stretch, slotBytes } from "../../../src/engine/memory/allocator";

describe("the allocator", () => {
  it("gives whole slots that never overlap, and gets everything back", () => {
    const steps = fc.array(fc.record({ bytes: fc.integer({ min: 1, max: 1_000 }), free: fc.nat() }), {
      maxLength: 100,
    });
    fc.assert(
      fc.property(steps, (list) => {
        const allocator = new Allocator();
        allocator.addSegment(0, 4_096, 16_384);
        allocator.addSegment(3, 0, 8_192);
        const held: Stretch[] = [];
        for (const { bytes, free } of list) {
          if (free % 3 === 0 && held.length > 0) allocator.free(held.splice(free % held.length, 1)[0] as Stretch);
          const stretch = allocator.allocate(bytes);
          if (stretch === null) continue;
          expect(stretch.offset % slotBytes).toBe(0);
          expect(stretch.bytes).toBeGreaterThanOrEqual(bytes);
          for (const other of held) {
            const apart =
              other.segment !== stretch.segment ||
              other.offset + other.bytes <= stretch.offset ||
              stretch.offset + stretch.bytes <= other.offset;
            expect(apart).toBe(true);
          }
          held.push(stretch);
        }
        for (const stretch of held) allocator.free(stretch);
        expect(allocator.freeBytes).toBe(16_384 + 8_192);
        expect(allocator.allocate(16_384)).toEqual({ segment: 0, offset: 4_096, bytes: 16_384 });
      }),
    );
  });

  it("tells when no segment has that much in one piece", () => {
    const allocator = new Allocator();
    allocator.addSegment(0, 0, 128);
    expect(allocator.allocate(129)).toBeNull();
    expect(allocator.allocate(1)).toMatchObject({ bytes: slotBytes });
    expect(allocator.allocate(65)).toBeNull();
  });
});
