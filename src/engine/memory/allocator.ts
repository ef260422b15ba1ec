/** Everything in an arena begins at a multiple of this, bytes: a cache line, so that neighbours do not slow each other. */
export const slotBytes = 64;

/** A stretch of a segment, bytes; offset and length are multiples of `slotBytes`. */
export interface Stretch {
  readonly segment: number;
  readonly offset: number;
  readonly bytes: number;
}

interface Gap {
  offset: number;
  bytes: number;
}

/** Gives out stretches of an arena's segments, first fit. Only the arena's creator allocates, so it lives in plain memory. */
export class Allocator {
  /** Free stretches by segment, ascending, never touching each other. */
  readonly #gaps = new Map<number, Gap[]>();

  /** Adds a segment's data area. */
  addSegment(segment: number, offset: number, bytes: number): void {
    this.#gaps.set(segment, [{ offset, bytes }]);
  }

  /** @returns Null where no segment has that much in one piece. */
  allocate(bytes: number): Stretch | null {
    const size = roundUp(bytes);
    for (const [segment, gaps] of this.#gaps) {
      const index = gaps.findIndex((gap) => gap.bytes >= size);
      const gap = gaps[index];
      if (gap === undefined) continue;
      const { offset } = gap;
      gap.offset += size;
      gap.bytes -= size;
      if (gap.bytes === 0) gaps.splice(index, 1);
      return { segment, offset, bytes: size };
    }
    return null;
  }

  /** Takes a stretch back that `allocate` gave. */
  free({ segment, offset, bytes }: Stretch): void {
    const gaps = this.#gaps.get(segment);
    if (gaps === undefined) return;
    const found = gaps.findIndex((gap) => gap.offset > offset);
    const index = found < 0 ? gaps.length : found;
    gaps.splice(index, 0, { offset, bytes });
    mergeWithNext(gaps, index);
    mergeWithNext(gaps, index - 1);
  }

  /** Bytes that are free in all. */
  get freeBytes(): number {
    let sum = 0;
    for (const gaps of this.#gaps.values()) for (const gap of gaps) sum += gap.bytes;
    return sum;
  }
}

/** @returns The next multiple of `slotBytes`, at least one slot. */
export function roundUp(bytes: number): number {
  return Math.max(1, Math.ceil(bytes / slotBytes)) * slotBytes;
}

function mergeWithNext(gaps: Gap[], index: number): void {
  const [gap, next] = [gaps[index], gaps[index + 1]];
  if (gap === undefined || next === undefined || gap.offset + gap.bytes !== next.offset) return;
  gap.bytes += next.bytes;
  gaps.splice(index + 1, 1);
}
