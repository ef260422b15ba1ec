import { rmSync } from "node:fs";
import { resolve } from "node:path";
import { TraceSpool } from "../../recorder/trace-spool";
import type { TraceTarget } from "./program-tracing";

/** Milliseconds: nobody watches it grow. At half of what fills a ring, see `ProgramTracing`. */
const patienceMs = 50;

/**
 * The file into which a program traces that nobody runs but Node: what `LANESCOPE_TRACE` names. It is a concatenation of
 * blocks (see `shared/trace/blocks`) and can be read while it grows; what was there is replaced.
 *
 * @returns Null where the variable is not set.
 */
export function traceFile(path: string | undefined): TraceTarget | null {
  if (path === undefined || path === "") return null;
  const file = resolve(path);
  rmSync(file, { force: true });
  const spool = new TraceSpool(file, ({ message }) =>
    process.stderr.write(`Lanescope: ${file} gets no more of the trace: ${message}. The program goes on.\n`),
  );
  return {
    patienceMs,
    store: {
      append: (blocks) => spool.append(blocks),
      appendAlways: (block) => spool.appendAlways(block),
      // The program's end: nothing is written later.
      finish: () => spool.finishSync(),
    },
  };
}
