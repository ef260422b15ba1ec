import { categoryNames, categoryWords } from "../store/queries";
import { chunkKey, depthAt, durationAt, type Events, labelAt, labelKey, type Segment } from "./events";
import type { NumberField, NumberOperator, TextOperator } from "./filter/fields";
import type { Filter } from "./filter/parse";

/** Whether the slice at an index of a segment is meant. */
type Meets = (index: number) => boolean;

/** Of a segment: by slice, what those within it take, nanoseconds; null where nobody asks. */
export type InnerTimes = Float64Array | null;

/** Whether a filter asks for what slices take without those within them. */
export function asksForSelf(filter: Filter): boolean {
  switch (filter.kind) {
    case "and":
    case "or":
      return asksForSelf(filter.left) || asksForSelf(filter.right);
    case "not":
      return asksForSelf(filter.inner);
    case "text":
      return false;
    case "number":
      return filter.field === "self";
  }
}

/** Turns a filter into a test. What depends on a lane or a name alone is found out once for each. */
export function compileFilter(filter: Filter, events: Events): (segment: Segment, inner: InnerTimes) => Meets {
  switch (filter.kind) {
    case "and":
    case "or": {
      const [left, right] = [compileFilter(filter.left, events), compileFilter(filter.right, events)];
      const isAnd = filter.kind === "and";
      return (segment, inner) => {
        const [a, b] = [left(segment, inner), right(segment, inner)];
        return isAnd ? (index) => a(index) && b(index) : (index) => a(index) || b(index);
      };
    }
    case "not": {
      const compiled = compileFilter(filter.inner, events);
      return (segment, inner) => {
        const meets = compiled(segment, inner);
        return (index) => !meets(index);
      };
    }
    case "text":
      return compileText(filter, events);
    case "number": {
      const compare = comparison(filter.operator, filter.value);
      return (segment, inner) => {
        const read = numberReader(filter.field, segment, inner, events.nowNs);
        return (index) => compare(read(index));
      };
    }
  }
}

function compileText(
  { field, operator, text }: Extract<Filter, { kind: "text" }>,
  { store }: Events,
): (segment: Segment) => Meets {
  const test = textTest(operator, text);
  if (field === "lane") {
    return ({ laneName }) => {
      const meets = test(laneName);
      return () => meets;
    };
  }
  if (field === "category") {
    const meets = categoryNames.map((name) => test(categoryWords[name]));
    return ({ slices }) =>
      (index) =>
        meets[slices.category(index)]!;
  }
  const known = new Map<number, boolean>();
  return ({ slices }) =>
    (index) => {
      const key = labelKey(slices, index);
      let meets = key === chunkKey ? undefined : known.get(key);
      if (meets === undefined) {
        meets = test(labelAt(store, slices, index));
        known.set(key, meets);
      }
      return meets;
    };
}

/** `=` is exact, `~` overlooks upper and lower case. */
function textTest(operator: TextOperator, text: string): (candidate: string) => boolean {
  const wanted = text.toLowerCase();
  switch (operator) {
    case "=":
      return (candidate) => candidate === text;
    case "!=":
      return (candidate) => candidate !== text;
    case "~":
      return (candidate) => candidate.toLowerCase().includes(wanted);
    case "!~":
      return (candidate) => !candidate.toLowerCase().includes(wanted);
  }
}

function comparison(operator: NumberOperator, value: number): (candidate: number) => boolean {
  switch (operator) {
    case "=":
      return (candidate) => candidate === value;
    case "!=":
      return (candidate) => candidate !== value;
    case "<":
      return (candidate) => candidate < value;
    case "<=":
      return (candidate) => candidate <= value;
    case ">":
      return (candidate) => candidate > value;
    case ">=":
      return (candidate) => candidate >= value;
  }
}

/** Reads a number of slices; NaN where a slice has none. */
export function numberReader(
  field: NumberField,
  segment: Segment,
  inner: InnerTimes,
  nowNs: number,
): (index: number) => number {
  const { slices, from } = segment;
  switch (field) {
    case "time":
      return (index) => slices.start(index);
    case "dur":
      return (index) => durationAt(slices, index, nowNs);
    case "self":
      return (index) => Math.max(0, durationAt(slices, index, nowNs) - (inner?.[index - from] ?? 0));
    case "value":
      return (index) => slices.value(index);
    case "amount":
      return (index) => slices.amount(index);
    case "depth":
      return (index) => depthAt(segment, index);
  }
}
