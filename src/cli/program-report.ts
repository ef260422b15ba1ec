import type { Exit } from "../shared/fault";
import { parentLaneId } from "../shared/trace/lanes";
import type { LockTotals } from "./lock-summary";
import { tableLines } from "./result-table";
import type { LaneTotals, QueueTotals, TraceTotals } from "./trace-summary";
import { countOf, formatCount } from "./wording";

/** A program that is over, and what its trace adds up to. */
export interface ProgramReport {
  /** Its path as it was typed. */
  readonly program: string;
  readonly exit: Exit;
  /** From its start to its end, milliseconds. */
  readonly wallMs: number;
  readonly totals: TraceTotals;
}

type Row = readonly (string | number)[];

/** Columns of a table: those with a colon in front hold words, the others numbers, to the right. */
const laneColumns = ["lane:", "pid", "ran", "waited for locks", "waited for data", "ended:"];
const lockColumns = ["lock:", "acquisitions", "contended", "wait", "longest wait", "hold", "longest hold"];
const queueColumns = ["queue:", "puts", "gets", "most items", "putting waited", "getting waited"];

/** The report for people, a line each. */
export function* reportLines({ totals, exit, wallMs }: ProgramReport, heading: (text: string) => string) {
  const { lanes, locks, queues, findings, events, dropped } = totals;
  yield "";
  if (lanes.length === 0) {
    yield `Nothing was traced: the program ended before it used the library (${describeExit(exit)}).`;
    return;
  }
  yield* table(
    laneColumns,
    lanes.map((one) => laneRow(one, exit, wallMs)),
    heading,
  );
  if (locks.length > 0) yield* table(lockColumns, locks.map(lockRow), heading);
  if (queues.length > 0) yield* table(queueColumns, queues.map(queueRow), heading);
  for (const { message } of findings) yield `${heading("found:")} ${message}`;
  if (findings.length === 0) yield "Found no deadlock, no lock order that can lead to one, no lost update.";
  if (dropped > 0)
    yield `${countOf(dropped, "event")} of ${formatCount(events + dropped)} were dropped: the trace is incomplete.`;
}

/** The report for machines. Times in nanoseconds, as in a run's report. */
export function reportJson({ program, exit, wallMs, totals }: ProgramReport): string {
  const { lanes, locks, queues, findings, names, events, dropped } = totals;
  const report = {
    program,
    exitCode: exit.code,
    signal: exit.signal,
    wallMs,
    lanes: lanes.map(({ lane, lockWaitNs, dataWaitNs }) => ({
      name: lane.name,
      pid: lane.pid,
      startNs: lane.startNs,
      endNs: lane.endNs,
      exitCode: exitOf(lane.id, lane.exit, exit)?.code ?? null,
      signal: exitOf(lane.id, lane.exit, exit)?.signal ?? null,
      lockWaitNs,
      dataWaitNs,
    })),
    locks,
    queues,
    findings: findings.map(({ kind, message, lanes: about, amounts, atNs }) => ({
      kind,
      message,
      lanes: about.map((lane) => names.get(lane) ?? null),
      amounts,
      atNs,
    })),
    trace: { events, dropped },
  };
  return `${JSON.stringify(report, null, 2)}\n`;
}

/** The main process cannot tell its own end; whoever started it can. */
function exitOf(lane: number, told: Exit | null, ofProgram: Exit): Exit | null {
  return lane === parentLaneId ? ofProgram : told;
}

function laneRow({ lane, lockWaitNs, dataWaitNs }: LaneTotals, exit: Exit, wallMs: number): Row {
  const ranNs = lane.endNs === null ? null : lane.endNs - lane.startNs;
  const ended = exitOf(lane.id, lane.exit, exit);
  return [
    lane.name,
    lane.pid ?? "",
    lane.id === parentLaneId ? time(wallMs * 1e6) : ranNs === null ? "" : time(ranNs),
    time(lockWaitNs),
    time(dataWaitNs),
    ended === null ? "not seen" : describeExit(ended),
  ];
}

function lockRow(lock: LockTotals): Row {
  return [
    lock.name,
    formatCount(lock.acquisitions),
    percent(lock.contendedShare),
    time(lock.waitNs),
    time(lock.longestWaitNs),
    time(lock.holdNs),
    time(lock.longestHoldNs),
  ];
}

function queueRow(queue: QueueTotals): Row {
  const { puts, gets, most } = queue;
  return [queue.name, ...[puts, gets, most].map(formatCount), time(queue.putWaitNs), time(queue.getWaitNs)];
}

function describeExit({ code, signal }: Exit): string {
  return signal === null ? `exit code ${code}` : `by ${signal}`;
}

/** `50 %`; what is little is not nothing. */
function percent(share: number): string {
  return share > 0 && share < 0.01 ? "< 1 %" : `${Math.floor(100 * share)} %`;
}

/** With three digits: `12.3 ms`. */
function time(ns: number): string {
  const units = [
    [1e9, "s"],
    [1e6, "ms"],
    [1e3, "us"],
  ] as const;
  const [size, unit] = units.find(([least]) => ns >= least) ?? [1, "ns"];
  return ns === 0 ? "0" : `${Number((ns / size).toPrecision(3))} ${unit}`;
}

function* table(names: readonly string[], rows: readonly Row[], heading: (text: string) => string): Generator<string> {
  const columns = names.map((name) => ({
    name: name.replace(":", ""),
    type: name.endsWith(":") ? ("text" as const) : ("integer" as const),
  }));
  for (const line of tableLines({ columns, rows: rows.map((row) => [...row]) }, heading)) yield line.trimEnd();
  yield "";
}
