import type { Lane } from "../../shared/trace/lanes";
import { buildDom } from "./dom";
import { Painter } from "./painter";
import { Stage } from "./stage";
import { TraceStore } from "./store/trace-store";
import type { TimelineTheme } from "./theme";
import { timeView } from "./view";

const laneCount = 4;
/** As many as it takes for whole blocks and sums of them. */
const slicesOfLane = 1_200;
const sliceNs = 1_000;

/**
 * Draws a small trace out of sight, so that fonts are loaded and code is compiled when the first trace comes: that alone would
 * take longer than reading its beginning. Takes about a tenth of a second; leaves nothing behind.
 */
export function rehearse(document: Document, theme: TimelineTheme): void {
  const window = document.defaultView;
  if (window === null) return;
  const host = document.createElement("div");
  Object.assign(host.style, { position: "fixed", visibility: "hidden", width: "900px", height: "400px" });
  host.setAttribute("aria-hidden", "true");
  document.body.append(host);
  try {
    const painter = new Painter(buildDom(host), window, theme);
    painter.resize();
    const stage = new Stage(painter);
    const store = rehearsedStore();
    stage.store = store;
    stage.live = false;
    stage.nowNs = store.endNs;
    // From afar, where sums are drawn, and from near, where slices have names.
    for (const toNs of [store.endNs, 20 * sliceNs]) {
      stage.shown = timeView({ fromNs: 0, toNs }, painter.laneWidth);
      stage.drawBase(null, null, () => window.performance.now());
      stage.drawOverview(null, null);
    }
  } finally {
    host.remove();
  }
}

function rehearsedStore(): TraceStore {
  const store = new TraceStore();
  const lanes = Array.from({ length: laneCount }, (_, at) => laneOf(at + 1));
  for (let part = 0; part < 2; part++) {
    store.take({
      lanes: part === 0 ? lanes : [],
      names: part === 0 ? ["rehearsal"] : [],
      slices: lanes.flatMap(({ id }) => [1, 2].map((row) => slicesOf(id, row, part))),
      counters: [],
      instants: [],
      flows: [],
      restart: [],
    });
  }
  return store;
}

function slicesOf(laneId: number, row: number, part: number) {
  const numbers = Array.from({ length: slicesOfLane }, (_, at) => part * slicesOfLane + at);
  return {
    laneId,
    row,
    start: Float64Array.from(numbers, (at) => at * sliceNs),
    end: Float64Array.from(numbers, (at) => (at + 0.8) * sliceNs),
    category: Uint8Array.from(numbers, (at) => 1 + (at % 5)),
    name: new Uint32Array(slicesOfLane).fill(1),
    place: Float64Array.from(numbers),
    parent: Int32Array.from(numbers, (at) => (row === 1 ? -1 : at)),
  };
}

function laneOf(id: number): Lane {
  return {
    id,
    kind: "worker",
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
