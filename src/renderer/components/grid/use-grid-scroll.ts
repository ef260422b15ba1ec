import { type RefObject, useCallback, useEffect, useLayoutEffect, useRef, useState } from "react";
import {
  type GridSize,
  type GridWindow,
  headerHeight,
  isScaled,
  lastTopRow,
  rowHeight,
  scrollTopOf,
  topRowAt,
  topRowToShow,
  windowAt,
} from "./scroll";

interface GridScroll {
  readonly scroller: RefObject<HTMLDivElement | null>;
  readonly shown: GridWindow;
  /** Whole rows in sight. */
  readonly page: number;
  onScroll(): void;
  /** Brings a row into sight. */
  reveal(row: number): void;
}

/**
 * Which of any number of rows are in sight. Where there are more than the browser can lay out, the scrollbar stands for the
 * share of the rows above, and the wheel moves by rows all the same.
 *
 * @param followsEnd Whether a view that is at the end stays there when rows come.
 */
export function useGridScroll(rowCount: number, followsEnd: boolean): GridScroll {
  const scroller = useRef<HTMLDivElement>(null);
  const [viewHeight, setViewHeight] = useState(200);
  const [topRow, setTopRow] = useState(0);
  const size: GridSize = { rowCount, viewHeight };
  const now = useRef({ size, topRow, wasAtEnd: false });
  now.current.size = size;

  const moveTo = useCallback((row: number): void => {
    const { size: present } = now.current;
    const top = Math.max(0, Math.min(lastTopRow(present), row));
    now.current.topRow = top;
    now.current.wasAtEnd = top > 0 && top >= lastTopRow(present) - 0.5;
    setTopRow(top);
    const element = scroller.current;
    const place = scrollTopOf(top, present);
    if (element !== null && Math.abs(element.scrollTop - place) >= 1) element.scrollTop = place;
  }, []);

  useLayoutEffect(() => {
    const element = scroller.current;
    if (element === null) return undefined;
    const measure = (): void => setViewHeight(Math.max(rowHeight, element.clientHeight - headerHeight));
    measure();
    const observer = new ResizeObserver(measure);
    observer.observe(element);
    return () => observer.disconnect();
  }, []);

  // biome-ignore lint/correctness/useExhaustiveDependencies: another number of rows or another height is the reason to look.
  useLayoutEffect(() => {
    const { topRow: top, wasAtEnd, size: present } = now.current;
    moveTo(followsEnd && wasAtEnd ? lastTopRow(present) : top);
  }, [rowCount, viewHeight, followsEnd, moveTo]);

  useEffect(() => {
    const element = scroller.current;
    if (element === null) return undefined;
    const turn = (event: WheelEvent): void => {
      if (!isScaled(now.current.size.rowCount) || event.ctrlKey || event.deltaY === 0) return;
      event.preventDefault();
      const unit = event.deltaMode === WheelEvent.DOM_DELTA_LINE ? 1 : 1 / rowHeight;
      moveTo(now.current.topRow + event.deltaY * unit);
    };
    // React's own would be passive.
    element.addEventListener("wheel", turn, { passive: false });
    return () => element.removeEventListener("wheel", turn);
  }, [moveTo]);

  const onScroll = useCallback((): void => {
    const element = scroller.current;
    if (element === null) return;
    const { topRow: top, size: present } = now.current;
    // What this hook itself has set is rounded by the browser: the row is known better.
    if (Math.abs(element.scrollTop - scrollTopOf(top, present)) < 1) return;
    moveTo(topRowAt(element.scrollTop, present));
  }, [moveTo]);

  const reveal = useCallback(
    (row: number): void => moveTo(topRowToShow(row, now.current.topRow, now.current.size)),
    [moveTo],
  );

  return { scroller, shown: windowAt(topRow, size), page: Math.floor(viewHeight / rowHeight), onScroll, reveal };
}
