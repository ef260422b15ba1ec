import { constants } from "node:os";

/** Signals that end a shell: Ctrl-C, `kill`, a closed terminal. */
export const endingSignals = ["SIGINT", "SIGTERM", "SIGHUP"] as const;
export type EndingSignal = (typeof endingSignals)[number];

/** 128 plus the signal's number, as whoever waits for the process expects; 130 for Ctrl-C. */
export function exitCodeOfSignal(signal: NodeJS.Signals): number {
  return 128 + constants.signals[signal];
}
