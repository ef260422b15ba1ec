import { categories } from "../../../shared/trace/records";
import { formatValue } from "../format";
import type { LaneItem } from "../layout";
import type { LockTrack } from "../store/lock-track";
import { firstHold, holdsOf, shortLaneName } from "../store/queries";
import type { ValueTrack } from "../store/value-track";
import { queueStretches } from "../store/waits";
import { drawBar, drawLabel, fillBar, labelFont, snapBar } from "./bars";
import type { LaneScene } from "./lanes";
import { fonts, type Paint, stripePeriod } from "./paint";
import { sliverPx } from "./rows";
import { clipped, type Surface } from "./surface";
import { fitLabel } from "./text";

export const holderTop = 5;
export const holderHeight = 16;
const stepsTop = 25;
const stepsHeight = 14;
export const queueTop = 25;
export const queuePitch = 14;
export const queueRowHeight = 12;
export const queueRowsShown = 3;

/** A lock: who held it, and below how many waited or, zoomed in, who. */
export function drawLock(
  out: Surface,
  paint: Paint,
  scene: LaneScene,
  item: LaneItem,
  lock: LockTrack,
  top: number,
): void {
  // Of several runs each has its end; else a lock is there throughout.
  const endNs = (item.lane.run === undefined ? null : item.lane.endNs) ?? scene.nowNs;
  drawHolders(out, paint, scene, lock, top + holderTop, endNs);
  if (item.queueRows) drawQueue(out, paint, scene, lock, top + queueTop);
  else drawWaiterSteps(out, paint, scene, lock, top + stepsTop);
}

function drawHolders(out: Surface, paint: Paint, scene: LaneScene, lock: LockTrack, top: number, endNs: number): void {
  const { store, view, nowNs } = scene;
  const holds = holdsOf(lock);
  const numberOf = (lane: number): number => store.track(lane)?.lane.number ?? 0;
  out.fillStyle = paint.theme.category.idle;
  const lineFrom = Math.max(0, Math.round(view.toPx(0)));
  const lineTo = Math.min(view.width, Math.round(view.toPx(endNs)));
  if (lineTo > lineFrom) out.fillRect(lineFrom, top + holderHeight / 2, lineTo - lineFrom, 1);
  // Slivers: each pixel goes to the holder that had most of it.
  let column = -1;
  let best = 0;
  let bestHolder = 0;
  const flushColumn = (): void => {
    if (column < 0 || best === 0) return;
    out.fillStyle = paint.worker(numberOf(bestHolder));
    out.fillRect(column, top, 1, holderHeight);
    best = 0;
  };
  // Of more holds in a pixel than these, some stand for all.
  const mostInPixel = 32;
  /** The hold before the one to look at after a hold that begins at `from`, CSS pixels. */
  const skipped = (index: number, from: number): number => {
    const finished = lock.holds;
    if (index + mostInPixel >= finished.length) return index;
    const edge = Math.floor(from) + 1;
    if (view.toPx(finished.start(index + mostInPixel)) >= edge) return index;
    const behind = finished.upperBound("start", view.toTime(edge), index);
    return Math.min(index + Math.ceil((behind - index) / mostInPixel), behind - 1) - 1;
  };
  for (let index = firstHold(lock, view.fromNs); index < holds.count; index++) {
    const hold = holds.at(index);
    const from = view.toPx(hold.startNs);
    if (from >= view.width) {
      // No finished one follows that is in view; the open ones stand behind them.
      index = Math.max(index, lock.holds.length - 1);
      continue;
    }
    index = Math.max(index, skipped(index, from));
    const open = hold.endNs > nowNs;
    const to = view.toPx(Math.min(hold.endNs, nowNs));
    if (to < 0) continue;
    if (to - from < sliverPx && !open) {
      const at = Math.max(0, Math.floor(from));
      if (at !== column) flushColumn();
      column = at;
      if (to - from >= best) {
        best = Math.max(to - from, 1e-9);
        bestHolder = hold.holder;
      }
      const last = Math.min(Math.ceil(to), view.width);
      for (let next = at + 1; next < last; next++) {
        flushColumn();
        column = next;
        best = to - next;
        bestHolder = hold.holder;
      }
      continue;
    }
    flushColumn();
    const { left, right } = snapBar(Math.max(from, -8), Math.min(to, view.width + 8), open);
    const box = { x: left, y: top, width: right - left, height: holderHeight };
    const colour = paint.worker(numberOf(hold.holder));
    fillBar(out, box, colour, true, !open);
    const number = numberOf(hold.holder);
    const room = Math.min(to, view.width) - Math.max(from, 0);
    const name = store.track(hold.holder)?.lane.name ?? "";
    const short = shortLaneName(store, hold.holder);
    let label = fitLabel(paint, { full: name, short }, room);
    if (label === "" && number > 0) label = fitLabel(paint, { full: String(number), short: "" }, room + 3);
    if (label !== "") drawLabel(out, label, paint.inkOn(colour), box);
  }
  flushColumn();
}

