import type { Lane } from "../../../shared/trace/lanes";

/**
 * What a reader of a trace's file hands to the store. Typed arrays belong to the store from then on: a web worker
 * transfers them, nothing is copied. Times are nanoseconds since the trace's epoch.
 */
export interface TraceChunk {
  /** New or changed lanes. */
  readonly lanes: readonly Lane[];
  /** Further names. Their numbers go on where the chunk before ended; 0 is the empty name, the first one given is 1. */
  readonly names: readonly string[];
  readonly slices: readonly SliceChunk[];
  readonly counters: readonly CounterChunk[];
  readonly instants: readonly InstantChunk[];
  readonly flows: readonly FlowChunk[];
  /** Lanes whose rows, numbers and marks start over with this chunk: what was handed on before was not in order. */
  readonly restart: readonly number[];
}

/** Slices behind those that a lane's row has: ascending by start, ascending by end, none over another. */
export interface SliceChunk {
  readonly laneId: number;
  /** 0 is for tasks alone, 1 is the outermost level of what else there is. */
  readonly row: number;
  readonly start: Float64Array;
  readonly end: Float64Array;
  /** Numbers of `categories`. */
  readonly category: Uint8Array;
  readonly name: Uint32Array;
  /** Byte of the file at which the event's text begins, NaN for none. */
  readonly place: Float64Array;
  /** Index of the enclosing slice in the row above, -1 for none; that slice may come later. */
  readonly parent: Int32Array;
}

/** Values of a lane that shows a number, ascending by time. */
export interface CounterChunk {
  readonly laneId: number;
  readonly time: Float64Array;
  readonly value: Float64Array;
}

/** Marks on a lane, ascending by time. */
export interface InstantChunk {
  readonly laneId: number;
  readonly time: Float64Array;
  readonly name: Uint32Array;
  /** Byte of the file at which the event's text begins, NaN for none. */
  readonly place: Float64Array;
}

/** Ends of arrows on a lane, ascending by time. Both ends of an arrow carry the same number, 1 or more. */
export interface FlowChunk {
  readonly laneId: number;
  /** Whether the arrows leave from here. */
  readonly out: boolean;
  readonly time: Float64Array;
  readonly flow: Uint32Array;
}
