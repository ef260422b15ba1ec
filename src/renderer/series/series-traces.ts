import type { TraceMessage } from "../../shared/contract/events";
import type { Series } from "../../shared/contract/series";
import type { EngineClient } from "../engine/client";
import { newTraceStore } from "../stores/memory-store";
import { runById } from "../stores/run-store";
import { useSeriesStore } from "../stores/series-store";
import type { TraceStore } from "../timeline";
import { RunJoiner } from "./join-runs";
import { laneNote } from "./lane-note";
import { letterOf } from "./letters";
import { shownPoints } from "./shown-points";

interface SeriesTracesOptions {
  /** Lanes of another series are to be shown; they come from now on. */
  onStore(seriesId: string, store: TraceStore): void;
  onGrowth(): void;
  /** All lanes are there, or no more will come. @param message Why, empty where nothing is missing. */
  onEnd(seriesId: string, message: string): void;
}

/** A run whose trace is asked for. */
interface Wanted {
  readonly runId: string;
  readonly wallMs: number;
  /** Bytes of its whole trace. */
  readonly bytes: number;
  readonly joiner: RunJoiner;
}

/** Fetches the traces of a series' runs, one after the other, into one store. */
export class SeriesTraces {
  readonly #client: EngineClient;
  readonly #options: SeriesTracesOptions;
  #seriesId: string | null = null;
  /** The points whose lanes are shown. */
  #points: readonly number[] = [];
  #waiting: Wanted[] = [];
  /** The byte behind the last one that was taken in of the first run that waits. */
  #taken = 0;

  constructor(client: EngineClient, options: SeriesTracesOptions) {
    this.#client = client;
    this.#options = options;
  }

  /** Starts over with runs of a series that is over; nothing happens where these are shown already. */
  show(series: Series): void {
    const points = shownPoints(series, useSeriesStore.getState().chosen[series.id]);
    if (series.id === this.#seriesId && String(points) === String(this.#points)) return;
    this.#seriesId = series.id;
    this.#points = points;
    const store = newTraceStore();
    this.#options.onStore(series.id, store);
    this.#waiting = points.flatMap((index, place) => {
      const { label, runId } = series.points[index]!;
      const run = runById(runId);
      if (run === undefined || !run.isKept) return [];
      const about = { id: run.id, title: `${letterOf(index)}   ${label}`, note: laneNote(series, index, run.wallMs) };
      const joiner = new RunJoiner(store, place, about);
      return [{ runId: run.id, wallMs: run.wallMs, bytes: run.trace.bytes, joiner }];
    });
    this.#taken = 0;
    if (this.#waiting.length === 0)
      this.#end("The traces of these runs are no longer kept. Run it again to see the lanes.");
    else this.resume();
  }

  /** Something else is on screen. */
  leave(): void {
    this.#seriesId = null;
    this.#waiting = [];
  }

  /** Asks for what is not there yet: at the start, and when the connection is back. */
  resume(): void {
    const [first] = this.#waiting;
    if (first === undefined) return;
    const { runId } = first;
    this.#client.request("trace.follow", { runId, offset: this.#taken }).catch((error: unknown) => {
      if (this.#waiting[0]?.runId === runId) this.#end(error instanceof Error ? error.message : String(error));
    });
  }

  take({ runId, offset, bytes }: TraceMessage): void {
    const [first] = this.#waiting;
    if (first === undefined || first.runId !== runId || offset > this.#taken) return;
    const end = offset + bytes.byteLength;
    if (end > this.#taken) {
      try {
        // What arrived ends at a block's end, so the rest begins at a block's start. The joiner writes into it.
        first.joiner.take(bytes.slice(this.#taken - offset));
      } catch (error) {
        this.#end(error instanceof Error ? error.message : String(error));
        return;
      }
      this.#taken = end;
    }
    this.#client.acknowledgeTrace(runId, end);
    if (this.#taken >= first.bytes) {
      first.joiner.end(first.wallMs);
      this.#waiting.shift();
      this.#taken = 0;
      if (this.#waiting.length === 0) this.#end("");
      else this.resume();
    }
    this.#options.onGrowth();
  }

  #end(message: string): void {
    this.#waiting = [];
    if (this.#seriesId !== null) this.#options.onEnd(this.#seriesId, message);
  }
}
