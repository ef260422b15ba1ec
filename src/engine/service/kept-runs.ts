/** Finished runs of which trace, result and output are kept, at most. */
export const mostKeptRuns = 20;

/** Bytes that these may take together, on the disk and in memory. */
const mostKeptBytes = 1024 ** 3;

/** Said of a run whose data are gone. */
export const keptRule = `The newest ${mostKeptRuns} are kept, fewer where they take more than 1 GB`;

interface FinishedRun {
  /** Of its trace, result and output. */
  readonly bytes: number;
  /** Whether a view looks at it, or the newest series has it as its fastest or as what the others are compared with. */
  isNeeded(): boolean;
  /** Whether it is one of a series that is not over. */
  readonly isCompared: boolean;
}

/**
 * The runs whose data have to go to make room: all that are too old, except those that are needed and the newest. While a series
 * is at work its runs may be more than are kept otherwise: which of them will be needed is known at its end.
 *
 * @param newestFirst The finished runs that still have their data.
 */
export function runsToDrop<Run extends FinishedRun>(newestFirst: readonly Run[]): readonly Run[] {
  let bytes = 0;
  return newestFirst.filter((run, index) => {
    bytes += run.bytes;
    const isTooMany = index >= mostKeptRuns && !run.isCompared;
    return index > 0 && (isTooMany || bytes > mostKeptBytes) && !run.isNeeded();
  });
}
