import type { Service, ServiceLog } from "../engine/service/types";
import { CommandError, exitCodes, type Interruption } from "./ending";
import type { Terminal } from "./terminal";

/** What the commands need from outside. */
export interface CommandHost {
  readonly version: string;
  readonly terminal: Terminal;
  readonly interruption: Interruption;
  /** Processors of this machine. */
  readonly processors: number;
  /** @throws {Error} Where the temporary folder cannot be written. */
  createService(log: ServiceLog): Service;
}

/**
 * Starts the engine. What it wants noted reaches people only where something is wrong.
 *
 * @throws {CommandError} Where the file system refuses.
 */
export function startService({ terminal, createService }: CommandHost): Service {
  try {
    return createService({
      info: () => undefined,
      warn: (message) => terminal.warn(message),
      error: (message) => terminal.error(message),
    });
  } catch (error) {
    if (!(error instanceof Error) || !("syscall" in error)) throw error;
    throw new CommandError(
      exitCodes.failed,
      `Lanescope cannot start: ${error.message}. If that is about the temporary folder, set TMPDIR to one that can be written.`,
    );
  }
}
