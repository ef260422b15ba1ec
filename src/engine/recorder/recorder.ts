import { blockBytes, blockHeaderBytes, encodeFindingBlock, encodeLaneBlock } from "../../shared/trace/block-layout";
import type { Finding } from "../../shared/trace/findings";
import { type Lane, parentLaneId } from "../../shared/trace/lanes";
import { BlockWriter, type TraceSink } from "../protocol/block-writer";
import { LaneTrace } from "../protocol/lane-trace";
import { createTraceClock, type TraceClock } from "../protocol/trace-clock";
import type { TraceSpool } from "./trace-spool";

/** What the host says about a lane; the rest is filled in. */
export type NewLane = Pick<Lane, "kind" | "name"> & Partial<Omit<Lane, "id">>;

/** Where a trace's blocks go: a file, or frames to whoever runs the program. Nothing of it waits. */
export interface BlockStore {
  /** @param events Records in the blocks. @returns Whether they were taken; else they count as dropped. */
  append(blocks: Uint8Array, events: number): boolean;
  /** Takes the little that may not be missing: lanes, findings. */
  appendAlways(block: Uint8Array): void;
  /** Nothing more comes. */
  finish(): void;
}

/** Everything about one run's trace: hands out lanes, takes blocks, counts, passes them on. */
export class Recorder<Store extends BlockStore = TraceSpool> {
  /** `process.hrtime.bigint()` at the trace's start. */
  readonly epochNs: bigint;
  readonly clock: TraceClock;
  readonly spool: Store;
  /** Of the parent's own lane. */
  readonly parent: LaneTrace;
  readonly #lanes = new Map<number, Lane>();
  readonly #dropped = new Map<number, number>();
  #refused = 0;
  #events = 0;

  /** @param epochNs When the trace's time begins; now, where left out. */
  constructor(spool: Store, epochNs = process.hrtime.bigint()) {
    this.epochNs = epochNs;
    this.clock = createTraceClock(epochNs);
    this.spool = spool;
    this.addLane({ kind: "parent", name: "main", pid: process.pid });
    const sink: TraceSink = { full: false, write: (block, events) => this.take(block, events) };
    this.parent = new LaneTrace(parentLaneId, this.clock, new BlockWriter(parentLaneId, this.clock, sink));
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

  /** @throws {RangeError} Where nobody declared it. */
  lane(id: number): Lane {
    const lane = this.#lanes.get(id);
    if (lane === undefined) throw new RangeError(`there is no lane ${id}`);
    return lane;
  }

  /** All that were declared, as they are now. */
  lanes(): Iterable<Lane> {
    return this.#lanes.values();
  }

  /** Declares a lane, which starts now unless it says otherwise. @returns Its id. */
  addLane(lane: NewLane): number {
    const id = this.#lanes.size + 1;
    this.#put({
      number: 0,
      pid: null,
      part: "",
      valueType: "",
      endNs: null,
      exit: null,
      remark: "",
      ...lane,
      id,
      startNs: lane.startNs ?? this.clock(),
    });
    return id;
  }

  /** Takes in what became known about a lane. */
  updateLane(id: number, more: Partial<Omit<Lane, "id">>): void {
    this.#put({ ...this.lane(id), ...more });
  }

  /** Tells a finding, or what became of it. */
  putFinding(finding: Finding): void {
    this.spool.appendAlways(encodeFindingBlock(finding));
  }

  /** Ends the lanes that are not over: the run is. */
  close(): void {
    this.parent.flush();
    const endNs = this.clock();
    for (const lane of this.#lanes.values()) if (lane.endNs === null) this.#put({ ...lane, endNs });
    this.spool.finish();
  }

  /**
   * Takes blocks of a producer.
   *
   * @throws {RangeError} When they are not whole blocks of lanes that were declared.
   */
  take(blocks: Uint8Array, events: number): void {
    const header = new DataView(blocks.buffer, blocks.byteOffset, blocks.byteLength);
    for (let offset = 0; offset < blocks.byteLength; ) {
      const length = blockBytes(blocks, offset);
      if (length < blockHeaderBytes || offset + length > blocks.byteLength)
        throw new RangeError("a trace block is cut");
      const lane = header.getUint32(offset + 4, true);
      if (!this.#lanes.has(lane)) throw new RangeError(`a trace block is for lane ${lane}, which nobody declared`);
      this.#dropped.set(lane, header.getUint32(offset + 8, true));
      offset += length;
    }
    if (this.spool.append(blocks, events)) this.#events += events;
    else this.#refused += events;
  }

  #put(lane: Lane): void {
    this.#lanes.set(lane.id, lane);
    this.spool.appendAlways(encodeLaneBlock(lane));
  }
}
