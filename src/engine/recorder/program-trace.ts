import { blockBytes, blockTypes, encodeLaneBlock } from "../../shared/trace/block-layout";
import { readBlocks } from "../../shared/trace/blocks";
import type { Finding } from "../../shared/trace/findings";
import type { Lane } from "../../shared/trace/lanes";
import { type SpoolFailure, TraceSpool } from "./trace-spool";

/** The trace that a user's program writes itself, lanes included: it is kept as it comes. */
export class ProgramTrace {
  readonly spool: TraceSpool;
  readonly #lanes = new Map<number, Lane>();
  readonly #findings = new Map<number, Finding>();
  readonly #dropped = new Map<number, number>();
  #refused = 0;
  #events = 0;

  /** @param path Of the spool's file. */
  constructor(path: string, onFailure: SpoolFailure) {
    this.spool = new TraceSpool(path, onFailure);
  }

  /** Records so far. */
  get events(): number {
    return this.#events;
  }

  /** Records that were lost, because a producer or the disk had no room. */
  get dropped(): number {
    let dropped = this.#refused;
    for (const count of this.#dropped.values()) dropped += count;
    return dropped;
  }

  /** Lanes as the program told them last. */
  lanes(): readonly Lane[] {
    return [...this.#lanes.values()];
  }

  /** What the program's detectors saw. */
  findings(): readonly Finding[] {
    return [...this.#findings.values()];
  }

  /** @throws {RangeError} Where they are not whole blocks. */
  take(blocks: Uint8Array, events: number): void {
    for (let offset = 0; offset < blocks.byteLength; ) {
      const length = blockBytes(blocks, offset);
      if (length === 0 || offset + length > blocks.byteLength) throw new RangeError("a trace block is cut");
      const header = new DataView(blocks.buffer, blocks.byteOffset + offset, length);
      if (header.getUint32(12, true) === blockTypes.records) {
        this.#dropped.set(header.getUint32(4, true), header.getUint32(8, true));
      } else this.#note(blocks.subarray(offset, offset + length));
      offset += length;
    }
    if (this.spool.append(blocks)) this.#events += events;
    else this.#refused += events;
  }

  #note(bytes: Uint8Array): void {
    for (const block of readBlocks(bytes)) {
      if (block.type === "lane") this.#lanes.set(block.lane.id, block.lane);
      else if (block.type === "finding") this.#findings.set(block.finding.id, block.finding);
    }
  }

  /** Takes in what became known about a lane elsewhere, such as how the program's own process ended. */
  updateLane(lane: Lane): void {
    this.#lanes.set(lane.id, lane);
    this.spool.appendAlways(encodeLaneBlock(lane));
  }

  /** The program is over: lanes that it left open end. @param endNs Since the trace's epoch. */
  close(endNs: number): void {
    for (const lane of this.#lanes.values()) if (lane.endNs === null) this.updateLane({ ...lane, endNs });
    this.spool.finish();
  }
}
