import type { CounterChunk, InstantChunk, SliceChunk, TraceChunk } from "../../timeline/store/chunk";
import { type ScannedPiece, scannedKinds } from "../scan/scanned-piece";
import { arrangeFlows } from "./arrange-flows";
import { arrangeAsync } from "./async-lanes";
import { LaneList } from "./lane-list";
import { Nest } from "./nest";
import { Samples } from "./samples";
import { type Arranged, arrangeThread, ThreadEvents } from "./thread-events";
import { TraceWords } from "./word-maps";

/** The events of a piece with the numbers of the whole trace: `thread` is the lane's entry. */
export type KeptPiece = Pick<ScannedPiece, "kind" | "thread" | "time" | "end" | "name" | "place" | "origin" | "link">;

/** What is in a trace that lanes cannot show, or that does not fit together. */
export interface TraceRemarks {
  /** Events with no place on lanes. */
  readonly unshown: number;
  /** Ends without a beginning. */
  readonly unmatchedEnds: number;
  /** Beginnings without an end. */
  readonly unended: number;
  /** Slices with a duration below zero: drawn without one. */
  readonly backwards: number;
}

/** So many events at least come between two times that lanes out of order are put in order. */
const leastBetweenSorts = 16_384;

/** Finds lanes and rows for the events of a trace, piece by piece in the file's order, and hands them on as chunks. */
export class TraceIndex {
  readonly #lanes = new LaneList();
  readonly #words = new TraceWords(this.#lanes);
  readonly #pieces: KeptPiece[] = [];
  // By entry of the lane list.
  readonly #nests: (Nest | undefined)[] = [];
  readonly #instants: (Samples | undefined)[] = [];
  readonly #counters: (Samples | undefined)[] = [];
  /** Lanes whose events do not come in the order in which they are drawn: from now on they are put in order at times. */
  readonly #unordered = new Set<number>();
  readonly #async = new Set<number>();
  #epoch = Number.NaN;
  /** Earlier than the epoch where something came that is. */
  #earliest = Number.POSITIVE_INFINITY;
  #latest = Number.NEGATIVE_INFINITY;
  #hasFlows = false;
  #events = 0;
  #unshown = 0;
  #unmatchedEnds = 0;
  #unended = 0;
  #backwards = 0;
  #sortAt = leastBetweenSorts;

  /** Events read so far. */
  get events(): number {
    return this.#events;
  }

  get remarks(): TraceRemarks {
    return {
      unshown: this.#unshown,
      unmatchedEnds: this.#unmatchedEnds,
      unended: this.#unended,
      backwards: this.#backwards,
    };
  }

  /** Takes in what a scanner met first in a piece, whether or not the piece itself counts. */
  takeWords(scanner: number, piece: ScannedPiece): void {
    this.#words.scanner(scanner).take(piece.words);
  }

