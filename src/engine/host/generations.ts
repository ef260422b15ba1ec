let last = 0;

/** A number that no worker of this process ever had: its frames are told apart from those of any other by it. */
export function nextGeneration(): number {
  return ++last;
}
