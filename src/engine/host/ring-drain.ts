import { blockHeaderBytes, blockTypes, writeBlockHeader } from "../../shared/trace/block-layout";
import { recordBytes, recordKinds, recordOffsets } from "../../shared/trace/records";
import type { TraceRingReader } from "../memory";

/** Bytes that are moved at once. */
const scratchBytes = 256 * 1024;

const scratch = new Uint8Array(blockHeaderBytes + scratchBytes);
const scratchView = new DataView(scratch.buffer);
const payload = scratch.subarray(blockHeaderBytes);

/** Makes blocks of what comes through one lane's ring. */
export class RingDrain {
  readonly #lane: number;
  readonly #ring: TraceRingReader;
  readonly #take: (block: Uint8Array, events: number) => void;
  /** Records dropped that the last block told of. */
  #told = 0;

  constructor(lane: number, ring: TraceRingReader, take: (block: Uint8Array, events: number) => void) {
    this.#lane = lane;
    this.#ring = ring;
    this.#take = take;
  }

  /**
   * Takes out what is in the ring now; what its writer adds meanwhile is for the next time.
   *
   * @returns How full it was, from 0 to 1.
   */
  drain(): number {
    const most = this.#ring.capacity * recordBytes;
    let left = most;
    for (;;) {
      const bytes = this.#ring.drain(payload);
      const { dropped } = this.#ring;
      if (bytes === 0 && dropped === this.#told) break;
      this.#told = dropped;
      writeBlockHeader(scratchView, 0, bytes, this.#lane, dropped, blockTypes.records);
      this.#take(scratch.slice(0, blockHeaderBytes + bytes), eventsIn(bytes));
      left -= bytes;
      if (bytes === 0 || left <= 0) break;
    }
    return Math.min(1, (most - left) / most);
  }
}

/** Records among the first bytes of the scratch payload, definitions of names not counted. */
function eventsIn(bytes: number): number {
  let events = 0;
  for (let offset = blockHeaderBytes; offset < blockHeaderBytes + bytes; offset += recordBytes) {
    if (scratch[offset + recordOffsets.kind] === recordKinds.name) {
      offset += Math.ceil(scratchView.getUint32(offset + recordOffsets.extra, true) / recordBytes) * recordBytes;
    } else events++;
  }
  return events;
}