  /** Takes in the next piece of the file. Its arrays belong to the index. */
  accept(scanner: number, piece: ScannedPiece): void {
    const maps = this.#words.scanner(scanner);
    for (const metadata of piece.metadata) this.#lanes.describe(metadata);
    this.#unshown += piece.unshown;
    this.#backwards += piece.backwards;
    const { kind, thread, time, end, name, place, origin, link } = piece;
    const count = kind.length;
    this.#events += count + piece.counterTime.length + piece.metadata.length + piece.unshown;
    this.#noteTimes(piece);
    for (let row = 0; row < count; row++) {
      const entry = maps.thread(thread[row]!);
      const named = maps.name(name[row]!);
      thread[row] = entry;
      name[row] = named;
      const now = kind[row]!;
      if (now <= scannedKinds.end) {
        if (this.#unordered.has(entry)) continue;
        const nest = this.#nestOf(entry);
        const inOrder =
          now === scannedKinds.end
            ? nest.end(time[row]!)
            : nest.begin(
                time[row]!,
                now === scannedKinds.whole ? end[row]! : Number.POSITIVE_INFINITY,
                named,
                origin + place[row]!,
              );
        if (!inOrder) this.#unordered.add(entry);
      } else if (now === scannedKinds.instant) {
        const instants = samplesOf(this.#instants, entry, 2);
        if (!instants.push(time[row]!, named, origin + place[row]!)) this.#unordered.add(entry);
      } else if (link !== null) {
        const number = link[row]!;
        link[row] = this.#words.links.number(maps.linkText(number));
        if (now >= scannedKinds.flowStart) this.#hasFlows = true;
        else thread[row] = this.#asyncEntry(entry, maps.linkText(number));
      }
    }
    for (let row = 0; row < piece.counterTime.length; row++) {
      const entry = maps.series(piece.counterSeries[row]!);
      samplesOf(this.#counters, entry, 1).push(piece.counterTime[row]!, piece.counterValue[row]!);
    }
    this.#pieces.push({ kind, thread, time, end, name, place, origin, link });
  }

  /**
   * What was found since the last chunk.
   *
   * @param isLast No further piece comes: what is open ends with the trace.
   */
  takeChunk(isLast: boolean): TraceChunk {
    const slices: SliceChunk[] = [];
    const instants: InstantChunk[] = [];
    const restart: number[] = [];
    const entries: number[] = [];
    if (Number.isNaN(this.#epoch) && Number.isFinite(this.#earliest)) this.#epoch = this.#earliest;
    const lanes = this.#lanes.takeChanged();
    if (isLast || this.#events >= this.#sortAt) {
      this.#sortAt = this.#events * 2;
      if (this.#earliest < this.#epoch) {
        this.#epoch = this.#earliest;
        this.#nests.forEach((_nest, entry) => void this.#unordered.add(entry));
        this.#instants.forEach((_instants, entry) => void this.#unordered.add(entry));
        this.#counters.forEach((counter, entry) => {
          counter?.rewind();
          restart.push(this.#lanes.laneId(entry));
        });
      }
      entries.push(...this.#unordered, ...this.#async);
    }
    for (const entry of entries) restart.push(this.#lanes.laneId(entry));
    this.#arrange(entries, slices, instants, isLast);
    this.#nests.forEach((nest, entry) => {
      if (nest === undefined || this.#unordered.has(entry)) return;
      if (isLast) {
        this.#unended += nest.finish(this.#latest);
        this.#unmatchedEnds += nest.unmatchedEnds;
      }
      nest.rows.forEach((row, depth) => {
        const chunk = row.take(this.#lanes.laneId(entry), depth + 1, this.#epoch);
        if (chunk !== null) slices.push(chunk);
      });
    });
    this.#instants.forEach((marks, entry) => {
      if (marks === undefined || this.#unordered.has(entry)) return;
      const taken = marks.take(this.#epoch);
      if (taken === null) return;
      const [name, place] = taken.numbers;
      instants.push({
        laneId: this.#lanes.laneId(entry),
        time: taken.time,
        name: Uint32Array.from(name!),
        place: place!,
      });
    });
    const counters: CounterChunk[] = [];
    this.#counters.forEach((samples, entry) => {
      const taken = samples?.take(this.#epoch) ?? null;
      if (taken === null) return;
      counters.push({ laneId: this.#lanes.laneId(entry), time: taken.time, value: taken.numbers[0]! });
    });
    const flows =
      isLast && this.#hasFlows ? arrangeFlows(this.#pieces, this.#epoch, (entry) => this.#lanes.laneId(entry)) : [];
    return { lanes, names: this.#words.names.takeNew(), slices, counters, instants, flows, restart };
  }

  #nestOf(entry: number): Nest {
    const known = this.#nests[entry];
    if (known !== undefined) return known;
    const nest = new Nest();
    this.#nests[entry] = nest;
    return nest;
  }

  #noteTimes({ time, end, counterTime }: ScannedPiece): void {
    let earliest = this.#earliest;
    let latest = this.#latest;
    for (let row = 0; row < time.length; row++) {
      if (time[row]! < earliest) earliest = time[row]!;
      if (end[row]! > latest) latest = end[row]!;
    }
    for (const at of counterTime) {
      if (at < earliest) earliest = at;
      if (at > latest) latest = at;
    }
    this.#earliest = earliest;
    this.#latest = latest;
  }

  #asyncEntry(threadEntry: number, linkText: string): number {
    const category = linkText.slice(0, linkText.indexOf("\n"));
    const entry = this.#words.entry(this.#lanes.processOf(threadEntry), null, "worker", category || "async");
    this.#async.add(entry);
    return entry;
  }

  /** Puts all events of some lanes in order and hands them on anew. */
  #arrange(entries: readonly number[], slices: SliceChunk[], instants: InstantChunk[], isLast: boolean): void {
    if (entries.length === 0) return;
    const counts = new Map(entries.map((entry) => [entry, 0]));
    for (const { kind, thread } of this.#pieces) {
      for (let row = 0; row < kind.length; row++) {
        if (kind[row]! >= scannedKinds.flowStart) continue;
        const count = counts.get(thread[row]!);
        if (count !== undefined) counts.set(thread[row]!, count + 1);
      }
    }
    const gathered = new Map(entries.map((entry) => [entry, new ThreadEvents(counts.get(entry)!)]));
    const links = new Map([...this.#async].map((entry) => [entry, new Uint32Array(counts.get(entry) ?? 0)]));
    for (const { kind, thread, time, end, name, place, origin, link } of this.#pieces) {
      for (let row = 0; row < kind.length; row++) {
        if (kind[row]! >= scannedKinds.flowStart) continue;
        const events = gathered.get(thread[row]!);
        if (events === undefined) continue;
        const linked = links.get(thread[row]!);
        if (linked !== undefined) linked[events.length] = link![row]!;
        events.push(kind[row]!, time[row]!, end[row]!, name[row]!, origin + place[row]!);
      }
    }
    for (const [entry, events] of gathered) {
      const laneId = this.#lanes.laneId(entry);
      const linked = links.get(entry);
      const arranged: Arranged =
        linked === undefined ? arrangeThread(events, this.#latest) : arrangeAsync(events, linked, this.#latest);
      if (isLast) {
        this.#unended += arranged.unended;
        this.#unmatchedEnds += arranged.unmatchedEnds;
      }
      arranged.rows.forEach((row, depth) => {
        const chunk = row.take(laneId, depth + 1, this.#epoch);
        if (chunk !== null) slices.push(chunk);
      });
      const marks = arranged.instants;
      if (marks.length === 0) continue;
      instants.push({
        laneId,
        time: Float64Array.from(marks, (row) => events.time[row]! - this.#epoch),
        name: Uint32Array.from(marks, (row) => events.name[row]!),
        place: Float64Array.from(marks, (row) => events.place[row]!),
      });
    }
  }
}

function samplesOf(all: (Samples | undefined)[], entry: number, numbers: number): Samples {
  const known = all[entry];
  if (known !== undefined) return known;
  const samples = new Samples(numbers);
  all[entry] = samples;
  return samples;
}
