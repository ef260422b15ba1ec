/** Finished runs of which trace, result and output are kept, at most. */
export const mostKeptRuns = 20;

/** Bytes that these may take together, on the disk and in memory. */
const mostKeptBytes = 1024 ** 3;

/** Said of a run whose data are gone. */
export const keptRule = `The newest ${mostKeptRuns} are kept, fewer where they take more than 1 GB`;

interface FinishedRun {
  /** Of its trace, result and output. */
  readonly bytes: number;
  /** Whether a view looks at it. */
  readonly isWatched: boolean;
}

/**
 * The runs whose data have to go to make room: all that are too old, except those that a view looks at and the newest.
 *
 * @param newestFirst The finished runs that still have their data.
 */
export function runsToDrop<Run extends FinishedRun>(newestFirst: readonly Run[]): readonly Run[] {
  let bytes = 0;
  return newestFirst.filter((run, index) => {
    bytes += run.bytes;
    const isTooOld = index > 0 && (index >= mostKeptRuns || bytes > mostKeptBytes);
    return isTooOld && !run.isWatched;
  });
}
