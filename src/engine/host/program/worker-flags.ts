/** Flags of this process that its workers do not get: they are about one process only. */
const ownFlags =
  /^(--inspect|--cpu-prof|--heap-prof|--prof|--eval|-e$|-p$|--print|--input-type|--test|--watch|--check|-c$|-i$)/;

/**
 * Flags of Node that a worker gets from its main process.
 *
 * @param flags As `process.execArgv` has them.
 */
export function workerFlags(flags: readonly string[]): string[] {
  let isOwn = false;
  return flags.filter((flag) => {
    // What begins with no dash is the value of the flag before: `-e CODE`, `--cpu-prof-dir FOLDER`.
    if (flag.startsWith("-")) isOwn = ownFlags.test(flag);
    return !isOwn;
  });
}
