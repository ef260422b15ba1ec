import { blockBytes, blockHeaderBytes, blockTypes, encodeLaneBlock } from "../../shared/trace/block-layout";
import { readBlocks } from "../../shared/trace/blocks";
import type { Lane, RunOfLane } from "../../shared/trace/lanes";
import { type RecordKind, recordBytes, recordKinds, recordOffsets } from "../../shared/trace/records";
import type { TraceStore } from "../timeline";

/** Lanes of one run, at most, so that the next one's begin behind them. */
const lanesOfRun = 100_000;
/** Arrows of one run, likewise. */
const flowsOfRun = 2 ** 26;

/** Kinds of records whose subject is a lane: of a lock, of a value, or of what it is about. */
const aboutLanes: ReadonlySet<number> = new Set<RecordKind>([
  recordKinds.instant,
  recordKinds.lockRequest,
  recordKinds.lockAcquire,
  recordKinds.lockRelease,
  recordKinds.lockGiveUp,
  recordKinds.valueUpdate,
]);
const aboutFlows: ReadonlySet<number> = new Set<RecordKind>([recordKinds.flowOut, recordKinds.flowIn]);

/**
 * Puts the trace of one of several runs into a store that has them all, each with its own lanes. All of them begin at the
 * same time, which is the store's zero.
 */
export class RunJoiner {
  readonly #store: TraceStore;
  readonly #place: number;
  readonly #run: RunOfLane;
  readonly #lanes = new Map<number, Lane>();

  /** @param place Which of the runs it is, from 0. */
  constructor(store: TraceStore, place: number, run: RunOfLane) {
    this.#store = store;
    this.#place = place;
    this.#run = run;
  }

  /**
   * Takes in the next stretch of the run's trace.
   *
   * @param bytes Whole blocks; written over.
   * @throws {RangeError} Where a block is cut.
   */
  take(bytes: Uint8Array): void {
    // Blocks that follow each other are handed on together.
    let done = 0;
    for (let offset = 0; offset < bytes.byteLength; ) {
      const length = blockBytes(bytes, offset);
      if (length === 0 || offset + length > bytes.byteLength) throw new RangeError("a block of the trace is cut");
      const block = bytes.subarray(offset, offset + length);
      const view = new DataView(block.buffer, block.byteOffset, length);
      if (view.getUint32(12, true) === blockTypes.records) this.#shift(view);
      else {
        this.#store.append(bytes.subarray(done, offset));
        this.#takeOther(block);
        done = offset + length;
      }
      offset += length;
    }
    this.#store.append(bytes.subarray(done));
  }

  /** The run is over: lanes that nobody saw end, such as the main process's, end with it. */
  end(wallMs: number): void {
    for (const lane of this.#lanes.values()) if (lane.endNs === null) this.#declare({ ...lane, endNs: wallMs * 1e6 });
  }

  /** What detectors found is told by the run's own page. */
  #takeOther(block: Uint8Array): void {
    for (const read of readBlocks(block)) {
      if (read.type === "lane") this.#declare({ ...read.lane, id: this.#laneId(read.lane.id), run: this.#run });
    }
  }

  #declare(lane: Lane): void {
    this.#lanes.set(lane.id, lane);
    this.#store.append(encodeLaneBlock(lane));
  }

  #laneId(id: number): number {
    return id + this.#place * lanesOfRun;
  }

  /** Gives a block of records the numbers that its lane, other lanes and arrows have among several runs. */
  #shift(view: DataView): void {
    view.setUint32(4, this.#laneId(view.getUint32(4, true)), true);
    for (let offset = blockHeaderBytes; offset + recordBytes <= view.byteLength; offset += recordBytes) {
      const kind = view.getUint8(offset + recordOffsets.kind);
      if (kind === recordKinds.name) {
        // The text of a name stands in the records behind it.
        offset += Math.ceil(view.getUint32(offset + recordOffsets.extra, true) / recordBytes) * recordBytes;
        continue;
      }
      const subject = view.getUint32(offset + recordOffsets.subject, true);
      if (aboutFlows.has(kind)) {
        view.setUint32(offset + recordOffsets.subject, (subject % flowsOfRun) + this.#place * flowsOfRun, true);
      } else if (subject !== 0 && aboutLanes.has(kind)) {
        view.setUint32(offset + recordOffsets.subject, this.#laneId(subject), true);
      }
    }
  }
}
