import type { Lane } from "../../shared/trace/lanes";
import { categories } from "../../shared/trace/records";
import { buildDom } from "./dom";
import { Painter } from "./painter";
import { Stage } from "./stage";
import type { SliceChunk, TraceChunk } from "./store/chunk";
import { TraceStore } from "./store/trace-store";
import type { TimelineTheme } from "./theme";
import { timeView } from "./view";

const laneIds = [1, 2, 3, 4, 5, 6, 7, 8];
const valueLaneId = 9;
/** Slices of the outermost row. */
const slicesOfPart = 200;
/** So many it takes until the code is compiled for speed. */
const parts = 8;
const names = ["rehearsal", "a longer name than most", "short"];

/**
 * Draws a growing trace out of sight, so that fonts are loaded and code is compiled when the first trace comes: that alone would
 * take longer than reading its beginning. Each step takes some hundredths of a second, the first one a tenth. Done or ended by
 * `return`, it leaves nothing behind.
 */
export function* rehearsal(document: Document, theme: TimelineTheme): Generator<void> {
  const window = document.defaultView;
  if (window === null) return;
  const host = document.createElement("div");
  Object.assign(host.style, { position: "fixed", visibility: "hidden", width: "1100px", height: "400px" });
  host.setAttribute("aria-hidden", "true");
  document.body.append(host);
  const dom = buildDom(host);
  try {
    yield* drawing(host, new Painter(dom, window, theme));
  } finally {
    // Their pixels would stay until memory is needed.
    for (const canvas of [dom.canvas, dom.overlay, dom.overviewCanvas]) canvas.width = canvas.height = 0;
  }
}

function* drawing(host: HTMLElement, painter: Painter): Generator<void> {
  painter.resize();
  const stage = new Stage(painter);
  // Canvases are drawn on wherever they are.
  host.remove();
  const trace = new MadeUpTrace();
  const store = new TraceStore();
  stage.store = store;
  stage.live = false;
  for (let part = 0; part < parts; part++) {
    store.take(trace.next());
    stage.nowNs = store.endNs;
    // From afar, where sums are drawn, from the middle, and from near, where slices have names.
    for (const toNs of [store.endNs, store.endNs / (part + 1), 1e6]) {
      stage.shown = timeView({ fromNs: 0, toNs }, painter.laneWidth);
      stage.drawBase(null, null, () => performance.now());
      stage.drawOverview(null, null);
    }
    if (part < parts - 1) yield;
  }
}

/** Slices of all widths and depths, with and without gaps: what is met for the first time later has code compiled anew. */
class MadeUpTrace {
  readonly #random = randomNumbers();
  /** By lane: where its slices end, and how many each row has. */
  readonly #lanes = laneIds.map((id) => ({ id, endNs: 0, lengths: [0, 0, 0] }));
  #parts = 0;

  next(): TraceChunk {
    const isFirst = this.#parts++ === 0;
    const fromNs = this.#lanes[0]!.endNs;
    const slices = this.#lanes.flatMap((lane) => this.#slicesOf(lane));
    const time = Float64Array.from({ length: slicesOfPart }, (_, at) => fromNs + at * 50_000);
    const chunk: TraceChunk = {
      lanes: isFirst ? [...laneIds.map((id) => laneOf(id, "worker")), laneOf(valueLaneId, "value")] : [],
      names: isFirst ? names : [],
      slices,
      counters: [{ laneId: valueLaneId, time, value: time.map(() => this.#random() * 100) }],
      instants: [
        { laneId: laneIds[0]!, time: time.slice(0, 9), name: new Uint32Array(9).fill(1), place: time.slice(0, 9) },
      ],
      flows: [],
      restart: [],
    };
    // As it comes from a worker: objects that are made in other ways count as others.
    return structuredClone(chunk);
  }

  #slicesOf(lane: { readonly id: number; endNs: number; readonly lengths: number[] }): SliceChunk[] {
    const rows = [new RowMaker(), new RowMaker(), new RowMaker()] as const;
    const add = (depth: number, start: number, end: number): void => {
      const parent = depth === 0 ? -1 : lane.lengths[depth - 1]! - 1;
      rows[depth]!.add(start, end, this.#random(), parent);
      lane.lengths[depth]!++;
    };
    for (let task = 0; task < slicesOfPart; task++) {
      const start = lane.endNs + (task % 3 === 0 ? 0 : Math.floor(this.#random() * 40_000));
      const taskNs = Math.floor(20_000 + this.#random() ** 4 * 400_000);
      add(0, start, start + taskNs);
      const steps = Math.floor(this.#random() * 4);
      for (let step = 0; step < steps; step++) {
        const stepNs = taskNs / steps;
        const stepStart = start + step * stepNs;
        add(1, stepStart, stepStart + stepNs * this.#random());
        if (step === 1) add(2, stepStart, stepStart + (task % 50 === 0 ? 0 : stepNs * 0.1 * this.#random()));
      }
      lane.endNs = start + taskNs;
    }
    return rows.map((row, depth) => ({ laneId: lane.id, row: depth + 1, ...row.columns(lane.id === laneIds[0]) }));
  }
}

class RowMaker {
  readonly #start: number[] = [];
  readonly #end: number[] = [];
  readonly #name: number[] = [];
  readonly #parent: number[] = [];

  add(start: number, end: number, random: number, parent: number): void {
    this.#start.push(start);
    this.#end.push(end);
    this.#name.push(1 + Math.floor(random * names.length));
    this.#parent.push(parent);
  }

  /** @param isMixed Whether the slices have several categories. */
  columns(isMixed: boolean) {
    return {
      start: Float64Array.from(this.#start),
      end: Float64Array.from(this.#end),
      category: Uint8Array.from(this.#start, (_, at) => (isMixed ? 1 + (at % 6) : categories.compute)),
      name: Uint32Array.from(this.#name),
      place: Float64Array.from(this.#start, (_, at) => at),
      parent: Int32Array.from(this.#parent),
    };
  }
}

/** Numbers in 0..1 that are the same each time. Source: Marsaglia, xorshift, 32 bits. */
function randomNumbers(): () => number {
  let state = 0x2545f491;
  return () => {
    state ^= state << 13;
    state ^= state >>> 17;
    state ^= state << 5;
    return (state >>> 0) / 2 ** 32;
  };
}

function laneOf(id: number, kind: "worker" | "value"): Lane {
  return {
    id,
    kind,
    name: "process",
    number: id,
    pid: 1,
    part: `thread ${id}`,
    valueType: "",
    startNs: 0,
    endNs: null,
    exit: null,
    remark: "",
  };
}
