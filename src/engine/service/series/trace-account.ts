import type { SeriesTimes, ShareName } from "../../../shared/contract/series";
import { type Block, readBlocks } from "../../../shared/trace/blocks";
import type { Lane } from "../../../shared/trace/lanes";
import { LockFigures } from "../../../shared/trace/lock-figures";
import { categories, computingTask, readRecord, recordBytes, recordKinds } from "../../../shared/trace/records";
import type { TraceSpool } from "../../recorder";

/** Bytes that are read at once: a few milliseconds of the parent's time. */
const readBytes = 1024 * 1024;

/** What time within a task goes to, by the category of its innermost slice. */
const shareOf: Readonly<Record<number, ShareName>> = {
  [categories.compute]: "compute",
  [computingTask]: "compute",
  [categories.lockWait]: "lockWait",
  [categories.dataWait]: "dataWait",
  [categories.serialize]: "serialize",
  [categories.deserialize]: "serialize",
  [categories.failed]: "compute",
};

interface WorkerAccount {
  readonly open: { readonly category: number; readonly lock: number }[];
  readonly shares: Map<ShareName, number>;
  firstNs: number | null;
  lastNs: number;
  atNs: number;
}

interface LockAccount {
  readonly figures: LockFigures;
  /** By lane: when it asked, and when it got it. */
  readonly asked: Map<number, number>;
  readonly got: Map<number, number>;
}

/** Adds up where the time of a run's workers went, record by record. */
export class TraceAccount {
  readonly #taskShare: ShareName;
  readonly #lanes = new Map<number, Lane>();
  readonly #workers = new Map<number, WorkerAccount>();
  readonly #locks = new Map<number, LockAccount>();
  readonly #dropped = new Map<number, number>();
  #tasks = 0;

  /** @param takesTurns Whether tasks share a thread: what a task does not use is the others' turn then. */
  constructor(takesTurns: boolean) {
    this.#taskShare = takesTurns ? "turns" : "compute";
  }

