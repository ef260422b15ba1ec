import { jsonCell } from "../engine/service/cell-text";
import { type ResultTable, type Run, settingsOf } from "../shared/contract/models";
import type { Lane } from "../shared/trace/lanes";

export interface Report {
  /** What the workload is called. */
  readonly workload: string;
  readonly run: Run;
  /** Null where the run has none. */
  readonly result: ResultTable | null;
  /** Processes and threads, in the order of their lanes. */
  readonly lanes: readonly Lane[];
}

/**
 * The report as JSON, in pieces. `JSON.stringify` cannot write an integer beyond 2^53, which the result holds as a text
 * of its digits: here it is written as a JSON number with all of them.
 */
export function* reportPieces({ workload, run, result, lanes }: Report): Generator<string> {
  const settings = settingsOf(run);
  yield "{\n";
  yield property("workload", workload);
  yield property("mode", settings.mode);
  yield property("workers", settings.workers);
  yield property("chunkSize", run.chunkSizeUsed);
  yield property("dataset", run.dataset?.path ?? null);
  yield property("wallMs", run.wallMs);
  if (result === null) yield property("result", null);
  else yield* resultPieces(result);
  yield list("problems", problemsOf(run));
  yield list(
    "lanes",
    lanes.map(({ name, pid, startNs, endNs, exit }) => ({
      name,
      pid,
      startNs,
      endNs,
      exitCode: exit?.code ?? null,
      signal: exit?.signal ?? null,
    })),
  );
  const { events, dropped } = run.trace;
  yield `  "trace": ${JSON.stringify({ events, dropped })}\n}\n`;
}

interface ReportedProblem {
  readonly code: string;
  readonly message: string;
  readonly count: number;
}

/** The run's problems; what ended it is one too, if none of them says so. */
function problemsOf({ problems, fault }: Run): readonly ReportedProblem[] {
  const list: ReportedProblem[] = problems.map(({ code, message, count }) => ({ code, message, count }));
  if (fault !== null && !list.some(({ message }) => message === fault.message)) {
    list.push({ code: fault.code, message: fault.message, count: 1 });
  }
  return list;
}

function property(name: string, value: unknown): string {
  return `  ${JSON.stringify(name)}: ${JSON.stringify(value)},\n`;
}

/** One item a line. */
function list(name: string, items: readonly unknown[]): string {
  const lines = items.map((item) => `\n    ${JSON.stringify(item)}`);
  return `  ${JSON.stringify(name)}: [${lines.join(",")}${items.length === 0 ? "" : "\n  "}],\n`;
}

function* resultPieces({ columns, rows, figures }: ResultTable): Generator<string> {
  if (figures !== undefined)
    yield property("figures", Object.fromEntries(figures.map(({ name, value }) => [name, value])));
  yield `  "result": {\n    "columns": ${JSON.stringify(columns.map(({ name }) => name))},\n    "rows": [`;
  let separator = "\n";
  for (const row of rows) {
    yield `${separator}      [${row.map((cell, column) => jsonCell(cell, columns[column]!.type)).join(", ")}]`;
    separator = ",\n";
  }
  yield rows.length === 0 ? "]\n  },\n" : "\n    ]\n  },\n";
}
