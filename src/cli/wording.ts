import prettyBytes from "pretty-bytes";
import prettyMs from "pretty-ms";
import { type Run, settingsOf } from "../shared/contract/models";

/** Characters of the progress bar, where there is room. */
const longestBar = 24;
const shortestBar = 8;

/** `about 8.1 s`. */
export function formatMs(ms: number): string {
  return ms < 1_000 ? `${Math.round(ms)} ms` : prettyMs(ms, { secondsDecimalDigits: ms < 60_000 ? 1 : 0 });
}

/** `1,234`. */
export function formatCount(count: number): string {
  return count.toLocaleString("en-US");
}

/** `1 row`, `2,000 rows`. */
export function countOf(count: number, singular: string, plural = `${singular}s`): string {
  return `${formatCount(count)} ${count === 1 ? singular : plural}`;
}

/**
 * The line that is shown while a run is at work: bar, percent, rate, time left.
 *
 * @param width Characters that fit; the bar gives way first.
 */
export function progressLine(
  { state, title, progress }: Pick<Run, "state" | "title" | "progress">,
  width: number,
): string {
  const { done, total, unit, perSecond, remainingMs } = progress;
  if (state === "stopping") return `${title}: stopping …`;
  if (state === "starting" || total <= 0) return `${title}: starting …`;
  const fraction = Math.min(1, done / total);
  const amount = unit === "bytes" ? prettyBytes(total) : formatCount(total);
  // 100 % only when all is done.
  let text = `${Math.floor(fraction * 100 + 1e-9)} % of ${amount}`;
  if (perSecond > 0) text += unit === "bytes" ? `, ${prettyBytes(perSecond)}/s` : `, ${formatRate(perSecond)}/s`;
  if (remainingMs !== null && fraction < 1) text += `, about ${formatMs(remainingMs)} left`;
  const bar = Math.min(longestBar, width - text.length - 1);
  if (bar < shortestBar) return text;
  const filled = Math.floor(fraction * bar);
  return `${"█".repeat(filled)}${"░".repeat(bar - filled)} ${text}`;
}

function formatRate(perSecond: number): string {
  return perSecond < 10 ? perSecond.toFixed(1) : formatCount(Math.round(perSecond));
}

/** `4 workers in processes, chunks of 1,048,576 bytes`. */
export function describeSettings(run: Run): string {
  const { chunkSizeUsed, progress } = run;
  const { mode, workers } = settingsOf(run);
  const who = {
    sequential: "one worker, one task after the other",
    concurrent: `one worker, ${countOf(workers, "task")} interleaved`,
    threads: `${countOf(workers, "thread")} of one process`,
    processes: countOf(workers, "process", "processes"),
  }[mode];
  const unit = progress.unit === "bytes" ? "byte" : "item";
  return chunkSizeUsed === null ? who : `${who}, chunks of ${countOf(chunkSizeUsed, unit)}`;
}

/** A problem, with how often it came where that is more than once. */
export function problemText(message: string, count: number): string {
  return count === 1 ? message : `${message} (${formatCount(count)} times; this is the first)`;
}
