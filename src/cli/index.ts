#!/usr/bin/env node
import { cpus } from "node:os";
import { isatty } from "node:tty";
import { composeNodeService, readVersion } from "../shells/node-shell";
import { endingSignals, exitCodeOfSignal } from "../shells/signals";
import { Interruption } from "./ending";
import { main } from "./main";
import { Terminal } from "./terminal";

/** Asked at the start: of a terminal that is gone nothing tells any more that it was one. */
const startedAtTerminal = [0, 1, 2].some((descriptor) => isatty(descriptor));
const interruption = new Interruption();
for (const signal of endingSignals) {
  process.on(signal, () => {
    // Asked twice: at once, without tidying up. Workers end themselves once this process is gone.
    if (interruption.signal !== null && !interruption.isPassedOn) leave(exitCodeOfSignal(signal));
    interruption.ask(signal);
  });
}
const ended = main(process.argv.slice(2), {
  version: readVersion(),
  terminal: new Terminal(process.stdout, process.stderr, process.env),
  interruption,
  processors: cpus().length,
  createService: (log) => composeNodeService(log, "", null),
});
void ended.then(leave);

/** Ends the process: a timer or a pipe that nobody needs any more must not hold the shell's prompt back. */
function leave(exitCode: number): void {
  // At its exit Node 20 wants to restore the terminal, and crashes where that is gone. A signal's own way out does not
  // pass there, and shells make the same code of it.
  if (interruption.signal === "SIGHUP" && startedAtTerminal) {
    process.removeAllListeners("SIGHUP");
    process.kill(process.pid, "SIGHUP");
  } else process.exit(exitCode);
}