/** How many wait, as steps over a base line, hatched. */
function drawWaiterSteps(out: Surface, paint: Paint, scene: LaneScene, lock: LockTrack, top: number): void {
  const { view, nowNs } = scene;
  const right = Math.min(view.width, Math.round(view.toPx(nowNs)));
  const left = Math.max(0, Math.round(view.toPx(0)));
  if (right <= left) return;
  const counts = waiterCounts(scene, lock, left, right);
  let most = 0;
  for (const count of counts) most = Math.max(most, count);
  const unit = Math.min(4, (stepsHeight - 2) / Math.max(most, 1));
  const base = top + stepsHeight;
  const colour = paint.theme.category.lockWait;
  if (most === 0) return;
  const steps = (edge: number): void => {
    out.beginPath();
    for (let at = 0; at < counts.length; ) {
      const start = at;
      const count = counts[start]!;
      while (at < counts.length && counts[at] === count) at++;
      // Where nobody waits there is nothing to see, not even a line.
      if (count === 0) continue;
      const y = base - Math.round(count * unit) - edge;
      if (start === 0 || counts[start - 1] === 0) out.moveTo(left + start, base);
      out.lineTo(left + start, y);
      out.lineTo(left + at, y);
      if (at === counts.length || counts[at] === 0) out.lineTo(left + at, base);
    }
  };
  steps(0);
  out.fillStyle = paint.tint[categories.lockWait]!;
  out.fill();
  out.save();
  // Anchored to time zero, so that the stripes move with the picture.
  out.clip();
  const origin = Math.round(view.toPx(0)) % stripePeriod;
  out.translate(origin, base);
  out.fillStyle = paint.lockStripes;
  out.fillRect(left - origin, -stepsHeight, right - left, stepsHeight);
  out.restore();
  steps(0.5);
  out.strokeStyle = colour;
  out.lineWidth = 1;
  out.stroke();
}

/** The highest number of waiters in each pixel column from `left` to `right`. */
function waiterCounts(scene: LaneScene, lock: LockTrack, left: number, right: number): Uint32Array {
  const { view } = scene;
  const counts = new Uint32Array(right - left);
  for (let at = 0; at < counts.length; at++) {
    counts[at] = Math.max(0, lock.mostWaiting(view.toTime(left + at), view.toTime(left + at + 1)));
  }
  return counts;
}

/** Who waits, in the order of the queue: the next one on top. */
function drawQueue(out: Surface, paint: Paint, scene: LaneScene, lock: LockTrack, top: number): void {
  const { store, view, nowNs } = scene;
  for (const stretch of queueStretches(lock, view.fromNs, view.toNs, nowNs)) {
    // Those further back are in the header's count.
    if (stretch.place >= queueRowsShown) continue;
    const from = view.toPx(stretch.fromNs);
    const to = view.toPx(stretch.toNs);
    if (to <= 0 || from >= view.width) continue;
    const { left, right } = snapBar(Math.max(from, -8), Math.min(to, view.width + 8), false);
    const box = { x: left, y: top + stretch.place * queuePitch, width: right - left, height: queueRowHeight };
    const lane = store.track(stretch.lane)?.lane;
    const room = Math.min(to, view.width) - Math.max(from, 0);
    const label = fitLabel(
      paint,
      { full: lane?.name ?? "", short: shortLaneName(store, stretch.lane) },
      room,
      labelFont(queueRowHeight),
    );
    drawBar(out, paint, categories.lockWait, box, Math.round(from), label, false);
  }
}

const lineTop = 6;
const lineHeight = 17;
const writeTop = 27;

