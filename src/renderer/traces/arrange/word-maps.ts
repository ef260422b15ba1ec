import type { ProcessId, ScannedSeries, ScannedThread, ScannerWords } from "../scan/scanned-piece";
import type { LaneList } from "./lane-list";

/** Numbers for texts, from 1 on; 0 is the empty one. */
class Numbered {
  readonly #numbers = new Map<string, number>([["", 0]]);
  #fresh: string[] = [];

  number(text: string): number {
    const known = this.#numbers.get(text);
    if (known !== undefined) return known;
    const number = this.#numbers.size;
    this.#numbers.set(text, number);
    this.#fresh.push(text);
    return number;
  }

  /** Texts that are new since the last call. */
  takeNew(): string[] {
    const fresh = this.#fresh;
    this.#fresh = [];
    return fresh;
  }
}

/** Brings together what several scanners number each for itself. Only what is used gets a number. */
export class TraceWords {
  readonly names = new Numbered();
  readonly links = new Numbered();
  readonly #lanes: LaneList;
  readonly #scanners = new Map<number, ScannerMaps>();
  readonly #entries = new Map<string, number>();

  constructor(lanes: LaneList) {
    this.#lanes = lanes;
  }

  scanner(number: number): ScannerMaps {
    let maps = this.#scanners.get(number);
    if (maps === undefined) {
      maps = new ScannerMaps(this);
      this.#scanners.set(number, maps);
    }
    return maps;
  }

  /** The lane list's entry of something of a process. */
  entry(process: ProcessId, thread: ProcessId | null, kind: "worker" | "value", title: string): number {
    const key = JSON.stringify([process, thread, kind, title]);
    let entry = this.#entries.get(key);
    if (entry === undefined) {
      entry = this.#lanes.add(process, thread, kind, title);
      this.#entries.set(key, entry);
    }
    return entry;
  }
}

/** What one scanner's numbers mean for the whole trace. */
class ScannerMaps {
  readonly #trace: TraceWords;
  readonly #names: string[] = [""];
  readonly #threads: ScannedThread[] = [];
  readonly #series: ScannedSeries[] = [];
  readonly #links: string[] = [""];
  // By the scanner's number; -1 for what was not used yet.
  readonly #nameNumbers: number[] = [0];
  readonly #threadEntries: number[] = [];
  readonly #seriesEntries: number[] = [];

  constructor(trace: TraceWords) {
    this.#trace = trace;
  }

  take(words: ScannerWords): void {
    for (const name of words.names) {
      this.#names.push(name);
      this.#nameNumbers.push(-1);
    }
    for (const thread of words.threads) {
      this.#threads.push(thread);
      this.#threadEntries.push(-1);
    }
    for (const series of words.series) {
      this.#series.push(series);
      this.#seriesEntries.push(-1);
    }
    for (const link of words.links) this.#links.push(link);
  }

  name(number: number): number {
    const known = this.#nameNumbers[number]!;
    if (known >= 0) return known;
    const name = this.#trace.names.number(this.#names[number]!);
    this.#nameNumbers[number] = name;
    return name;
  }

  thread(number: number): number {
    const known = this.#threadEntries[number]!;
    if (known >= 0) return known;
    const { process, thread } = this.#threads[number]!;
    const entry = this.#trace.entry(process, thread, "worker", "");
    this.#threadEntries[number] = entry;
    return entry;
  }

  series(number: number): number {
    const known = this.#seriesEntries[number]!;
    if (known >= 0) return known;
    const { process, name, argument } = this.#series[number]!;
    const [event, series] = [this.#names[name]!, this.#names[argument]!];
    const isPlain = series === "" || series === "value" || series === event;
    const entry = this.#trace.entry(process, null, "value", isPlain ? event : `${event} ${series}`.trim());
    this.#seriesEntries[number] = entry;
    return entry;
  }

  linkText(number: number): string {
    return this.#links[number]!;
  }
}
