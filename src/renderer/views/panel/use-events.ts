import { type EventOrder, type EventTable, eventTable, type Filter, type TraceStore } from "../../timeline";
import { AnswerCache, type LongAnswer, useLongAnswer } from "./use-long-answer";

const leastPauseMs = 500;
/** A table of ten million events takes 40 MB: only the newest is kept. */
const tables = new AnswerCache<EventTable>(1);

/** The events that meet a filter, in order; renewed while the run goes on. */
export function useEvents(
  store: TraceStore | null,
  filter: Filter | null,
  order: EventOrder,
  live: boolean,
): LongAnswer<EventTable> {
  const question = {
    key: JSON.stringify([filter, order, live]),
    ask: (asked: TraceStore) => eventTable(asked, { filter, order, withOpen: !live }),
  };
  return useLongAnswer(store, question, tables, leastPauseMs);
}
