import type { GridColumn } from "../../components/grid/grid";
import { type CsvCell, csvLine } from "../../csv";
import { formatCount } from "../../format";
import {
  durationAt,
  type EventTable,
  type FieldName,
  labelAt,
  type Portions,
  selfAt,
  sliceCategory,
} from "../../timeline";
import { formatDuration, formatTime, formatValue } from "../../timeline/format";

export interface EventColumn extends GridColumn {
  readonly field: FieldName;
  readonly csvName: string;
}

export const eventColumns: readonly EventColumn[] = [
  { name: "Start", field: "time", csvName: "start, ns", numeric: true, width: 104 },
  { name: "Lane", field: "lane", csvName: "lane", numeric: false, width: 130 },
  { name: "Name", field: "name", csvName: "name", numeric: false, width: 240 },
  { name: "Category", field: "category", csvName: "category", numeric: false, width: 104 },
  { name: "Duration", field: "dur", csvName: "duration, ns", numeric: true, width: 92 },
  { name: "Self", field: "self", csvName: "self, ns", numeric: true, width: 92 },
  { name: "Value", field: "value", csvName: "value", numeric: true, width: 84 },
  { name: "Amount", field: "amount", csvName: "amount", numeric: true, width: 92 },
];

/** What an event has in a column: a text, a number, nanoseconds; null for nothing. */
function eventValue(table: EventTable, row: number, field: FieldName): string | number | null {
  const { segment, index } = table.at(row);
  const { slices } = segment;
  const { nowNs, store } = table.events;
  switch (field) {
    case "time":
      return slices.start(index);
    case "lane":
      return segment.laneName;
    case "name":
      return labelAt(store, slices, index);
    case "category":
      return sliceCategory(slices, index);
    case "dur":
      return durationAt(slices, index, nowNs);
    case "self":
      return selfAt(segment, index, nowNs);
    case "value":
      return numberOrNull(slices.value(index));
    case "amount":
      return numberOrNull(slices.amount(index));
    case "depth":
      return null;
  }
}

function numberOrNull(value: number): number | null {
  return Number.isNaN(value) ? null : value;
}

/** The same for people. */
export function eventText(table: EventTable, row: number, field: FieldName): string {
  const value = eventValue(table, row, field);
  if (value === null) return "";
  if (typeof value === "string") return value;
  if (field === "time") return formatTime(value, 1e3);
  if (field === "dur" || field === "self") return formatDuration(value);
  return field === "amount" ? formatCount(value) : formatValue(value);
}

/** Rows between two chances to pause. */
const portion = 2_000;

/** Rows `from`..`to` as CSV, both included. */
export function* eventsCsv(table: EventTable, from: number, to: number): Portions<string> {
  const parts = [csvLine(eventColumns.map(({ csvName }) => csvName))];
  for (let first = from; first <= to; first += portion) {
    let part = "";
    for (let row = first; row <= Math.min(to, first + portion - 1); row++) {
      part += csvLine(eventColumns.map(({ field }): CsvCell => eventValue(table, row, field)));
    }
    parts.push(part);
    yield (first - from) / (to - from + 1);
  }
  return parts.join("");
}
