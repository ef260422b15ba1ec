import { FaultError, toFault } from "../shared/fault";
import { exitCodeOfSignal } from "../shells/signals";
import { parseCommandLine } from "./command-line";
import { CommandError, exitCodeOfFault, exitCodes, Interrupted } from "./ending";
import { runProgram } from "./exec-command";
import type { CommandHost } from "./host";
import { listWorkloads } from "./list-command";
import { writeNewWorkload } from "./new-command";
import { openInBrowser } from "./open-command";
import { runWorkload } from "./run-command";
import { runSeries } from "./series-command";

/**
 * Runs one command line from its words to its exit code. Everything is written, and no process is left, when it resolves.
 *
 * @param words What follows the program's name.
 */
export async function main(words: readonly string[], host: CommandHost): Promise<number> {
  const { terminal } = host;
  try {
    const command = parseCommandLine(words, host.version, host.processors);
    switch (command.kind) {
      case "print":
        await terminal.writeResult([command.text]);
        return exitCodes.done;
      case "misuse":
        terminal.error(command.message);
        return exitCodes.misuse;
      case "list":
        await listWorkloads(host, command.dataset);
        return exitCodes.done;
      case "open":
        return await openInBrowser(command.files, host);
      case "new":
        await writeNewWorkload(command.name, host);
        return exitCodes.done;
      case "exec":
        return await runProgram(command.request, host);
      case "run":
        return await runWorkload(command.request, host);
      case "series":
        return await runSeries(command.request, host);
    }
  } catch (error) {
    if (error instanceof Interrupted) return exitCodeOfSignal(error.signal);
    if (error instanceof CommandError) {
      terminal.error(error.message);
      return error.exitCode;
    }
    const fault = toFault(error);
    // What is no expected failure is a bug: its stack is what a report of it needs.
    const isBug = !(error instanceof FaultError) || fault.code === "internal";
    terminal.error(isBug ? `Lanescope failed. Please report this: ${fault.stack ?? fault.message}` : fault.message);
    return exitCodeOfFault(fault.code);
  } finally {
    await terminal.flush();
  }
}
