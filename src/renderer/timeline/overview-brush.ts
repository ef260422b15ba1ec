import { brushX, type D3BrushEvent, select } from "d3";
import { overviewHeight, overviewTop, stripBottom } from "./draw/overview";
import type { TraceStore } from "./store/trace-store";
import type { TimeRange, TimeView } from "./view";

/** The brush over the overview: shows which time is in view, and changes it. */
export interface OverviewBrush {
  /**
   * Puts the brush where the view is.
   *
   * @param store What is below it.
   */
  show(whole: TimeView, shown: TimeRange, store: TraceStore | null): void;
  destroy(): void;
}

const narrowest = 3;
const gripWidth = 4;
const gripHeight = 13;

/** @param onBrush The user moved or drew the brush, CSS pixels of the overview. */
export function createOverviewBrush(svg: SVGSVGElement, onBrush: (from: number, to: number) => void): OverviewBrush {
  const root = select<SVGSVGElement, unknown>(svg);
  // What is out of view is dimmed.
  const shades = [0, 1].map(() => root.append("rect").attr("class", "shade"));
  // Leads from the brush to the ruler: what is below is this stretch, made wide.
  const lens = root.append("path").attr("class", "lens");
  const group = root.append("g");
  const grips = [0, 1].map(() =>
    root
      .append("rect")
      .attr("class", "grip")
      .attr("width", gripWidth)
      .attr("height", gripHeight)
      .attr("rx", gripWidth / 2),
  );
  let width = 0;
  let top = Number.NaN;
  let shownFrom = Number.NaN;
  let shownTo = Number.NaN;
  const brush = brushX<unknown>()
    .handleSize(5)
    .on("brush end", (event: D3BrushEvent<unknown>) => {
      // Moves by `show` have no source event. A click alone would leave the brush empty: the view stays then.
      if (event.sourceEvent === null || event.sourceEvent === undefined) return;
      const selection = event.selection as [number, number] | null;
      shownFrom = Number.NaN;
      if (selection !== null && selection[1] - selection[0] >= 1) onBrush(selection[0], selection[1]);
    });
  return {
    show(whole, shown, store) {
      if (whole.width !== width || overviewTop(store) !== top) {
        width = whole.width;
        top = overviewTop(store);
        for (const shade of shades) shade.attr("y", top).attr("height", stripBottom - top);
        for (const grip of grips) grip.attr("y", (top + stripBottom - gripHeight) / 2);
        brush.extent([
          [0, top - 2],
          [width, stripBottom + 1],
        ]);
        group.call(brush);
        shownFrom = Number.NaN;
      }
      let from = Math.max(0, Math.min(width - narrowest, whole.toPx(shown.fromNs)));
      let to = Math.max(from, Math.min(width, whole.toPx(shown.toNs)));
      if (to - from < narrowest) {
        from = Math.max(0, (from + to - narrowest) / 2);
        to = from + narrowest;
      }
      if (Math.abs(from - shownFrom) < 0.25 && Math.abs(to - shownTo) < 0.25) return;
      shownFrom = from;
      shownTo = to;
      group.call(brush.move, [from, to]);
      shades[0]!.attr("width", from);
      shades[1]!.attr("x", to).attr("width", width - to);
      grips[0]!.attr("x", from - gripWidth / 2);
      grips[1]!.attr("x", to - gripWidth / 2);
      lens.attr("d", `M${from},${stripBottom + 1}H${to}L${width},${overviewHeight}H0Z`);
    },
    destroy() {
      group.on(".brush", null);
      root.selectChildren().remove();
    },
  };
}