/** A shared value: its steps within the visible range, and a tick per write in the writer's colour. */
export function drawValue(out: Surface, paint: Paint, scene: LaneScene, value: ValueTrack, top: number): void {
  const { store, view, nowNs } = scene;
  const { samples } = value;
  const first = Math.max(samples.first, samples.upperBound("time", view.fromNs) - 1);
  const last = samples.upperBound("time", view.toNs);
  if (last <= first) return;
  const { low, high } = value.extremes(first, last);
  const span = high - low;
  const toY = (number: number): number =>
    Math.round(top + lineTop + (span > 0 ? (1 - (number - low) / span) * lineHeight : lineHeight / 2)) + 0.5;
  const end = Math.min(view.width, Math.round(view.toPx(nowNs)));
  clipped(out, { x: 0, y: top, width: Math.max(0, end), height: 34 }, () => {
    out.beginPath();
    let y = toY(samples.value(first));
    out.moveTo(Math.round(view.toPx(samples.time(first))) + 0.5, y);
    for (let row = first + 1; row < last; ) {
      const x = Math.round(view.toPx(samples.time(row)));
      const next = Math.max(row + 1, samples.upperBound("time", view.toTime(x + 0.499), row, last));
      out.lineTo(x + 0.5, y);
      out.lineTo(x + 0.5, toY(samples.value(row)));
      if (next > row + 1) {
        // Several writes in a pixel: from its lowest to its highest.
        const band = value.extremes(row, next);
        out.lineTo(x + 0.5, toY(band.low));
        out.lineTo(x + 0.5, toY(band.high));
      }
      y = toY(samples.value(next - 1));
      out.lineTo(x + 0.5, y);
      row = next;
    }
    out.lineTo(end, y);
    out.strokeStyle = paint.theme.textSecondary;
    out.lineWidth = 1;
    out.stroke();
    let painted = -2;
    const following = (row: number): number =>
      Math.max(row + 1, samples.upperBound("time", view.toTime(painted + 1.499), row, last));
    for (let row = first; row < last; row = following(row)) {
      const x = Math.round(view.toPx(samples.time(row)));
      if (x < painted + 2 || x < -2) continue;
      out.fillStyle = paint.worker(store.track(samples.writer(row))?.lane.number ?? 0);
      out.fillRect(x, top + writeTop, 2, 5);
      painted = x;
    }
    drawLosses(out, paint, scene, value, top);
  });
}

/** Half of a mark's width, CSS pixels, and where it begins within the lane. */
export const lossHalf = 4;
export const lossTop = 24;
const lossHeight = 8;
/** CSS pixels between a mark and the next. */
const lossGap = 2;

/** Lost updates: a triangle each, with the amount where there is room; those that would overlap are one with their sum. */
function drawLosses(out: Surface, paint: Paint, scene: LaneScene, { losses }: ValueTrack, top: number): void {
  const { view } = scene;
  const reachNs = (2 * lossHalf) / view.pxPerNs;
  let row = losses.upperBound("time", view.fromNs - reachNs);
  out.textAlign = "left";
  out.font = fonts.waiter;
  while (row < losses.length && losses.time(row) < view.toNs + reachNs) {
    const first = view.toPx(losses.time(row));
    let last = first;
    let amount = 0;
    let count = 0;
    while (row < losses.length) {
      const x = view.toPx(losses.time(row));
      if (count > 0 && x - last > 2 * lossHalf + lossGap) break;
      amount += losses.amount(row++);
      last = x;
      count++;
    }
    const next = row < losses.length ? view.toPx(losses.time(row)) : view.width;
    const left = Math.round(first);
    const right = Math.round(last);
    const bottom = top + lossTop + lossHeight;
    // So that the marks stand out from the ticks.
    out.fillStyle = paint.theme.surfaceLane;
    out.fillRect(left - lossHalf - 1, top + lossTop, right - left + 2 * lossHalf + 2, lossHeight + 1);
    out.beginPath();
    out.moveTo(left - lossHalf, bottom);
    out.lineTo(left, bottom - lossHeight + 1);
    out.lineTo(right, bottom - lossHeight + 1);
    out.lineTo(right + lossHalf, bottom);
    out.closePath();
    out.fillStyle = paint.theme.danger;
    out.fill();
    const sign = amount < 0 ? "+" : "\u2212";
    const label = `${sign}${formatValue(Math.abs(amount))}${count > 1 ? ` (${count})` : ""}`;
    const from = right + lossHalf + 3;
    const width = paint.measure(label, fonts.waiter);
    if (from + width + lossHalf + 2 > next) continue;
    out.fillStyle = paint.theme.surfaceLane;
    out.fillRect(from - 1, top + lossTop, width + 2, lossHeight + 1);
    out.fillStyle = paint.theme.danger;
    out.fillText(label, from, bottom);
  }
}
