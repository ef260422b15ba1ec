import { giveAwayOnce } from "../give-away";
import { readTrace, type TraceTaker } from "./read-trace";
import { FileScanner } from "./scan/file-scanner";

const eventCount = 3_000;
const threadCount = 4;
const nameCount = 300;
/** So often it takes until the code is compiled for speed. */
const rounds = 3;
const pieceBytes = 160 << 10;

/**
 * Reads a small made-up trace several times and throws it away, so that the code is compiled when the first file comes: a trace of
 * ten megabytes would be read by then. Takes some hundredths of a second.
 *
 * @param isOver Asked between pieces: then something real is to be read.
 */
export async function rehearseReading(isOver: () => boolean): Promise<void> {
  giveAwayOnce();
  const file = rehearsedTrace();
  const taker: TraceTaker = {
    isFree: true,
    take: () => undefined,
    free: () => Promise.resolve(),
    progress: () => undefined,
  };
  const head = new Uint8Array(await file.slice(0, pieceBytes).arrayBuffer());
  for (let round = 0; round < rounds && !isOver(); round++) {
    await readTrace({ file, isPacked: false }, [new FileScanner(file)], taker, {
      head,
      cutting: { pieceBytes: () => pieceBytes, stretchBytes: pieceBytes },
    });
  }
}

/** The same for a worker that only scans. */
export async function rehearseScanning(isOver: () => boolean): Promise<void> {
  giveAwayOnce();
  const file = rehearsedTrace();
  for (let round = 0; round < rounds; round++) {
    const scanner = new FileScanner(file);
    for (let from = 0; from < file.size && !isOver(); from += pieceBytes) {
      await scanner.scan({ from, isGuess: true, until: from + pieceBytes });
    }
  }
}

/**
 * Events in all their forms, most of them slices, in order of time. A form that is met for the first time in a real file would
 * have code compiled anew.
 */
function rehearsedTrace(): Blob {
  const lines: string[] = [];
  for (let number = 0; number < eventCount; number++) {
    // Texts as ids are rare.
    const ids = number % 250 === 0 ? '"pid":"gpu","tid":"main"' : `"pid":1,"tid":${(number >> 2) % threadCount}`;
    const name = number % 100 === 0 ? '"name":"a \\"quoted\\" one"' : `"name":"event ${number % nameCount}"`;
    // Clocks run from the machine's start: more than 32 bits.
    const ts = `"ts":${number % 50 === 0 ? "" : "71"}${number * 1_000}.${number % 1_000}`;
    lines.push(`{${name},"cat":"made up",${ts},${ids},${formOf(number)}}`);
  }
  return new Blob([`[\n${lines.join(",\n")}\n]`]);
}

function formOf(number: number): string {
  const link = `"id":"0x${(number >> 5).toString(16)}"`;
  switch (number % 32) {
    case 1:
      return `"ph":"C","args":{"value":${number}.5,"other":${number}}`;
    case 2:
      return '"ph":"i","s":"t"';
    case 3:
      return `"ph":"s",${link}`;
    case 4:
      return `"ph":"f","bp":"e",${link}`;
    case 5:
      return `"ph":"b",${link}`;
    case 6:
      return `"ph":"e",${link}`;
    case 8:
      return '"ph":"B"';
    case 24:
      return '"ph":"E"';
    case 10:
      return '"ph":"M","args":{"name":"thread"}';
    case 11:
      return '"ph":"N"';
    case 12:
      return `"dur" : "${number}", "ph" : "X"`;
    case 13:
      return `"ph":"X","dur":-1e-3,"tts":null,"args":{"data":{"list":[${number},"a [text]",{}],"flag":true}}`;
    default:
      return `"ph":"X","dur":${number % 7}.25${number % 3 === 0 ? `,"args":{"number":${number}}` : ""}`;
  }
}
