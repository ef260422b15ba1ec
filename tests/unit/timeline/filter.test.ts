import fc from "fast-check";
import { describe, expect, it } from "vitest";
import { completionsOf } from "../../../src/renderer/timeline/tables/filter/complete";
import { type Filter, parseFilter } from "../../../src/renderer/timeline/tables/filter/parse";

function filterOf(text: string): Filter | null {
  const parsed = parseFilter(text);
  if (!parsed.ok) throw new Error(parsed.error.message);
  return parsed.filter;
}

/** What is wrong, and the part of the text that is meant. */
function faultOf(text: string): string {
  const parsed = parseFilter(text);
  if (parsed.ok) throw new Error(`${text} was understood`);
  const { message, from, to } = parsed.error;
  return `${message} [${text.slice(from, to)}@${from}]`;
}

const name = (text: string): Filter => ({ kind: "text", field: "name", operator: "~", text });

describe("reading a filter", () => {
  it("understands what events can be asked for", () => {
    expect(filterOf(`name ~ "chunk" and dur > 2ms and lane = "worker 1"`)).toEqual({
      kind: "and",
      left: {
        kind: "and",
        left: name("chunk"),
        right: { kind: "number", field: "dur", operator: ">", value: 2e6 },
      },
      right: { kind: "text", field: "lane", operator: "=", text: "worker 1" },
    });
  });

  it("binds not closer than and, and and closer than or", () => {
    expect(filterOf("not a and b or c")).toEqual({
      kind: "or",
      left: { kind: "and", left: { kind: "not", inner: name("a") }, right: name("b") },
      right: name("c"),
    });
    expect(filterOf("not (a or b)")).toEqual({
      kind: "not",
      inner: { kind: "or", left: name("a"), right: name("b") },
    });
  });

  it.each([
    ["dur >= 1.5 s", 1.5e9],
    ["dur >= 20us", 20_000],
    ["dur >= 20 µs", 20_000],
    ["dur >= 1,500ns", 1_500],
    ["dur >= 2 min", 120e9],
    ["dur >= 0", 0],
    ["DUR >= 3e2 ms", 3e8],
  ])("knows the time in %s", (text, value) => {
    expect(filterOf(text)).toEqual({ kind: "number", field: "dur", operator: ">=", value });
  });

  it("takes a word, a text or a number alone for part of a name", () => {
    expect(filterOf("chunk")).toEqual(name("chunk"));
    expect(filterOf(`'wait "total"'`)).toEqual(name('wait "total"'));
    expect(filterOf("42")).toEqual(name("42"));
    expect(filterOf("value = 42")).toEqual({ kind: "number", field: "value", operator: "=", value: 42 });
    expect(filterOf("  ")).toBeNull();
  });

  it.each([
    ["dur > 2", "A unit is missing: ns, us, ms, s or min [2@6]"],
    ["dur > 2 parsecs", "A unit is missing: ns, us, ms, s or min [2@6]"],
    ["dur > 2parsecs", "parsecs is no unit: use ns, us, ms, s or min [2parsecs@6]"],
    ["dur > long", "dur is compared with a time, such as dur > 2 ms [long@6]"],
    ["dur ~ 2ms", "dur has no ~: use one of = != < <= > >= [~@4]"],
    ["name > a", "name has no >: use one of = != ~ !~ [>@5]"],
    ["dur >", "What to compare dur with is missing [@5]"],
    ["dur", "dur has to be compared, such as dur > 2 ms [dur@0]"],
    [
      "color = red",
      "color is no field: there are name, lane, category, dur, self, time, value, amount, depth [color@0]",
    ],
    ["a and", "A condition is missing, such as dur > 2 ms [@5]"],
    ["a b", "Put and or or between two conditions [b@2]"],
    ["(a or b", "This bracket is not closed [(@0]"],
    ["a)", "No bracket is open here [)@1]"],
    ["()", "A condition is missing before this bracket [)@1]"],
    ["= a", "A field is missing before this [=@0]"],
    ['name ~ "chunk', 'The text is not closed: " is missing ["chunk@7]'],
    ["a ! b", "! means nothing here [!@2]"],
    ["value = 2 ms", "value is a number without a unit [2 ms@8]"],
  ])("says of %s what is wrong, and where", (text, fault) => {
    expect(faultOf(text)).toBe(fault);
  });

  it("understands or refuses any text, and points into it", () => {
    const pieces = fc.constantFrom(
      "name",
      "dur",
      "~",
      ">=",
      "!",
      "2ms",
      "3",
      '"a b"',
      "'",
      "(",
      ")",
      "and",
      "or",
      "not",
      "x",
    );
    fc.assert(
      fc.property(
        fc.oneof(
          fc.string(),
          fc.array(pieces).map((list) => list.join(" ")),
        ),
        (text) => {
          const parsed = parseFilter(text);
          if (parsed.ok) return;
          expect(parsed.error.from).toBeGreaterThanOrEqual(0);
          expect(parsed.error.to).toBeGreaterThanOrEqual(parsed.error.from);
          expect(parsed.error.to).toBeLessThanOrEqual(text.length);
        },
      ),
    );
  });
});

describe("going on with a filter", () => {
  const known = { lane: ["main", "worker 1", "worker 2"], category: ["compute", "lock wait"] };
  const labels = (text: string): readonly string[] => completionsOf(text, known).map(({ label }) => label);

  it("names the fields at the start, and behind and, or, not and a bracket", () => {
    for (const text of ["", "dur > 2ms and ", "(", "not "]) expect(labels(text)).toContain("lane");
    expect(labels("d")).toEqual(["dur", "depth"]);
  });

  it("names what a field can be compared by, and with", () => {
    expect(labels("name ")).toEqual(["=", "!=", "~", "!~"]);
    expect(labels("dur ")).toEqual(["=", "!=", "<", "<=", ">", ">="]);
    expect(labels("lane = ")).toEqual(['"main"', '"worker 1"', '"worker 2"']);
    expect(labels("lane = w")).toEqual(['"worker 1"', '"worker 2"']);
    expect(labels('lane = "worker 2')).toEqual(['"worker 2"']);
    expect(labels("dur > ")).toEqual([]);
  });

  it("joins conditions", () => {
    expect(labels("dur > 2ms ")).toEqual(["and", "or"]);
    expect(labels("dur > 2ms a")).toEqual(["and"]);
  });

  it("puts in what was chosen, in place of what was typed", () => {
    const chosen = (text: string): string | undefined => completionsOf(text, known)[0]?.text;
    expect(chosen("du")).toBe("dur ");
    expect(chosen('dur > 2ms and lane = "worker 1')).toBe('dur > 2ms and lane = "worker 1" ');
    expect(chosen("(la")).toBe("(lane ");
  });
});
