import { constants, gunzipSync, gzipSync } from "node:zlib";
import fc from "fast-check";
import { describe, expect, it } from "vitest";
import { looksLikeTrace } from "../../../src/renderer/traces/scan/opening";
import { reference, type TestEvent } from "./reference";
import { readText } from "./support";

const texts = fc.oneof(
  fc.constantFrom("read", "write", 'a "quoted" one', "back\\slash", '},{"ph":"X"}', "new\nline", "grüße", "[{", ""),
  fc.string({ maxLength: 6 }),
);
/** Few different times, so that many are equal. */
const times = fc.oneof(
  fc.integer({ min: 0, max: 12 }),
  fc.integer({ min: 0, max: 12_000 }).map((ns) => ns / 1_000),
);
const events: fc.Arbitrary<TestEvent> = fc.oneof(
  {
    weight: 4,
    arbitrary: fc.record({
      name: texts,
      ph: fc.constant("X"),
      ts: times,
      dur: times,
      pid: fc.integer({ min: 1, max: 2 }),
      tid: fc.integer({ min: 1, max: 2 }),
      args: fc.record({ deep: fc.record({ list: fc.array(fc.record({ ph: texts }), { maxLength: 2 }) }) }),
    }),
  },
  {
    weight: 4,
    arbitrary: fc.record({
      name: texts,
      ph: fc.constantFrom("B", "E", "E", "B", "i"),
      ts: times,
      pid: fc.integer({ min: 1, max: 2 }),
      tid: fc.integer({ min: 1, max: 2 }),
    }),
  },
  fc.record({
    name: fc.constantFrom("memory", "queue"),
    ph: fc.constant("C"),
    ts: times,
    pid: fc.constant(1),
    tid: fc.constant(1),
    // JSON has no zero below zero.
    args: fc.record({
      value: fc.double({ noNaN: true, noDefaultInfinity: true }).map((value) => value + 0),
      label: fc.constant("words"),
    }),
  }),
);

interface Written {
  readonly text: string;
  /** Byte of each event. */
  readonly places: readonly number[];
}

interface Style {
  readonly opening: string;
  readonly between: string;
  readonly closing: string;
  readonly spaces: number;
  readonly numbersAsTexts: boolean;
  readonly reversed: boolean;
}

const styles: fc.Arbitrary<Style> = fc.record({
  opening: fc.constantFrom(
    "[",
    "\uFEFF[\n",
    '{"traceEvents":[',
    '{"otherData":{"traceEvents":[1]},"a":"]","traceEvents" : [ ',
  ),
  between: fc.constantFrom(",", ",\n", " ,\r\n\t"),
  closing: fc.constantFrom("]", "", ",", "\n]}", '],"more":[{"ph":"X","ts":1}]}'),
  spaces: fc.constantFrom(0, 0, 1),
  numbersAsTexts: fc.boolean(),
  reversed: fc.boolean(),
});

function write(list: readonly TestEvent[], style: Style): Written {
  const parts = [style.opening];
  let bytes = Buffer.byteLength(style.opening);
  const places: number[] = [];
  const add = (part: string): void => {
    parts.push(part);
    bytes += Buffer.byteLength(part);
  };
  list.forEach((event, at) => {
    if (at > 0) add(style.between);
    places.push(bytes);
    const fields = Object.entries(event).map(([key, value]): [string, unknown] => [
      key,
      style.numbersAsTexts && typeof value === "number" ? String(value) : value,
    ]);
    add(JSON.stringify(Object.fromEntries(style.reversed ? fields.reverse() : fields), null, style.spaces));
  });
  return { text: parts.join("") + style.closing, places };
}

