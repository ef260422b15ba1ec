import { Blob } from "node:buffer";
import { describe, expect, it } from "vitest";
import type { TraceChunk } from "../../../src/renderer/timeline/store/chunk";
import { readTrace } from "../../../src/renderer/traces/read-trace";
import { rehearseReading, rehearseScanning } from "../../../src/renderer/traces/rehearsal";
import { FileScanner, type PieceScanner } from "../../../src/renderer/traces/scan/file-scanner";
import { PlainStore } from "./support";

const eventCount = 400;
const text = `[${Array.from({ length: eventCount }, (_, at) =>
  JSON.stringify({ name: `event ${at}`, ph: "X", ts: at * 10, dur: 5, pid: 1, tid: 1 + (at % 3) }),
).join(",\n")}]`;
// Node's own type of it differs from the browser's in what nobody uses here.
const file = new Blob([text]) as unknown as globalThis.Blob;
const cutting = { pieceBytes: () => 1_000, stretchBytes: 1_000 };

function plainTaker(store: PlainStore) {
  return {
    isFree: true,
    take: (chunk: TraceChunk) => store.take(chunk),
    free: () => Promise.resolve(),
    progress: () => undefined,
  };
}

/** A scanner that notes what it was asked for. */
function noting(asked: string[], name: string): PieceScanner {
  const scanner = new FileScanner(file);
  return {
    scan: (job) => {
      asked.push(name);
      return scanner.scan(job);
    },
  };
}

describe("the order in which a trace is read", () => {
  it("hands on what the first bytes hold before the file is read at all", async () => {
    const store = new PlainStore();
    const asked: string[] = [];
    let atFirst = "";
    const taker = {
      ...plainTaker(store),
      take: (chunk: TraceChunk) => {
        if (atFirst === "") atFirst = `${chunk.slices.length} rows, ${asked.length} pieces`;
        store.take(chunk);
      },
    };
    const head = new TextEncoder().encode(text.slice(0, 2_000));
    await readTrace({ file, isPacked: false }, [noting(asked, "first")], taker, { head, cutting });
    expect(atFirst).toBe("3 rows, 0 pieces");
  });

  it("reads with one scanner alone until the beginning is on screen, and with all of them then", async () => {
    const asked: string[] = [];
    const store = new PlainStore();
    let drawn: () => void = () => undefined;
    const alone = new Promise<void>((resolve) => {
      drawn = resolve;
    });
    let together = 0;
    const first = noting(asked, "first");
    const scanners: PieceScanner[] = [
      {
        scan: (job) => {
          if (asked.length === 4) {
            together = asked.length;
            drawn();
          }
          return first.scan(job);
        },
      },
      noting(asked, "second"),
    ];
    const outcome = await readTrace({ file, isPacked: false }, scanners, plainTaker(store), { alone, cutting });
    expect(asked.slice(0, together)).toEqual(["first", "first", "first", "first"]);
    expect(asked.slice(together)).toContain("second");
    expect(outcome).toMatchObject({ events: eventCount, problem: null });
  });

  it("does not wait for the screen where one scanner has read all by then", async () => {
    const store = new PlainStore();
    const never = new Promise<void>(() => undefined);
    const scanners = [new FileScanner(file), new FileScanner(file)];
    const outcome = await readTrace({ file, isPacked: false }, scanners, plainTaker(store), { alone: never, cutting });
    expect(outcome).toMatchObject({ events: eventCount, problem: null });
  });

  it("goes on reading while nobody is free to take a chunk, and hands on everything in the end", async () => {
    const [usual, busy] = [new PlainStore(), new PlainStore()];
    const scanners = () => [new FileScanner(file), new FileScanner(file)];
    await readTrace({ file, isPacked: false }, scanners(), plainTaker(usual), { cutting });
    let chunks = 0;
    const taker = {
      ...plainTaker(busy),
      isFree: false,
      take: (chunk: TraceChunk) => {
        chunks++;
        busy.take(chunk);
      },
    };
    await readTrace({ file, isPacked: false }, scanners(), taker, { cutting });
    expect(chunks).toBe(1);
    expect(busy.plain()).toEqual(usual.plain());
  });

  it.each([
    ["reading", rehearseReading],
    ["scanning", rehearseScanning],
  ])("rehearses %s, and stops when something real is to be read", async (_name, rehearse) => {
    let asked = 0;
    const count = (most: number) => () => ++asked > most;
    await rehearse(count(Number.POSITIVE_INFINITY));
    const whole = asked;
    asked = 0;
    await rehearse(count(1));
    expect(whole).toBeGreaterThan(2);
    expect(asked).toBeLessThan(whole);
  });
});
