import { Blob } from "node:buffer";
import type { TraceChunk } from "../../../src/renderer/timeline/store/chunk";
import { readTrace, type TraceOutcome } from "../../../src/renderer/traces/read-trace";
import { FileScanner } from "../../../src/renderer/traces/scan/file-scanner";
import type { Lane } from "../../../src/shared/trace/lanes";

/** Start and end in nanoseconds, name, byte of the event. */
export type PlainSlice = readonly [startNs: number, endNs: number, name: string, place: number];

export interface PlainLane {
  /** By depth. */
  readonly rows: readonly (readonly PlainSlice[])[];
  readonly instants: readonly (readonly [timeNs: number, name: string, place: number])[];
  readonly values: readonly (readonly [timeNs: number, value: number])[];
}

/** By `part / name`, or the name where there is no part. */
export type PlainTrace = Readonly<Record<string, PlainLane>>;

interface GrowingLane {
  rows: [number, number, number, number, number][][];
  instants: [number, number, number][];
  values: [number, number][];
}

/** Puts chunks together as a store does, in plain arrays; checks what a store relies on. */
export class PlainStore {
  readonly lanes = new Map<number, Lane>();
  readonly names = [""];
  readonly flows: { readonly laneId: number; readonly out: boolean; readonly timeNs: number; readonly flow: number }[] =
    [];
  /** How often a lane started over. */
  restarts = 0;
  readonly #lanes = new Map<number, GrowingLane>();

  take(chunk: TraceChunk): void {
    for (const lane of chunk.lanes) {
      this.lanes.set(lane.id, lane);
      if (!this.#lanes.has(lane.id)) this.#lanes.set(lane.id, { rows: [], instants: [], values: [] });
    }
    this.names.push(...chunk.names);
    this.restarts += chunk.restart.length;
    for (const id of chunk.restart) Object.assign(this.#of(id), { rows: [], instants: [], values: [] });
    for (const { laneId, row, start, end, name, place, parent } of chunk.slices) {
      const { rows } = this.#of(laneId);
      while (rows.length < row) rows.push([]);
      const slices = rows[row - 1]!;
      for (let at = 0; at < start.length; at++) {
        const before = slices[slices.length - 1];
        if (before !== undefined && before[1] > start[at]!) throw new Error("slices of a row overlap");
        if (!Number.isFinite(end[at]!) || end[at]! < start[at]!) throw new Error("a slice ends before it begins");
        slices.push([start[at]!, end[at]!, name[at]!, place[at]!, parent[at]!]);
      }
    }
    for (const { laneId, time, name, place } of chunk.instants) {
      for (let at = 0; at < time.length; at++) this.#of(laneId).instants.push([time[at]!, name[at]!, place[at]!]);
    }
    for (const { laneId, time, value } of chunk.counters) {
      for (let at = 0; at < time.length; at++) this.#of(laneId).values.push([time[at]!, value[at]!]);
    }
    for (const { laneId, out, time, flow } of chunk.flows) {
      for (let at = 0; at < time.length; at++) this.flows.push({ laneId, out, timeNs: time[at]!, flow: flow[at]! });
    }
  }

  plain(): PlainTrace {
    const entries = [...this.#lanes].map(([id, { rows, instants, values }]): [string, PlainLane] => {
      rows.forEach((row, depth) => {
        for (const [start, , , , parent] of row) {
          if (parent < 0) continue;
          const around = rows[depth - 1]?.[parent];
          if (around === undefined || around[0] > start) throw new Error("a slice lies in none that begins before it");
        }
      });
      return [
        labelOf(this.lanes.get(id)!),
        {
          rows: rows.map((row) => row.map(([from, to, name, place]) => [from, to, this.names[name]!, place])),
          instants: instants.map(([time, name, place]) => [time, this.names[name]!, place]),
          values: [...values].sort((a, b) => a[0] - b[0]),
        },
      ];
    });
    return Object.fromEntries(entries.sort(([a], [b]) => (a < b ? -1 : 1)));
  }

  #of(laneId: number): GrowingLane {
    const lane = this.#lanes.get(laneId);
    if (lane === undefined) throw new Error(`lane ${laneId} was not told`);
    return lane;
  }
}

function labelOf({ name, part }: Lane): string {
  return part === "" ? name : `${part} / ${name}`;
}

export interface ReadOptions {
  readonly scanners?: number;
  readonly pieceBytes?: number;
  readonly overhangBytes?: number;
  readonly isPacked?: boolean;
  /** So many of the first bytes are at hand before the file is read. */
  readonly headBytes?: number;
}

/** Reads a trace as the app does, but without workers. */
export async function readText(
  content: string | Uint8Array,
  { scanners = 2, pieceBytes = 1 << 20, overhangBytes = 1 << 16, isPacked = false, headBytes = 0 }: ReadOptions = {},
): Promise<{ readonly store: PlainStore; readonly outcome: TraceOutcome }> {
  // Node's own type of it differs from the browser's in what nobody uses here.
  const file = new Blob([content]) as unknown as globalThis.Blob;
  const store = new PlainStore();
  const outcome = await readTrace(
    { file, isPacked },
    Array.from({ length: scanners }, () => new FileScanner(file, overhangBytes)),
    {
      isFree: true,
      take: (chunk) => store.take(chunk),
      free: () => Promise.resolve(),
      progress: () => undefined,
    },
    {
      head: new Uint8Array(await file.slice(0, headBytes).arrayBuffer()),
      cutting: { pieceBytes: () => pieceBytes, stretchBytes: pieceBytes },
    },
  );
  return { store, outcome };
}
