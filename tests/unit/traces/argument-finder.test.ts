import { Blob } from "node:buffer";
import { gzipSync } from "node:zlib";
import { describe, expect, it } from "vitest";
import { ArgumentFinder } from "../../../src/renderer/traces/find/argument-finder";
import { findInFile } from "../../../src/renderer/traces/find/find-in-file";
import { readText } from "./support";

const plain = { regex: false, matchCase: false };

const events = [
  {
    name: "load",
    ph: "X",
    ts: 1,
    dur: 1,
    pid: 1,
    tid: 1,
    args: { url: "/Orders/7", deep: { list: [1, { user: "Zoë" }] } },
  },
  { name: "/orders", ph: "X", ts: 3, dur: 1, pid: 1, tid: 1 },
  {
    name: "store",
    ph: "X",
    ts: 5,
    dur: 1,
    pid: 1,
    tid: 1,
    args: { text: 'a "quoted" }, {"ph":"X"} \\ path', rows: 41_000 },
  },
  { name: "no phase", ts: 6, args: { url: "/orders/8" } },
  { name: "last", args: { url: "/orders/9" }, ph: "X", ts: 7, dur: 1, pid: 1, tid: 1 },
];
const lines = events.map((event) => JSON.stringify(event));
const part = `${lines.join(",\n")},\n`;

/** Names of the events that were found. */
function found(text: string, more = {}): readonly string[] {
  const finder = new ArgumentFinder({ text, ...plain, ...more });
  const bytes = new TextEncoder().encode(part);
  return [...finder.find(bytes, 1_000)].map((place) => {
    const from = new TextDecoder().decode(bytes.subarray(place - 1_000));
    return /^\{"name":"([^"]*)"/.exec(from)?.[1] ?? "not at an event";
  });
}

describe("events by their arguments", () => {
  it("are found by names and values of any depth, not by their own names", () => {
    expect(found("/orders")).toEqual(["load", "no phase", "last"]);
    expect(found("user")).toEqual(["load"]);
    expect(found("41000")).toEqual(["store"]);
    expect(found("store")).toEqual([]);
    expect(found("nowhere")).toEqual([]);
  });

  it("are found with or without capitals, by letters of any language and by expressions", () => {
    expect(found("/orders", { matchCase: true })).toEqual(["no phase", "last"]);
    expect(found("zoË")).toEqual(["load"]);
    expect(found("Zoë", { matchCase: true })).toEqual(["load"]);
    expect(found("orders/[79]", { regex: true })).toEqual(["load", "last"]);
    expect(() => new ArgumentFinder({ text: "(", regex: true, matchCase: false })).toThrow("No regular expression");
  });

  it("are found by what JSON writes with escapes, and what looks like an event within a text is none", () => {
    expect(found('a "QUOTED"')).toEqual(["store"]);
    expect(found("\\ path")).toEqual(["store"]);
    expect(found('{"ph":"X"}')).toEqual(["store"]);
  });
});

describe("arguments as other programs write them", () => {
  // As Python writes letters, PHP slashes, and Go what HTML would not like.
  const written = String.raw`{"name":"python","ph":"X","ts":1,"args":{"user":"Zo\u00eb","face":"\ud83d\ude00"}},
    {"name":"php","ph":"X","ts":2,"args":{"url":"\/orders\/7"}},
    {"name":"go","ph":"X","ts":3,"args":{"tag":"\u003cb\u003e \u0022bold\u0022"}},
    {"name":"none","ph":"X","ts":4,"args":{"text":"\\u00eb and \\/"}},
    {"name":"usual","ph":"X","ts":5,"args":{"user":"Zoë","url":"/orders/8"}},`;
  const bytes = new TextEncoder().encode(written);
  const names = (text: string, more = {}): readonly string[] =>
    [...new ArgumentFinder({ text, ...plain, ...more }).find(bytes, 0)].map((place) => {
      return /^\{"name":"(\w+)"/.exec(new TextDecoder().decode(bytes.subarray(place)))?.[1] ?? "not at an event";
    });

  it("are found by what they mean", () => {
    expect(names("zoë")).toEqual(["python", "usual"]);
    expect(names("Zoe")).toEqual([]);
    expect(names("😀")).toEqual(["python"]);
    expect(names("/orders")).toEqual(["php", "usual"]);
    expect(names("<b>")).toEqual(["go"]);
    expect(names('"bold"')).toEqual(["go"]);
    expect(names("orders/[78]", { regex: true })).toEqual(["php", "usual"]);
  });

  it("keep a backslash that stands for itself", () => {
    expect(names(String.raw`\u00eb`)).toEqual(["none"]);
    expect(names(String.raw`\/`)).toEqual(["none"]);
  });
});

describe("a file", () => {
  const many = Array.from({ length: 3_000 }, (_, at) => {
    return {
      name: "call",
      ph: "X",
      ts: at * 2,
      dur: 1,
      pid: 1,
      tid: 1,
      args: { number: at, text: at % 7 === 0 ? "seventh" : "other" },
    };
  });
  const text = `{"traceEvents":[\n${many.map((event) => JSON.stringify(event)).join(",\n")}\n]}`;

  it.each([false, true])(
    "is looked through from event to event, whoever does which part (compressed: %s)",
    async (isPacked) => {
      const content = isPacked ? gzipSync(text) : text;
      const { outcome, store } = await readText(content, { pieceBytes: 10_000, isPacked });
      expect(outcome.borders.length).toBeGreaterThan(10);
      const file = new Blob([content]) as unknown as globalThis.Blob;
      const places: number[] = [];
      const step = isPacked ? 1 : 3;
      for (let first = 0; first < step; first++) {
        const job = {
          trace: { file, isPacked },
          borders: outcome.borders,
          query: { text: "seventh", ...plain },
          first,
          step,
        };
        await findInFile(job, (some) => places.push(...some));
      }
      const slices = Object.values(store.plain()).flatMap(({ rows }) => rows.flat());
      const expected = slices.filter(([startNs]) => (startNs / 2_000) % 7 === 0).map(([, , , place]) => place);
      expect(expected).toHaveLength(429);
      expect(places.sort((a, b) => a - b)).toEqual(expected.sort((a, b) => a - b));
    },
  );
});
