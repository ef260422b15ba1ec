import { format } from "d3";
import prettyBytes from "pretty-bytes";
import type { Dataset, Mode, Run, RunState } from "../shared/contract/models";
import { formatDuration } from "./timeline/format";

const whole = format(",.0f");
const tenth = format(",.1f");
const hundredths = format(",.2~f");
const fourDigits = format(",.4~r");
const threeDigits = format(".3~s");

export const modeWords: Readonly<Record<Mode, string>> = {
  sequential: "Sequential",
  concurrent: "Concurrent",
  threads: "Threads",
  processes: "Processes",
};

export const modeHints: Readonly<Record<Mode, string>> = {
  sequential: "one thread, one task after the other",
  concurrent: "one thread, tasks interleaved",
  threads: "threads of one process",
  processes: "a process for each worker",
};

export const stateWords: Readonly<Record<RunState, string>> = {
  starting: "Starting",
  running: "Live",
  stopping: "Stopping",
  done: "Done",
  failed: "Failed",
  stopped: "Stopped",
};

export const formatWords: Readonly<Record<Dataset["format"], string>> = {
  csv: "CSV",
  ndjson: "NDJSON",
  json: "JSON",
  parquet: "Parquet",
  text: "text",
  images: "images",
  texts: "texts",
  idx: "IDX",
};

/** `CSV, gzip`. */
export function datasetKind({ format, compression }: Pick<Dataset, "format" | "compression">): string {
  return compression === "none" ? formatWords[format] : `${formatWords[format]}, ${compression}`;
}

/** `4.12 GB`. */
export function formatBytes(bytes: number): string {
  return prettyBytes(bytes);
}

export function formatCount(value: number): string {
  return whole(value);
}

/** `1 event`, `1,204 events`. */
export function formatEvents(count: number): string {
  return `${formatCount(count)} ${count === 1 ? "event" : "events"}`;
}

/** A decimal in few digits: two behind the point, more where it is small. */
export function formatShort(value: number): string {
  return Math.abs(value) >= 1 || value === 0 ? hundredths(value) : fourDigits(value);
}

/** A count where there is little room: `98,765`, `1.15 M`. */
function formatCompact(value: number): string {
  return value < 100_000 ? whole(value) : threeDigits(value).replace(/(?=[kMGTP]$)/, " ");
}

/** `9.41 s`, `2 min 05 s`. */
export function formatMs(ms: number): string {
  return formatDuration(ms * 1e6);
}

/** As `formatMs`, in the unit of the largest figure beside it where nothing is lost by that: `0.99 s` above `1.02 s`. */
export function formatMsBeside(ms: number, largestMs: number): string {
  return ms >= 10 && ms < 1_000 && largestMs >= 1_000 && largestMs < 60_000
    ? `${(ms / 1_000).toFixed(2)} s`
    : formatMs(ms);
}

/** 0..1 as `54 %`; 100 only when all is done. */
export function formatPercent(fraction: number): string {
  return `${Math.floor(Math.max(0, Math.min(1, fraction)) * 100 + 1e-9)} %`;
}

/** 0..1 as `34.7 %`; `<0.1 %` for what is there but small. */
export function formatShare(fraction: number): string {
  return fraction > 0 && fraction < 0.0005 ? "<0.1 %" : `${tenth(fraction * 100)} %`;
}

function formatAmount(value: number, unit: Run["progress"]["unit"]): string {
  return unit === "bytes" ? formatBytes(value) : formatCompact(value);
}

/** An amount on its own: `4.12 GB`, `1 item`. */
export function formatSize(value: number, unit: Run["progress"]["unit"]): string {
  return unit === "bytes" ? formatBytes(value) : `${formatCount(value)} ${value === 1 ? "item" : "items"}`;
}

/** 0..1; 0 while nothing is planned. */
export function progressFraction({ progress }: Pick<Run, "progress">): number {
  return progress.total > 0 ? Math.min(1, progress.done / progress.total) : 0;
}

/** `54 % of 4.12 GB, 235 MB/s`. */
export function progressText(run: Pick<Run, "progress" | "state">): string {
  const { done, total, unit, perSecond } = run.progress;
  if (total <= 0) return run.state === "starting" ? "planning" : "";
  const rate = perSecond > 0 ? `, ${formatRate(perSecond, unit)}` : "";
  return done >= total
    ? `${formatAmount(total, unit)}${unit === "items" ? (total === 1 ? " item" : " items") : ""}${rate}`
    : `${formatPercent(done / total)} of ${formatAmount(total, unit)}${rate}`;
}

function formatRate(perSecond: number, unit: Run["progress"]["unit"]): string {
  if (unit === "bytes") return `${formatBytes(perSecond)}/s`;
  return `${perSecond < 10 ? tenth(perSecond) : formatCompact(perSecond)}/s`;
}

/** `about 8.1 s left`; empty while there is nothing to go by. */
export function remainingText({ progress }: Pick<Run, "progress">): string {
  const ms = progress.remainingMs;
  if (ms === null || ms < 100) return "";
  return ms < 60_000 ? `about ${tenth(ms / 1000)} s left` : `about ${formatMs(ms)} left`;
}

/** The rows of a file, to two digits where they are an estimate. */
export function formatEstimate(rows: number): string {
  if (rows < 100) return whole(rows);
  const step = 10 ** (Math.floor(Math.log10(rows)) - 1);
  return `about ${whole(Math.round(rows / step) * step)}`;
}

const groups = /\B(?=(\d{3})+(?!\d))/g;

/**
 * A result's cell: integers with grouped digits, all of them, however long; decimals as they are.
 *
 * @param value An integer beyond 2^53 is a string of its digits.
 */
export function formatCell(value: string | number | null, type: "text" | "integer" | "decimal"): string {
  if (value === null) return "";
  if (type === "text") return String(value);
  const text = String(value);
  const match = /^(-?)(\d+)((?:\.\d+)?)$/.exec(text);
  return match === null ? text : `${match[1]}${match[2]!.replace(groups, ",")}${match[3]}`;
}
