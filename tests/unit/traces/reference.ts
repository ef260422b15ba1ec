import type { PlainLane, PlainSlice, PlainTrace } from "./support";

export interface TestEvent {
  readonly name: string;
  readonly ph: string;
  readonly ts: number;
  readonly dur?: number;
  readonly pid: number;
  readonly tid: number;
  readonly cat?: string;
  readonly id?: string;
  readonly args?: Readonly<Record<string, unknown>>;
}

interface Open {
  readonly start: number;
  end: number;
  readonly name: string;
  readonly place: number;
  readonly order: number;
}

/** Slices, moments and counters of a trace by brute force, from events that were parsed as a whole. */
export function reference(events: readonly TestEvent[], places: readonly number[]): PlainTrace {
  const placeOf = new Map(events.map((event, at) => [event, places[at]!]));
  const shown = events.filter(({ ph }) => "XBEiCbe".includes(ph));
  const startOf = ({ ts }: TestEvent): number => Math.round(ts * 1_000);
  const endOf = ({ ts, dur = 0 }: TestEvent): number => Math.round((ts + Math.max(0, dur)) * 1_000);
  const epoch = shown.map(startOf).reduce((a, b) => Math.min(a, b));
  const traceEnd = shown
    .map((event) => (event.ph === "X" ? endOf(event) : startOf(event)))
    .reduce((a, b) => Math.max(a, b));
  const lanes: Record<string, PlainLane> = {};
  const threads = new Map<number, Set<number>>();
  // Slices without a thread and arrows name one too.
  for (const { pid, tid, ph } of shown) {
    if (ph !== "C") threads.set(pid, (threads.get(pid) ?? new Set()).add(tid));
  }
  for (const [pid, tids] of threads) {
    for (const tid of tids) {
      const own = shown
        .map((event, order) => ({ event, order, place: placeOf.get(event)! }))
        .filter(({ event }) => event.pid === pid && event.tid === tid && event.ph !== "C");
      const slices = own
        .filter(({ event }) => event.ph === "X")
        .map(({ event, order, place }): Open & { key: number } => {
          const end = endOf(event);
          return { start: startOf(event), end, key: end, name: event.name, place, order };
        });
      const open: (Open & { key: number })[] = [];
      const paired = own.filter(({ event }) => event.ph === "B" || event.ph === "E");
      for (const { event, order, place } of stable(paired, (a, b) => startOf(a.event) - startOf(b.event))) {
        if (event.ph === "B") {
          const slice = { start: startOf(event), end: Number.POSITIVE_INFINITY, name: event.name, place, order };
          open.push({ ...slice, key: Number.POSITIVE_INFINITY });
          slices.push(open[open.length - 1]!);
        } else {
          const begun = open.pop();
          if (begun !== undefined) begun.end = startOf(event);
        }
      }
      const sorted = [...slices].sort((a, b) => a.start - b.start || compare(b.key, a.key) || a.order - b.order);
      const instants = own.filter(({ event }) => event.ph === "i");
      lanes[threads.get(pid)!.size === 1 ? `process ${pid}` : `process ${pid} / thread ${tid}`] = {
        rows: nested(sorted, epoch, traceEnd),
        instants: stable(instants, (a, b) => startOf(a.event) - startOf(b.event)).map(({ event, place }) => [
          startOf(event) - epoch,
          event.name,
          place,
        ]),
        values: [],
      };
    }
  }
  for (const event of shown.filter(({ ph }) => ph === "C")) {
    for (const [argument, value] of Object.entries(event.args ?? {})) {
      if (typeof value !== "number") continue;
      const label = `process ${event.pid} / ${argument === "value" ? event.name : `${event.name} ${argument}`}`;
      lanes[label] ??= { rows: [], instants: [], values: [] };
      (lanes[label].values as (readonly [number, number])[]).push([startOf(event) - epoch, value]);
    }
  }
  for (const lane of Object.values(lanes)) (lane.values as [number, number][]).sort((a, b) => a[0] - b[0]);
  return Object.fromEntries(Object.entries(lanes).sort(([a], [b]) => (a < b ? -1 : 1)));
}

function nested(sorted: readonly Open[], epoch: number, traceEnd: number): readonly (readonly PlainSlice[])[] {
  const rows: PlainSlice[][] = [];
  const around: Open[] = [];
  for (const slice of sorted) {
    while (around.length > 0 && around[around.length - 1]!.end <= slice.start) around.pop();
    const row = around.length;
    rows[row] ??= [];
    const end = slice.end === Number.POSITIVE_INFINITY ? traceEnd : slice.end;
    rows[row].push([slice.start - epoch, end - epoch, slice.name, slice.place]);
    around.push(slice);
  }
  return rows;
}

function stable<Value>(values: readonly Value[], order: (a: Value, b: Value) => number): readonly Value[] {
  return [...values].sort(order);
}

function compare(a: number, b: number): number {
  return a === b ? 0 : a - b;
}
