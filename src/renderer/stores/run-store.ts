import { create } from "zustand";
import { isActive, type OutputLine, type ResultTable, type Run } from "../../shared/contract/models";
import type { Fault } from "../../shared/fault";

/** The newest lines that a view keeps of a run. */
const keptOutputLines = 5_000;

interface RunOutput {
  readonly lines: readonly OutputLine[];
  /** Lines before the first one kept. */
  readonly lost: number;
}

interface RunStoreState {
  /** By number, ascending. */
  readonly runs: readonly Run[];
  readonly results: Readonly<Record<string, ResultTable>>;
  /** Results so far of runs at work, as they were last asked for. */
  readonly growing: Readonly<Record<string, ResultTable>>;
  /** Numbers of the workers that did a run's chunks, by chunk; 0 for those that are not done. */
  readonly doers: Readonly<Record<string, readonly number[]>>;
  readonly resultFaults: Readonly<Record<string, Fault>>;
  readonly outputs: Readonly<Record<string, RunOutput>>;
}

/** The runs of this session, with what they printed and found. */
export const useRunStore = create<RunStoreState>(() => ({
  runs: [],
  results: {},
  growing: {},
  doers: {},
  resultFaults: {},
  outputs: {},
}));

/** The result of a run, or as much of it as is known; undefined for none. */
export function useShownResult(runId: string): ResultTable | undefined {
  return useRunStore((state) => state.results[runId] ?? state.growing[runId]);
}

export function runById(id: string | null): Run | undefined {
  return useRunStore.getState().runs.find((run) => run.id === id);
}

/** The run with processes at work; there is one at most. */
export function activeRun(runs: readonly Run[]): Run | undefined {
  return runs.find((run) => isActive(run.state));
}

/** Takes in a run as it is now. @returns How it was before, undefined for a new one. */
export function putRun(run: Run): Run | undefined {
  const before = runById(run.id);
  // An answer may be overtaken by the event about what came after it: what has ended stays ended.
  if (before !== undefined && !isActive(before.state) && isActive(run.state)) return before;
  useRunStore.setState(({ runs }) => ({
    runs:
      before === undefined
        ? [...runs, run].sort((a, b) => a.number - b.number)
        : runs.map((known) => (known.id === run.id ? run : known)),
  }));
  if (!run.isKept && before?.isKept !== false) forget(run.id);
  return before;
}

/** Lets go of what a run gave: the engine does not keep it either. */
function forget(runId: string): void {
  const without = <Value>(all: Readonly<Record<string, Value>>): Readonly<Record<string, Value>> =>
    Object.fromEntries(Object.entries(all).filter(([id]) => id !== runId));
  useRunStore.setState(({ results, growing, doers, resultFaults, outputs }) => ({
    results: without(results),
    growing: without(growing),
    doers: without(doers),
    resultFaults: without(resultFaults),
    outputs: without(outputs),
  }));
}

export function putResult(runId: string, result: ResultTable): void {
  useRunStore.setState(({ results }) => ({ results: { ...results, [runId]: result } }));
}

/** Takes in the result so far of a run at work. */
export function putGrowing(runId: string, result: ResultTable): void {
  useRunStore.setState(({ growing }) => ({ growing: { ...growing, [runId]: result } }));
}

export function putDoers(runId: string, workers: readonly number[]): void {
  useRunStore.setState(({ doers }) => ({ doers: { ...doers, [runId]: workers } }));
}

export function putResultFault(runId: string, fault: Fault): void {
  useRunStore.setState(({ resultFaults }) => ({ resultFaults: { ...resultFaults, [runId]: fault } }));
}

/**
 * Takes in lines, in any stretches: each is kept once, in order, the newest ones only. Lines that leave a gap take the place
 * of those before it, so that what is lost is always what came first.
 *
 * @param lost As the engine counts.
 */
export function putOutput(runId: string, lines: readonly OutputLine[], lost = 0): void {
  useRunStore.setState(({ outputs }) => {
    const known = outputs[runId];
    const last = known?.lines.at(-1)?.sequence ?? 0;
    const first = lines[0]?.sequence ?? last + 1;
    const merged =
      known === undefined || first > last + 1
        ? lines
        : first > last
          ? [...known.lines, ...lines]
          : mergeLines(known.lines, lines);
    const kept = merged.length > keptOutputLines ? merged.slice(-keptOutputLines) : merged;
    const before = kept[0] === undefined ? lost : kept[0].sequence - 1;
    return { outputs: { ...outputs, [runId]: { lines: kept, lost: before } } };
  });
}

function mergeLines(known: readonly OutputLine[], fresh: readonly OutputLine[]): readonly OutputLine[] {
  const bySequence = new Map([...known, ...fresh].map((line) => [line.sequence, line]));
  return [...bySequence.values()].sort((a, b) => a.sequence - b.sequence);
}
