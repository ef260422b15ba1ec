import type { LaneTrack, Slices } from "../store/lane-track";
import type { SliceRef } from "../store/queries";
import { HitBits } from "./hit-bits";

/** A place that was found: a lane by its name, a slice, or a moment that is marked on a lane. */
export type Hit =
  | { readonly kind: "lane"; readonly laneId: number }
  | { readonly kind: "slice"; readonly ref: Extract<SliceRef, { kind: "slice" }> }
  | { readonly kind: "instant"; readonly laneId: number; readonly index: number; readonly timeNs: number };

type Instants = LaneTrack["instants"];

/** What was found among the slices of a row, or among the moments of a lane. */
export abstract class SearchedRow {
  readonly laneId: number;
  readonly bits = new HitBits();
  /** What stands before this index has been looked at. */
  seen: number;
  abstract readonly table: Slices | Instants;

  constructor(laneId: number, first: number) {
    this.laneId = laneId;
    this.seen = first;
  }

  get first(): number {
    return this.table.first;
  }

  get length(): number {
    return this.table.length;
  }

  /** When one begins, nanoseconds since the epoch. */
  abstract timeAt(index: number): number;
  /** The first one that begins behind a time. */
  abstract upperBound(timeNs: number): number;
  abstract hitAt(index: number): Hit;

  /** The first one that begins at or behind a time. */
  lowerBound(timeNs: number): number {
    let index = this.upperBound(timeNs);
    while (index > this.first && this.timeAt(index - 1) >= timeNs) index--;
    return index;
  }
}

export class SearchedSlices extends SearchedRow {
  readonly table: Slices;
  readonly row: number;

  constructor(laneId: number, row: number, slices: Slices) {
    super(laneId, slices.first);
    this.row = row;
    this.table = slices;
  }

  timeAt(index: number): number {
    return this.table.start(index);
  }

  upperBound(timeNs: number): number {
    return this.table.upperBound("start", timeNs);
  }

  hitAt(index: number): Hit {
    return { kind: "slice", ref: { kind: "slice", laneId: this.laneId, row: this.row, index } };
  }
}

export class SearchedInstants extends SearchedRow {
  readonly table: Instants;

  constructor(laneId: number, instants: Instants) {
    super(laneId, instants.first);
    this.table = instants;
  }

  timeAt(index: number): number {
    return this.table.time(index);
  }

  upperBound(timeNs: number): number {
    return this.table.upperBound("time", timeNs);
  }

  hitAt(index: number): Hit {
    return { kind: "instant", laneId: this.laneId, index, timeNs: this.timeAt(index) };
  }
}
