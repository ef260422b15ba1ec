import { type GroupFigures, type Grouping, rangeStatistics, type TraceStore } from "../../timeline";
import { AnswerCache, type LongAnswer, useLongAnswer } from "./use-long-answer";

/** Nanoseconds since the epoch; infinite for the whole run. */
interface AskedRange {
  readonly fromNs: number;
  readonly toNs: number;
}

export const wholeRun: AskedRange = { fromNs: Number.NEGATIVE_INFINITY, toNs: Number.POSITIVE_INFINITY };

const leastPauseMs = 2_000;
/** Lanes report within a small part of this, nanoseconds: what lies further back is final. */
const reportsWithinNs = 2e9;
const answers = new AnswerCache<readonly GroupFigures[]>(24);

/** Figures of a range; those of a range that still grows are renewed every few seconds. */
export function useStatistics(
  store: TraceStore | null,
  range: AskedRange,
  grouping: Grouping,
): LongAnswer<readonly GroupFigures[]> {
  const question = {
    key: `${grouping} ${range.fromNs} ${range.toNs}`,
    ask: (asked: TraceStore) => rangeStatistics(asked, range, grouping, asked.endNs),
    isFinal: (nowNs: number) => nowNs > range.toNs + reportsWithinNs,
  };
  return useLongAnswer(store, question, answers, leastPauseMs);
}
