import type { Batch, Member, MemberEvents, Report } from "../../../../src/engine/host/program/pool/member";
import { ownWords, type PoolWords } from "../../../../src/engine/runtime";

/** A worker whose every step the test takes. */
export class FakeMember implements Member {
  readonly name: string;
  readonly pid = null;
  readonly words: PoolWords | null;
  readonly events: MemberEvents;
  /** What it was sent, in order. */
  readonly queue: Batch[] = [];
  recalls = 0;
  keepsAlive = false;
  asked: "nothing" | "shutdown" | "kill" = "nothing";
  /** The epoch as a worker without shared words knows it. */
  epoch = 0;

  constructor(number: number, events: MemberEvents, shares: boolean) {
    this.name = `worker ${number}`;
    this.events = events;
    this.words = shares ? ownWords() : null;
  }

  prepare(batch: Batch): Batch {
    if (batch.items.includes("unserializable")) throw new Error("it cannot travel");
    return batch;
  }

  send(prepared: readonly unknown[]): void {
    this.queue.push(...(prepared as Batch[]));
  }

  recall(epoch: number): void {
    this.recalls++;
    this.epoch = epoch;
    if (this.words !== null) this.words.epoch = epoch;
  }

  shutdown(): void {
    this.asked = "shutdown";
  }

  kill(): void {
    this.asked = "kill";
  }

  keepAlive(stay: boolean): void {
    this.keepsAlive = stay;
  }

  /** Items of everything that it was sent and did not take. */
  get items(): unknown[] {
    return this.queue.flatMap(({ items }) => items);
  }

  /** Begins the first unit of the first batch. */
  begin(unit = this.queue[0]!.first): void {
    if (this.words !== null) this.words.begun = unit;
  }

  readonly idleLosses: string[] = [];

  tellIdleLoss(message: string): void {
    this.idleLosses.push(message);
  }

  /** Runs the whole first batch and reports it. @param workMs For all of it. */
  finish(workMs = 0.001): void {
    const batch = this.queue.shift()!;
    const units = Math.ceil(batch.items.length / batch.chunk);
    this.begin(batch.first + units - 1);
    this.report(batch, batch.first, units, 0, workMs);
  }

  /** @param done Units from `first` on. @param skipped Units behind them. */
  report(batch: Batch, first: number, done: number, skipped: number, workMs = 0.001): void {
    const from = (first - batch.first) * batch.chunk;
    const items = batch.items.slice(from, from + done * batch.chunk);
    const report: Report = {
      first,
      done,
      skipped,
      workMs,
      values: () => items,
      discard: () => undefined,
      failures: () => [],
      failure: () => null,
    };
    this.events.onReports([report], false);
  }

  end(code: number | null, signal: string | null = null): void {
    this.events.onEnd({ code, signal }, null);
  }
}
