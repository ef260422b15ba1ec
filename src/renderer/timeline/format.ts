import { format } from "d3";
import type { LaneKind } from "../../shared/trace/lanes";

const tenth = format(",.1f");
const hundredth = format(",.2f");
const whole = format(",.0f");
const grouped = format(",");

/** Nanoseconds as people read them: `67.3 ms`, `9.41 s`, `2 min 05 s`. */
export function formatDuration(ns: number): string {
  if (ns < 1_000) return `${whole(ns)} ns`;
  if (ns < 999_950) return `${tenth(ns / 1e3)} µs`;
  if (ns < 999_950_000) return `${tenth(ns / 1e6)} ms`;
  if (ns < 59_995_000_000) return `${hundredth(ns / 1e9)} s`;
  const seconds = Math.round(ns / 1e9);
  if (seconds < 3_600) return `${Math.floor(seconds / 60)} min ${twoDigits(seconds % 60)} s`;
  if (seconds < 360_000) {
    return `${Math.floor(seconds / 3_600)} h ${twoDigits(Math.floor((seconds % 3_600) / 60))} min`;
  }
  return `${whole(seconds / 86_400)} d`;
}

/** A duration in the unit that suits a larger one, so that a column of them aligns: `0.08 s` beside `32.91 s`. */
export function formatDurationLike(ns: number, largestNs: number): string {
  const [unitNs, unit, digits] =
    largestNs >= 1e9
      ? ([1e9, "s", hundredth] as const)
      : largestNs >= 1e6
        ? ([1e6, "ms", tenth] as const)
        : ([1e3, "µs", tenth] as const);
  return `${digits(ns / unitNs)} ${unit}`;
}

/** A point in time with the digits that a step between neighbours needs: `8.94 s`, `12:30`. */
export function formatTime(ns: number, stepNs: number): string {
  if (stepNs >= 86_400e9) return `${whole(ns / 86_400e9)} d`;
  if (stepNs >= 60e9) {
    const seconds = Math.round(ns / 1e9);
    const hours = Math.floor(seconds / 3_600);
    const minutes = Math.floor((seconds % 3_600) / 60);
    const rest = `${twoDigits(minutes)}:${twoDigits(seconds % 60)}`;
    return hours > 0 ? `${hours}:${rest}` : rest;
  }
  const digits = Math.max(0, Math.min(9, -Math.floor(Math.log10(stepNs / 1e9) + 1e-9)));
  return `${(ns / 1e9).toFixed(digits)} s`;
}

/** Where something of a length begins or ends: with digits enough to tell both apart, and not fewer than for 0.1 ms. */
export function formatPlace(ns: number, lengthNs: number): string {
  return formatTime(ns, Math.max(1, Math.min(1e5, lengthNs / 100)));
}

/** A value as it stands in a lane's header: grouped digits, at most six decimals. */
export function formatValue(value: number): string {
  if (!Number.isFinite(value)) return String(value);
  if (Number.isInteger(value)) return Math.abs(value) < 1e15 ? grouped(value) : String(value);
  return Math.abs(value) >= 1e-6 && Math.abs(value) < 1e15 ? format(",.6~f")(value) : value.toPrecision(7);
}

/** A number of a lane with its unit: `83 %` of a core, `142 MB`. */
export function formatLaneValue(kind: LaneKind, value: number): string {
  if (kind === "cpu") return `${Math.round(value)} %`;
  return kind === "memory" ? formatBytes(value) : formatValue(value);
}

/** Bytes with three digits: `142 MB`. */
function formatBytes(bytes: number): string {
  const units = ["B", "kB", "MB", "GB", "TB"];
  let value = bytes;
  let unit = 0;
  while (value >= 999.5 && unit < units.length - 1) {
    value /= 1_000;
    unit++;
  }
  return `${unit === 0 || value >= 99.95 ? Math.round(value) : value.toFixed(1)} ${units[unit]}`;
}

/** A share as `60 %`; `<1 %` for what is there but small. */
export function formatShare(share: number): string {
  if (share > 0 && share < 0.01) return "<1 %";
  return `${Math.floor(share * 100 + 1e-9)} %`;
}

function twoDigits(value: number): string {
  return String(value).padStart(2, "0");
}