// Much is read: more time than usual where many tests run side by side.
describe("reading a Chrome trace", { timeout: 60_000 }, () => {
  it("gives the same lanes and rows however the file is cut, by as many scanners as there are", async () => {
    await fc.assert(
      fc.asyncProperty(
        fc.array(events, { minLength: 1, maxLength: 40 }),
        styles,
        fc.record({
          pieceBytes: fc.integer({ min: 1, max: 600 }),
          scanners: fc.integer({ min: 1, max: 3 }),
          overhangBytes: fc.integer({ min: 1, max: 200 }),
          headBytes: fc.integer({ min: 0, max: 3_000 }),
        }),
        async (list, style, cutting) => {
          const { text, places } = write(list, style);
          const { store, outcome } = await readText(text, cutting);
          expect(outcome.problem).toBeNull();
          expect(store.plain()).toEqual(reference(list, places));
        },
      ),
      { numRuns: 150 },
    );
  });

  it("gives the same from a compressed file", async () => {
    await fc.assert(
      fc.asyncProperty(
        fc.array(events, { minLength: 1, maxLength: 30 }),
        styles,
        fc.integer({ min: 1, max: 900 }),
        async (list, style, pieceBytes) => {
          const { text, places } = write(list, style);
          const { store, outcome } = await readText(gzipSync(text), { pieceBytes, isPacked: true });
          expect(outcome.problem).toBeNull();
          expect(store.plain()).toEqual(reference(list, places));
        },
      ),
      { numRuns: 40 },
    );
  });

  it("puts threads in order at times and at the end where slices come as they end, the earliest last", async () => {
    const list: TestEvent[] = [];
    for (let task = 0; task < 12_000; task++) {
      const [tid, ts] = [1 + (task % 3), 100 + task * 10];
      list.push({ name: "inner", ph: "X", ts: ts + 1, dur: 3, pid: 1, tid });
      list.push({ name: "inner", ph: "X", ts: ts + 5, dur: 2, pid: 1, tid });
      list.push({ name: "outer", ph: "X", ts, dur: 9, pid: 1, tid });
      if (task % 5 === 0) list.push({ name: "level", ph: "C", ts, pid: 1, tid, args: { value: task } });
      if (task % 7 === 0) list.push({ name: "tick", ph: "i", ts: ts + 2, pid: 1, tid: 4 });
    }
    list.push({ name: "whole", ph: "X", ts: 0, dur: 130_000, pid: 1, tid: 1 });
    const { text, places } = write(list, {
      opening: "[",
      between: ",\n",
      closing: "]",
      spaces: 0,
      numbersAsTexts: false,
      reversed: false,
    });
    const { store } = await readText(text, { pieceBytes: 100_000 });
    expect(store.restarts).toBeGreaterThan(3);
    expect(store.plain()).toEqual(reference(list, places));
  });

  it("counts what it cannot show or pair", async () => {
    const list = [
      { ph: "E", ts: 1, pid: 1, tid: 1 },
      { ph: "B", ts: 2, pid: 1, tid: 1, name: "open" },
      { ph: "N", ts: 3, pid: 1, tid: 1, name: "object" },
      { ph: "X", pid: 1, tid: 1, name: "no time" },
      { ph: "i", ts: 5, pid: 1, tid: 1, name: "last" },
    ];
    const { store, outcome } = await readText(JSON.stringify(list));
    expect(outcome.remarks).toEqual({ unshown: 2, unmatchedEnds: 1, unended: 1, backwards: 0 });
    expect(store.plain()).toEqual({
      "process 1": { rows: [[[1_000, 4_000, "open", 35]]], instants: [[4_000, "last", 177]], values: [] },
    });
  });

  it("names processes and threads, and puts them in the order that metadata asks for", async () => {
    const list = [
      { ph: "M", pid: 7, tid: 0, name: "process_name", args: { name: "Browser" } },
      { ph: "M", pid: 7, tid: 0, name: "process_sort_index", args: { sort_index: 5 } },
      { ph: "X", ts: 0, dur: 1, pid: 7, tid: 1, name: "a" },
      { ph: "X", ts: 0, dur: 1, pid: 7, tid: 2, name: "a" },
      { ph: "X", ts: 0, dur: 1, pid: "gpu", tid: "main", name: "a" },
      { ph: "M", pid: 7, tid: 2, name: "thread_name", args: { name: "IO" } },
    ];
    const { store } = await readText(JSON.stringify(list));
    expect([...store.lanes.values()].map(({ name, part, pid }) => [name, part, pid])).toEqual([
      ["process gpu", "", null],
      ["thread 1", "Browser", 7],
      ["IO", "Browser", 7],
    ]);
  });

  it("gives slices that belong to no thread lanes of their own, side by side where they overlap", async () => {
    const list = [
      { ph: "b", cat: "net", id: "0x1", ts: 0, pid: 1, tid: 1, name: "load" },
      { ph: "b", cat: "net", id: "0x2", ts: 1, pid: 1, tid: 1, name: "other" },
      { ph: "b", cat: "net", id: "0x1", ts: 2, pid: 1, tid: 1, name: "connect" },
      { ph: "e", cat: "net", id: "0x1", ts: 3, pid: 1, tid: 1, name: "connect" },
      { ph: "e", cat: "net", id: "0x2", ts: 4, pid: 1, tid: 2, name: "other" },
      { ph: "e", cat: "net", id: "0x1", ts: 5, pid: 1, tid: 1, name: "load" },
    ];
    const { store } = await readText(JSON.stringify(list), { pieceBytes: 50 });
    const { rows } = store.plain()["process 1 / net"]!;
    expect(rows.map((row) => row.map(([from, to, name]) => [from, to, name]))).toEqual([
      [[0, 5_000, "load"]],
      [[1_000, 4_000, "other"]],
      [[2_000, 3_000, "connect"]],
    ]);
  });

  it("makes an arrow of each step of a flow", async () => {
    const list = [
      { ph: "s", cat: "q", id: 1, ts: 1, pid: 1, tid: 1, name: "job" },
      { ph: "t", cat: "q", id: 1, ts: 3, pid: 2, tid: 1, name: "job" },
      { ph: "f", cat: "q", id: 1, ts: 5, pid: 1, tid: 1, name: "job" },
      { ph: "f", cat: "q", id: 2, ts: 6, pid: 1, tid: 1, name: "from nowhere" },
    ];
    const { store } = await readText(JSON.stringify(list));
    const told = store.flows.map(({ laneId, out, timeNs, flow }) => [store.lanes.get(laneId)!.name, out, timeNs, flow]);
    expect(told.sort((a, b) => Number(a[2]) - Number(b[2]) || Number(a[3]) - Number(b[3]))).toEqual([
      ["process 1", true, 0, 1],
      ["process 2", false, 2_000, 1],
      ["process 2", true, 2_000, 2],
      ["process 1", false, 4_000, 2],
    ]);
  });

  it.each([
    ['[{"ph":"X","ts":1,"dur":1,"pid":1,"tid":1,"name":"a"},\n{"ph":"X","ts"', 2, 1, "the file ends within this event"],
    [
      '[{"ph":"X","ts":1,"dur":1,"pid":1,"tid":1,"name":"a"},\n\n  oops]',
      3,
      3,
      "an event or the end of the list was expected",
    ],
    ['[{"ph":"X","ts":1,"dur":1,"pid":1,"tid":1,"name":"a"},\n{"ph" 5}]', 2, 7, "a colon was expected"],
  ])("shows what stands before a mistake and tells its place: %s", async (text, line, column, message) => {
    for (const options of [{}, { pieceBytes: 7, overhangBytes: 3 }, { isPacked: true }]) {
      const content = "isPacked" in options ? gzipSync(text) : text;
      const { store, outcome } = await readText(content, options);
      expect(outcome.problem).toMatchObject({ line, column, message });
      expect(store.plain()["process 1"]?.rows).toEqual([[[0, 1_000, "a", 1]]]);
    }
  });

  it("shows what a compressed file holds that was cut off, and says where it ends", async () => {
    const list = Array.from(
      { length: 4_000 },
      (_, at) => `{"name":"a${at}","ph":"X","ts":${at * 2},"dur":1,"pid":1,"tid":1}`,
    );
    const text = `[\n${list.join(",\n")}\n]`;
    const whole = gzipSync(text);
    for (const bytes of [whole.length >> 2, whole.length - 20, whole.length - 4]) {
      const cut = gunzipSync(whole.subarray(0, bytes), { finishFlush: constants.Z_SYNC_FLUSH }).toString();
      const { store, outcome } = await readText(whole.subarray(0, bytes), { isPacked: true, pieceBytes: 8_192 });
      const complete = cut.split("},").length - 1 + (cut.endsWith("]") ? 1 : 0);
      expect(outcome.events).toBe(complete);
      expect(store.plain()["process 1"]?.rows[0]).toHaveLength(complete);
      if (cut.endsWith("]")) expect(outcome.problem).toBeNull();
      else {
        expect(outcome.problem?.message).toMatch(/^the compressed file ends or is damaged here/);
        expect(outcome.problem?.line).toBe(complete + 2);
      }
    }
  });

  it("reads a compressed file to the place where it was spoilt", async () => {
    const list = Array.from(
      { length: 40_000 },
      (_, at) => `{"name":"a${(at * 7_919) % 9_973}","ph":"X","ts":${at * 2},"dur":1}`,
    );
    const packed = gzipSync(`[${list.join(",\n")}]`);
    packed.fill(0xff, packed.length >> 1, (packed.length >> 1) + 400);
    const { outcome } = await readText(packed, { isPacked: true });
    expect(outcome.events).toBeGreaterThan(1_000);
    expect(outcome.events).toBeLessThan(40_000);
    expect(outcome.problem?.message).toContain("damaged here");
  });

  it("counts slices that would end before they begin, and draws them without a duration", async () => {
    const text = `[{"ph":"X","name":"back","ts":5,"dur":-3,"pid":1,"tid":1},{"ph":"X","name":"fine","ts":7,"dur":1,"pid":1,"tid":1}]`;
    const { store, outcome } = await readText(text);
    expect(outcome.remarks.backwards).toBe(1);
    expect(
      store
        .plain()
        ["process 1"]?.rows.flat()
        .map(([from, to]) => to - from),
    ).toEqual([0, 1_000]);
  });

  it.each(["[]", '{"traceEvents":[]}', " [ ] "])("takes a trace without events for one: %s", async (text) => {
    expect(looksLikeTrace(new TextEncoder().encode(text))).toBe(true);
    expect((await readText(text)).outcome).toMatchObject({ events: 0, problem: null });
  });

  it.each(['{"a":[1,2]}', "42", '"traceEvents"', '{"traceEvents":{}}'])(
    "refuses what is no trace: %s",
    async (text) => {
      await expect(readText(text)).rejects.toThrow(RangeError);
    },
  );
});
