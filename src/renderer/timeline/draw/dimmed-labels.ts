import { categories } from "../../../shared/trace/records";
import type { Slices } from "../store/lane-track";
import { visitRow } from "../store/pyramid";
import { sliceLabel } from "../store/queries";
import type { TraceStore } from "../store/trace-store";
import type { TimeView } from "../view";
import { drawLabel, snapBar } from "./bars";
import type { Paint } from "./paint";
import { fitSticky, groupedBelowPx, overhangPx } from "./rows";
import type { Surface } from "./surface";
import { labelPadding } from "./text";

/** Narrower slices have no label, CSS pixels. */
const labelFromPx = 15;
const taskLabelFromPx = 28;

interface DimmedRow {
  readonly store: TraceStore;
  readonly view: TimeView;
  readonly slices: Slices;
  readonly isTasks: boolean;
  readonly nowNs: number;
  /** CSS pixels. */
  readonly top: number;
  readonly height: number;
  /** By pixel of the view: 1 where the row stays bright. */
  readonly lit: Uint8Array;
}

/** Writes the labels of dimmed slices once more: made for the full colour of their slices, they would not be legible on a pale one. */
export function drawDimmedLabels(out: Surface, paint: Paint, row: DimmedRow): void {
  const { store, view, slices, isTasks, nowNs, top, height, lit } = row;
  const least = isTasks ? taskLabelFromPx : labelFromPx;
  visitRow(slices, view.fromNs, view.toNs, groupedBelowPx / view.pxPerNs, {
    // None of its slices is wide enough.
    group() {},
    slices({ columns, from: base }, first, until) {
      for (let at = first - base; at < until - base; at++) {
        const from = view.toPx(columns.start[at]!);
        const to = view.toPx(Math.min(columns.end[at]!, nowNs));
        if (to - from < least || from >= view.width || columns.category[at] === categories.idle) continue;
        if (lit[Math.floor(Math.max(from, 0)) + labelPadding] === 1) continue;
        const label = fitSticky(paint, sliceLabel(store, slices, base + at), from, to, view.width);
        if (label === "") continue;
        const { left, right } = snapBar(Math.max(from, -overhangPx), Math.min(to, view.width + overhangPx), false);
        // Behind the edge of a task.
        const x = isTasks && from >= 0 ? left + 1 : left;
        drawLabel(out, label, paint.theme.textSecondary, { x, y: top, width: right - left, height });
      }
    },
  });
}
