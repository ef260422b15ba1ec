import { monotonicMs } from "../../../runtime";
import type { Seat } from "./seat";

/** Longest time of a timer, milliseconds: a longer one would be over at once. */
const longestTimerMs = 2 ** 31 - 1;

/** What a timer is set to for a time limit. @param timeoutMs Infinite for none: it is checked again then. */
export function timerMs(timeoutMs: number): number {
  return Math.min(Math.max(0, timeoutMs), longestTimerMs);
}

/**
 * Watches how long a worker's unit has been running, where its call says how long it may. Call it whenever the worker was
 * sent something.
 *
 * @param onLate Told once, with the unit that has taken longer than `limitMs`.
 */
export function watchTime(seat: Seat, onLate: (unit: number, limitMs: number) => void): void {
  const timed = seat.batches.find(({ call }) => call.timeoutMs > 0);
  if (timed === undefined || seat.timer !== undefined || seat.state === "ending") return;
  const { words } = seat.member;
  // Without shared words it was sent alone, and began when it came.
  const unit = words === null ? timed.first + timed.reported : words.begun;
  const startedMs = words === null ? timed.sentMs : words.startedMs;
  const limitMs = seat.find(unit)?.call.timeoutMs ?? 0;
  const leftMs = limitMs > 0 ? startedMs + limitMs - monotonicMs() : timed.call.timeoutMs;
  if (leftMs <= 0) {
    onLate(unit, limitMs);
    return;
  }
  seat.timer = setTimeout(() => {
    seat.timer = undefined;
    watchTime(seat, onLate);
  }, timerMs(leftMs));
}
