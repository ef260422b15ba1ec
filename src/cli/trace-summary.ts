import type { Block } from "../shared/trace/blocks";
import type { Finding } from "../shared/trace/findings";
import { type Lane, parentLaneId } from "../shared/trace/lanes";
import { categories, readRecord, recordBytes, recordKinds, type TraceRecord } from "../shared/trace/records";
import { LockSummary, type LockTotals } from "./lock-summary";

/** How long a process or thread waited, nanoseconds. */
export interface LaneTotals {
  readonly lane: Lane;
  /** Waiting for locks. */
  readonly lockWaitNs: number;
  /** Waiting for queues, pipes, events, conditions, barriers and semaphores. */
  readonly dataWaitNs: number;
}

export interface QueueTotals {
  readonly name: string;
  /** Items that were put in and got, by calls that could wait. */
  readonly puts: number;
  readonly gets: number;
  /** The most items that were in it. */
  readonly most: number;
  /** Time that all who put, and all who got, waited together. */
  readonly putWaitNs: number;
  readonly getWaitNs: number;
}

export interface TraceTotals {
  readonly lanes: readonly LaneTotals[];
  /** Those that somebody asked for. */
  readonly locks: readonly LockTotals[];
  readonly queues: readonly QueueTotals[];
  readonly findings: readonly Finding[];
  /** Of all lanes, by id. */
  readonly names: ReadonlyMap<number, string>;
  readonly events: number;
  readonly dropped: number;
}

interface OpenSlice {
  readonly name: string;
  readonly category: number;
  readonly startNs: number;
  sent: boolean;
  received: boolean;
}

/** What is known of a lane while its records pass by. */
interface LaneState {
  readonly names: string[];
  readonly open: OpenSlice[];
  lockWaitNs: number;
  dataWaitNs: number;
  dropped: number;
}

/** Items put into, or got from, whatever a slice names. */
interface Traffic {
  items: number;
  waitNs: number;
}

/** Adds up a program's trace block by block; of its records nothing is kept but what locks need. */
export class TraceSummary {
  readonly #lanes = new Map<number, Lane>();
  readonly #states = new Map<number, LaneState>();
  readonly #locks = new Map<number, LockSummary>();
  readonly #depths = new Map<number, number>();
  /** By the slice's name, such as `put into items`. */
  readonly #traffic = new Map<string, Traffic>();
  readonly #findings = new Map<number, Finding>();
  #events = 0;
  #lastNs = 0;

  take(block: Block): void {
    if (block.type === "lane") this.#lanes.set(block.lane.id, block.lane);
    else if (block.type === "finding") this.#findings.set(block.finding.id, block.finding);
    else this.#takeRecords(block.lane, block.dropped, block.records);
  }

  /** Everything together, once nothing comes any more: what still lasts ends with its lane. */
  totals(): TraceTotals {
    const all = [...this.#lanes.values()].sort((a, b) => a.id - b.id);
    const endOf = (lane: number): number => this.#lanes.get(lane)?.endNs ?? this.#lastNs;
    for (const [lane, state] of this.#states) while (state.open.length > 0) this.#endSlice(state, endOf(lane));
    for (const lock of this.#locks.values()) {
      for (const lane of lock.waiting()) this.#state(lane).lockWaitNs += lock.giveUp(lane, endOf(lane));
    }
    const locks = all.flatMap(({ id, kind, name }) => {
      const summary = kind === "lock" ? this.#locks.get(id) : undefined;
      return summary === undefined ? [] : [summary.totals(name, endOf)];
    });
    const queues = all.flatMap(({ id, kind, name }) => (kind === "queue" ? [this.#queue(id, name)] : []));
    let dropped = 0;
    for (const state of this.#states.values()) dropped += state.dropped;
    return {
      lanes: all.filter(isWorking).map((lane) => {
        const { lockWaitNs, dataWaitNs } = this.#state(lane.id);
        return { lane, lockWaitNs, dataWaitNs };
      }),
      locks,
      queues,
      findings: [...this.#findings.values()],
      names: new Map(all.map(({ id, name }) => [id, name])),
      events: this.#events,
      dropped,
    };
  }

  #takeRecords(lane: number, dropped: number, records: DataView): void {
    const state = this.#state(lane);
    state.dropped = dropped;
    for (let offset = 0; offset < records.byteLength; offset += recordBytes) {
      const record = readRecord(records, offset);
      if (record.kind === recordKinds.name) {
        const text = new Uint8Array(records.buffer, records.byteOffset + offset + recordBytes, record.extra);
        state.names[record.name] = new TextDecoder().decode(text);
        offset += Math.ceil(record.extra / recordBytes) * recordBytes;
        continue;
      }
      this.#events++;
      this.#lastNs = Math.max(this.#lastNs, record.time);
      this.#takeRecord(lane, state, record);
    }
  }

  #takeRecord(lane: number, state: LaneState, record: TraceRecord): void {
    const { kind, time, subject } = record;
    const slice = state.open[state.open.length - 1];
    if (kind === recordKinds.begin) {
      const name = state.names[record.name] ?? "";
      state.open.push({ name, category: record.category, startNs: time, sent: false, received: false });
    } else if (kind === recordKinds.end) this.#endSlice(state, time);
    else if (kind === recordKinds.flowOut && slice !== undefined) slice.sent = true;
    else if (kind === recordKinds.flowIn && slice !== undefined) slice.received = true;
    else if (kind === recordKinds.lockRequest) this.#lock(subject).request(lane, time);
    else if (kind === recordKinds.lockAcquire) state.lockWaitNs += this.#lock(subject).acquire(lane, time);
    else if (kind === recordKinds.lockGiveUp) state.lockWaitNs += this.#lock(subject).giveUp(lane, time);
    else if (kind === recordKinds.lockRelease) this.#lock(subject).release(lane, time);
    else if (kind === recordKinds.valueUpdate) {
      this.#depths.set(subject, Math.max(this.#depths.get(subject) ?? 0, record.value));
    }
  }

  #endSlice(state: LaneState, endNs: number): void {
    const slice = state.open.pop();
    if (slice === undefined || slice.category !== categories.dataWait) return;
    const waitedNs = Math.max(0, endNs - slice.startNs);
    state.dataWaitNs += waitedNs;
    const traffic = this.#traffic.get(slice.name) ?? { items: 0, waitNs: 0 };
    traffic.waitNs += waitedNs;
    // A get that ended with the queue, or by a timeout, brought nothing.
    if (slice.sent || slice.received) traffic.items++;
    this.#traffic.set(slice.name, traffic);
  }

  #queue(lane: number, name: string): QueueTotals {
    const put = this.#traffic.get(`put into ${name}`);
    const got = this.#traffic.get(`get from ${name}`);
    return {
      name,
      puts: put?.items ?? 0,
      gets: got?.items ?? 0,
      most: this.#depths.get(lane) ?? 0,
      putWaitNs: put?.waitNs ?? 0,
      getWaitNs: got?.waitNs ?? 0,
    };
  }

  #state(lane: number): LaneState {
    let state = this.#states.get(lane);
    if (state === undefined) {
      state = { names: [], open: [], lockWaitNs: 0, dataWaitNs: 0, dropped: 0 };
      this.#states.set(lane, state);
    }
    return state;
  }

  #lock(lane: number): LockSummary {
    let lock = this.#locks.get(lane);
    if (lock === undefined) {
      lock = new LockSummary();
      this.#locks.set(lane, lock);
    }
    return lock;
  }
}

/** Whether a lane is a process or a thread; the main process is always one. */
function isWorking({ id, kind }: Lane): boolean {
  return id === parentLaneId || kind === "worker";
}
