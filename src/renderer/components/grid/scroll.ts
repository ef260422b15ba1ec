/** CSS pixels; the style sheet says the same. */
export const rowHeight = 20;
export const headerHeight = 24;

/** Browsers stop at 33 million pixels, some at 17: beyond this a pixel of the scrollbar stands for more than a pixel of rows. */
const tallest = 8_000_000;

/** What is scrolled. */
export interface GridSize {
  readonly rowCount: number;
  /** CSS pixels of the rows in sight, the header not counted. */
  readonly viewHeight: number;
}

/** CSS pixels of all rows, as far as the scrollbar knows. */
function contentHeight(rowCount: number): number {
  return Math.min(rowCount * rowHeight, tallest);
}

/** Whether there are more rows than can be laid out in pixels. */
export function isScaled(rowCount: number): boolean {
  return rowCount * rowHeight > tallest;
}

/** The largest row, with its fraction, that can stand at the top. */
export function lastTopRow({ rowCount, viewHeight }: GridSize): number {
  return Math.max(0, rowCount - viewHeight / rowHeight);
}

/** The row at the top of the view, with its fraction, where the scrollbar stands. */
export function topRowAt(scrollTop: number, size: GridSize): number {
  if (!isScaled(size.rowCount)) return scrollTop / rowHeight;
  const scrollable = contentHeight(size.rowCount) - size.viewHeight;
  return (Math.max(0, Math.min(scrollable, scrollTop)) / scrollable) * lastTopRow(size);
}

/** Where the scrollbar stands for a row at the top of the view. */
export function scrollTopOf(topRow: number, size: GridSize): number {
  if (!isScaled(size.rowCount)) return topRow * rowHeight;
  return (topRow / lastTopRow(size)) * (contentHeight(size.rowCount) - size.viewHeight);
}

/** The top row that brings `row` into sight by the shortest way; `topRow` where it is in sight already. */
export function topRowToShow(row: number, topRow: number, size: GridSize): number {
  const page = size.viewHeight / rowHeight;
  const top = row < topRow ? row : row + 1 > topRow + page ? row + 1 - page : topRow;
  return Math.max(0, Math.min(lastTopRow(size), top));
}

/** More rows than are seen, so that scrolling shows no gaps before the next frame. */
const overscan = 8;

/** The rows to lay out, and the pixels of nothing above and below them. */
export interface GridWindow {
  readonly from: number;
  /** Behind the last. */
  readonly to: number;
  readonly above: number;
  readonly below: number;
}

export function windowAt(topRow: number, size: GridSize): GridWindow {
  const { rowCount, viewHeight } = size;
  const scrollTop = scrollTopOf(topRow, size);
  const fits = Math.floor(scrollTop / rowHeight);
  const first = Math.floor(topRow);
  const from = Math.max(0, first - Math.min(overscan, fits));
  const to = Math.min(rowCount, Math.ceil(topRow + viewHeight / rowHeight) + overscan);
  const above = Math.max(0, scrollTop - (topRow - from) * rowHeight);
  return { from, to, above, below: Math.max(0, contentHeight(rowCount) - above - (to - from) * rowHeight) };
}