  take(block: Block): void {
    if (block.type === "lane") this.#lanes.set(block.lane.id, block.lane);
    if (block.type !== "records") return;
    this.#dropped.set(block.lane, block.dropped);
    // A lane is told before its records.
    if (this.#lanes.get(block.lane)?.kind === "worker") this.#takeRecords(block.lane, block.records);
  }

  /** @param wallMs From the run's start to its end, milliseconds. */
  times(wallMs: number): SeriesTimes {
    const workers = [...this.#workers].map(([lane, account]) => ({ lane: this.#lanes.get(lane)!, account }));
    const idle = [...this.#lanes.values()].filter(({ id, kind }) => kind === "worker" && !this.#workers.has(id));
    const lastNs = Math.max(0, ...workers.map(({ account }) => account.lastNs));
    const wallNs = wallMs * 1e6;
    const sums: Record<ShareName, number> = {
      start: 0,
      compute: 0,
      turns: 0,
      lockWait: 0,
      dataWait: 0,
      barrier: 0,
      serialize: 0,
      starved: 0,
      skew: 0,
      ending: 0,
    };
    for (const { account } of workers) {
      const { firstNs, shares, lastNs: ownLastNs } = account;
      // One that never got a task had nothing to do.
      if (firstNs === null) sums.starved += lastNs;
      else {
        sums.start += firstNs;
        sums.skew += lastNs - ownLastNs;
      }
      for (const [share, ns] of shares) sums[share] += ns;
      sums.ending += Math.max(0, wallNs - lastNs);
    }
    sums.starved += idle.length * lastNs;
    sums.ending += idle.length * Math.max(0, wallNs - lastNs);
    for (const share of Object.keys(sums) as ShareName[]) sums[share] /= 1e6;
    let dropped = 0;
    for (const count of this.#dropped.values()) dropped += count;
    return { lanes: workers.length + idle.length, shares: sums, lock: this.#worstLock(), tasks: this.#tasks, dropped };
  }

  #takeRecords(lane: number, records: DataView): void {
    const worker = this.#workerOf(lane);
    for (let offset = 0; offset < records.byteLength; offset += recordBytes) {
      const { kind, category, time, subject, extra } = readRecord(records, offset);
      if (kind === recordKinds.name) offset += Math.ceil(extra / recordBytes) * recordBytes;
      else if (kind === recordKinds.begin) this.#begin(worker, time, category);
      else if (kind === recordKinds.end) this.#end(worker, time);
      else if (kind === recordKinds.lockRequest) {
        this.#begin(worker, time, categories.lockWait, subject);
        this.#lockOf(subject).asked.set(lane, time);
      } else if (kind === recordKinds.lockAcquire) {
        this.#endWait(worker, time, subject);
        this.#lockOf(subject).got.set(lane, time);
      } else if (kind === recordKinds.lockGiveUp) {
        this.#endWait(worker, time, subject);
        const { figures, asked } = this.#lockOf(subject);
        figures.addLostWait(Math.max(0, time - (asked.get(lane) ?? time)));
      } else if (kind === recordKinds.lockRelease) {
        const { figures, asked, got } = this.#lockOf(subject);
        const start = got.get(lane);
        if (start !== undefined) figures.addHold(asked.get(lane) ?? start, start, Math.max(start, time));
        got.delete(lane);
      }
    }
  }

  #begin(worker: WorkerAccount, time: number, category: number, lock = 0): void {
    if (worker.open.length === 0 && category === categories.startStop) {
      worker.open.push({ category, lock });
      return;
    }
    this.#spend(worker, time);
    worker.firstNs ??= time;
    worker.open.push({ category, lock });
  }

  #end(worker: WorkerAccount, time: number): void {
    const outer = worker.open[0]?.category;
    // The stop is everybody's end, as all that comes after the last task.
    if (outer !== undefined && outer !== categories.startStop) {
      this.#spend(worker, time);
      if (worker.open.length === 1) worker.lastNs = worker.atNs;
      if (worker.open.length === 1 && (outer === categories.task || outer === computingTask)) this.#tasks++;
    }
    worker.open.pop();
  }

  #endWait(worker: WorkerAccount, time: number, lock: number): void {
    this.#spend(worker, time);
    const { open } = worker;
    for (let at = open.length - 1; at >= 0; at--) {
      if (open[at]!.category !== categories.lockWait || open[at]!.lock !== lock) continue;
      open.splice(at, 1);
      return;
    }
  }

  /** Books the time since the last record to what the worker was doing. */
  #spend(worker: WorkerAccount, time: number): void {
    const now = Math.max(time, worker.atNs);
    if (worker.firstNs !== null) {
      const inner = worker.open[worker.open.length - 1];
      const share = inner === undefined ? "starved" : this.#shareOf(inner.category, worker.open.length);
      worker.shares.set(share, (worker.shares.get(share) ?? 0) + now - worker.atNs);
    }
    worker.atNs = now;
  }

  #shareOf(category: number, depth: number): ShareName {
    // Outside of a task a worker waits for data of others only: those that have not done their part of the round.
    if (category === categories.dataWait && depth === 1) return "barrier";
    return shareOf[category] ?? this.#taskShare;
  }

  #worstLock(): SeriesTimes["lock"] {
    let worst: SeriesTimes["lock"] = null;
    for (const [id, { figures }] of this.#locks) {
      const waitMs = figures.waitNs / 1e6;
      if (waitMs <= (worst?.waitMs ?? 0)) continue;
      worst = { name: this.#lanes.get(id)?.name ?? `lock ${id}`, waitMs, holdMs: figures.holdNs / 1e6 };
    }
    return worst;
  }

  #workerOf(lane: number): WorkerAccount {
    let worker = this.#workers.get(lane);
    if (worker === undefined) {
      worker = { open: [], shares: new Map(), firstNs: null, lastNs: 0, atNs: 0 };
      this.#workers.set(lane, worker);
    }
    return worker;
  }

  #lockOf(lane: number): LockAccount {
    let lock = this.#locks.get(lane);
    if (lock === undefined) {
      lock = { figures: new LockFigures(), asked: new Map(), got: new Map() };
      this.#locks.set(lane, lock);
    }
    return lock;
  }
}

/** Where the time of a finished run's workers went. */
export async function accountOf(spool: TraceSpool, wallMs: number, takesTurns: boolean): Promise<SeriesTimes> {
  const account = new TraceAccount(takesTurns);
  for (let offset = 0; offset < spool.size; ) {
    const bytes = await spool.read(offset, readBytes);
    for (const block of readBlocks(bytes)) account.take(block);
    offset += bytes.byteLength;
  }
  return account.times(wallMs);
}
