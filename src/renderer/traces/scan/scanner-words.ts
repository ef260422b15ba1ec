import { ByteNames } from "./byte-names";
import type { ProcessId, ScannedSeries, ScannedThread, ScannerWords } from "./scanned-piece";

/** What a scanner met so far: names, threads, counters, links, each with a number that it keeps. */
export class WordList {
  readonly names = new ByteNames();
  readonly #threadNumbers = new Map<ProcessId, Map<ProcessId, number>>();
  readonly #series = new Map<ProcessId, Map<number, number>>();
  readonly #links = new Map<string, number>();
  #seriesCount = 0;
  #threadCount = 0;
  #newThreads: ScannedThread[] = [];
  #newSeries: ScannedSeries[] = [];
  #newLinks: string[] = [];

  thread(process: ProcessId, thread: ProcessId): number {
    let threads = this.#threadNumbers.get(process);
    if (threads === undefined) {
      threads = new Map();
      this.#threadNumbers.set(process, threads);
    }
    let number = threads.get(thread);
    if (number === undefined) {
      number = this.#threadCount++;
      threads.set(thread, number);
      this.#newThreads.push({ process, thread });
    }
    return number;
  }

  /** @param name, argument Numbers of names. */
  series(process: ProcessId, name: number, argument: number): number {
    let known = this.#series.get(process);
    if (known === undefined) {
      known = new Map();
      this.#series.set(process, known);
    }
    const key = name * 2 ** 26 + argument;
    let number = known.get(key);
    if (number === undefined) {
      number = this.#seriesCount++;
      known.set(key, number);
      this.#newSeries.push({ process, name, argument });
    }
    return number;
  }

  /** From 1 on. */
  link(text: string): number {
    let number = this.#links.get(text);
    if (number === undefined) {
      number = this.#links.size + 1;
      this.#links.set(text, number);
      this.#newLinks.push(text);
    }
    return number;
  }

  /** What is new since the last call. */
  takeNew(): ScannerWords {
    const words = {
      names: this.names.takeNew(),
      threads: this.#newThreads,
      series: this.#newSeries,
      links: this.#newLinks,
    };
    this.#newThreads = [];
    this.#newSeries = [];
    this.#newLinks = [];
    return words;
  }
}
