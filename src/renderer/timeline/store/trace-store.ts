import { readBlocks } from "../../../shared/trace/blocks";
import type { Finding } from "../../../shared/trace/findings";
import { isNumberLane, type Lane, type LaneKind } from "../../../shared/trace/lanes";
import { categories, computingTask, recordBytes, recordKinds, recordOffsets } from "../../../shared/trace/records";
import type { TraceChunk } from "./chunk";
import { CoarseShares, sharesOf } from "./coarse-shares";
import { type Flow, Flows } from "./flows";
import { CounterTable, LaneTrack } from "./lane-track";
import { LockTrack } from "./lock-track";
import { MemoryCap, usualCapBytes } from "./memory-cap";
import { Names } from "./names";
import { Books } from "./row-accounts";
import { ValueTrack } from "./value-track";

const order: Readonly<Record<LaneKind, number>> = {
  parent: 0,
  worker: 1,
  combiner: 2,
  lock: 3,
  value: 4,
  queue: 5,
  cpu: 6,
  memory: 7,
};

/** A lane of which only records are known. */
function undeclared(id: number, startNs: number): Lane {
  const nothing = { pid: null, part: "", valueType: "", endNs: null, exit: null, remark: "" };
  return { ...nothing, id, kind: "worker", name: `lane ${id}`, number: 0, startNs };
}

/** One run's trace in columns, per lane. It grows by `append`; readers compare `version` to see that it did. */
export class TraceStore {
  /** The workers' time by category, coarsely, for the overview. */
  readonly workerShares = new CoarseShares();
  /** The same by run, where there are lanes of several; then the one above stays empty. */
  readonly runShares = new Map<string, CoarseShares>();
  readonly #tracks = new Map<number, LaneTrack>();
  readonly #locks = new Map<number, LockTrack>();
  readonly #values = new Map<number, ValueTrack>();
  readonly #names = new Names();
  readonly #findings = new Map<number, Finding>();
  readonly #flows = new Flows();
  readonly #books = new Books();
  #lanes: readonly Lane[] | null = null;
  readonly #cap: MemoryCap;
  #version = 0;
  #eventCount = 0;
  #endNs = 0;

  /** @param capBytes Memory that its columns may take; beyond it the oldest single events go, and their sums stay. */
  constructor(capBytes = usualCapBytes) {
    this.#cap = new MemoryCap(capBytes);
  }

  /** How much memory the columns take, may take, and from when on every event is there, nanoseconds since the epoch. */
  get memory(): Pick<MemoryCap, "bytes" | "capBytes" | "detailFromNs"> {
    return this.#cap;
  }

  /** Changes how much memory the columns may take. What went before does not come back. */
  limitMemory(capBytes: number): void {
    this.#cap.limit(capBytes);
    this.#grew();
  }

  /** Grows with every `append`. */
  get version(): number {
    return this.#version;
  }

  /** Records taken in, names not counted. */
  get eventCount(): number {
    return this.#eventCount;
  }

  /** Records that producers had to drop. */
  get droppedCount(): number {
    let dropped = 0;
    for (const track of this.#tracks.values()) dropped += track.dropped;
    return dropped;
  }

  /** The newest time seen, nanoseconds since the trace's epoch. */
  get endNs(): number {
    return this.#endNs;
  }

  /**
   * In display order: parent, workers, combiner, then locks and values; each kind by id. Locks that nobody ever asked for
   * are left out: every value of a program brings one along.
   */
  lanes(): readonly Lane[] {
    this.#lanes ??= [...this.#tracks.values()]
      .map((track) => track.lane)
      .filter(({ id }) => this.#locks.get(id)?.isUntouched !== true)
      .sort((a, b) => order[a.kind] - order[b.kind] || a.id - b.id);
    return this.#lanes;
  }

  /** What the detectors found, the first first. */
  findings(): readonly Finding[] {
    return [...this.#findings.values()];
  }

  track(laneId: number): LaneTrack | undefined {
    return this.#tracks.get(laneId);
  }

  lock(laneId: number): LockTrack | undefined {
    return this.#locks.get(laneId);
  }

  value(laneId: number): ValueTrack | undefined {
    return this.#values.get(laneId);
  }

  /**
   * Calls lanes by other names wherever they are told of, until it is called again.
   *
   * @param names By lane; the others have the names that the trace gives them.
   */
  rename(names: Readonly<Record<number, string>>): void {
    for (const [id, track] of this.#tracks) track.rename(names[id] ?? null);
    this.#lanes = null;
    this.#grew();
  }

  /** The text of a store-wide name; empty for 0. */
  name(id: number): string {
    return this.#names.text(id);
  }

  /** Sender and receiver of a flow, null while one of them has not reported. */
  flow(id: number): Flow | null {
    return this.#flows.get(id);
  }

  /**
   * Takes in the next stretch of the trace.
   *
   * @param bytes Whole blocks.
   * @throws {RangeError} When a block or a name is cut, or its type is unknown.
   */
  append(bytes: Uint8Array): void {
    for (const block of readBlocks(bytes)) {
      if (block.type === "lane") {
        this.#declare(block.lane);
      } else if (block.type === "finding") {
        this.#findings.set(block.finding.id, block.finding);
      } else {
        const track = this.#trackFor(block.lane, block.records);
        track.dropped = Math.max(track.dropped, block.dropped);
        track.reopen();
        this.#read(track, block.records);
        track.sumUp();
        this.#endNs = Math.max(this.#endNs, track.accountedNs);
        if (track.lane.endNs !== null) this.#close(track, track.lane.endNs);
      }
    }
    this.#grew();
  }

  /**
   * Takes in a part of a trace that comes as columns. The arrays belong to the store from then on.
   *
   * @throws {RangeError} When the columns of a part differ in length, or the store holds a trace that comes as blocks.
   */
  take(chunk: TraceChunk): void {
    if (this.#names.hasInterned) throw new RangeError("a trace comes as blocks or as columns, not as both");
    for (const lane of chunk.lanes) {
      const known = this.#tracks.get(lane.id);
      if (known === undefined) this.#add(lane, null);
      else known.update(lane);
    }
    if (chunk.lanes.length > 0) this.#lanes = null;
    for (const name of chunk.names) this.#names.push(name);
    for (const laneId of chunk.restart) {
      this.#tracks.get(laneId)?.clear();
      this.#values.get(laneId)?.clear();
    }
    for (const part of chunk.slices) {
      this.#taking(part.laneId).takeSlices(part);
      this.#took(part.end);
    }
    for (const { laneId, time, value } of chunk.counters) {
      this.#valueFor(laneId).take(time, value);
      this.#took(time);
    }
    for (const { laneId, time, name, place } of chunk.instants) {
      this.#taking(laneId).instants.adopt({ time, name, place }, time.length);
      this.#took(time);
    }
    for (const { laneId, out, time, flow } of chunk.flows) {
      const track = this.#taking(laneId);
      for (let at = 0; at < flow.length; at++) this.#flows.connect(laneId, flow[at]!, time[at]!, out);
      (out ? track.flowsOut : track.flowsIn).adopt({ time, flow }, time.length);
      this.#took(time);
    }
    this.#books.book(this.#tracks.values(), this.#endNs, this.workerShares, chunk.restart.length > 0);
    this.#grew();
  }

  /** Rows that a reader hands on are of a lane that it told before, or at the same time. */
  #taking(laneId: number): LaneTrack {
    const track = this.#tracks.get(laneId);
    if (track === undefined) throw new RangeError(`lane ${laneId} is not known`);
    return track;
  }

  #took(ascending: Float64Array): void {
    this.#eventCount += ascending.length;
    this.#endNs = Math.max(this.#endNs, ascending[ascending.length - 1] ?? 0);
  }

  #grew(): void {
    this.#version++;
    const tracks = { lanes: this.#tracks, locks: this.#locks, values: this.#values };
    this.#cap.check(tracks, this.#eventCount, this.#endNs);
  }

  #declare(lane: Lane): void {
    const known = this.#tracks.get(lane.id);
    if (known === undefined) this.#add(lane, this.#names.intern("start"));
    else known.update(lane);
    this.#lanes = null;
    this.#endNs = Math.max(this.#endNs, lane.startNs, lane.endNs ?? 0);
    if (lane.endNs !== null) this.#close(this.#tracks.get(lane.id)!, lane.endNs);
  }

  #add(lane: Lane, startName: number | null): LaneTrack {
    const ofAll = lane.run === undefined ? this.workerShares : sharesOf(this.runShares, lane.run.id);
    const shares = lane.kind === "worker" ? ofAll : null;
    const track = new LaneTrack(lane, shares, startName);
    this.#tracks.set(lane.id, track);
    if (lane.kind === "lock") this.#lockFor(lane.id);
    if (isNumberLane(lane.kind)) this.#valueFor(lane.id);
    this.#lanes = null;
    return track;
  }

  /** The process is over: what it left open ends with it. */
  #close(track: LaneTrack, endNs: number): void {
    track.closeAll(endNs);
    for (const lock of this.#locks.values()) lock.abandon(track.lane.id, endNs);
  }

  /** A producer's records without its lane, as from a cut recording, still get a row. */
  #trackFor(laneId: number, records: DataView): LaneTrack {
    const startNs = records.byteLength < recordBytes ? this.#endNs : records.getFloat64(recordOffsets.time, true);
    return this.#tracks.get(laneId) ?? this.#add(undeclared(laneId, startNs), this.#names.intern("start"));
  }

  #lockFor(laneId: number): LockTrack {
    let lock = this.#locks.get(laneId);
    if (lock === undefined) {
      lock = new LockTrack();
      this.#locks.set(laneId, lock);
    }
    return lock;
  }

  /** The lock that a record is about: from now on it is shown. */
  #touch(laneId: number): LockTrack {
    const lock = this.#lockFor(laneId);
    if (lock.isUntouched) this.#lanes = null;
    return lock;
  }

  #valueFor(laneId: number): ValueTrack {
    let value = this.#values.get(laneId);
    if (value === undefined) {
      value = new ValueTrack();
      this.#values.set(laneId, value);
    }
    return value;
  }

  /** Decodes in place, without an object per record. */
  #read(track: LaneTrack, view: DataView): void {
    const laneId = track.lane.id;
    const names = this.#names.ofLane(laneId);
    let offset = 0;
    while (offset + recordBytes <= view.byteLength) {
      const kind = view.getUint8(offset + recordOffsets.kind);
      const nameId = view.getUint32(offset + recordOffsets.name, true);
      const extra = view.getUint32(offset + recordOffsets.extra, true);
      if (kind === recordKinds.name) {
        const slots = Math.ceil(extra / recordBytes);
        if (offset + (1 + slots) * recordBytes > view.byteLength) {
          throw new RangeError(`lane ${laneId}: the text of name ${nameId} is cut`);
        }
        const text = new TextDecoder().decode(
          new Uint8Array(view.buffer, view.byteOffset + offset + recordBytes, extra),
        );
        names.set(nameId, this.#names.intern(text));
        offset += (1 + slots) * recordBytes;
        continue;
      }
      const category = view.getUint8(offset + recordOffsets.category);
      const name = nameId === 0 ? 0 : (names.get(nameId) ?? 0);
      // A lane's clock does not run backwards; where it seems to, the newest time stands.
      const time = Math.max(view.getFloat64(offset + recordOffsets.time, true), track.accountedNs);
      const value = view.getFloat64(offset + recordOffsets.value, true);
      const subject = view.getUint32(offset + recordOffsets.subject, true);
      offset += recordBytes;
      this.#eventCount++;
      // A worker that never got a task tells of its stop first: that is not its start.
      const isStart =
        kind === recordKinds.begin && category === categories.startStop && this.#names.text(name) !== "stop";
      if (track.firstRecord(time, isStart, name)) continue;
      switch (kind) {
        case recordKinds.begin:
          if (category === computingTask) track.beginTask(time, name, value, extra);
          else track.begin(time, category, name, value, extra, 0);
          break;
        case recordKinds.end:
          track.end(time, value);
          break;
        case recordKinds.instant: {
          const row = track.instants.push();
          const { columns, from } = track.instants.tail;
          columns.time[row - from] = time;
          columns.name[row - from] = name;
          if (value !== 0) track.instants.set("value", row, value);
          // Only what a value lost is about another lane.
          if (subject !== 0) this.#valueFor(subject).lose(time, value, laneId);
          break;
        }
        case recordKinds.counter:
          if (isNumberLane(track.lane.kind)) this.#valueFor(laneId).add(time, value, 0, 0);
          else this.#count(track, name, time, value);
          break;
        case recordKinds.lockRequest:
          track.begin(time, categories.lockWait, name, Number.NaN, 0, subject);
          this.#touch(subject).request(laneId, time);
          break;
        case recordKinds.lockAcquire:
          track.endWait(time, subject);
          track.hold(subject, time);
          this.#touch(subject).acquire(laneId, time);
          break;
        case recordKinds.lockGiveUp:
          track.endWait(time, subject);
          this.#lockFor(subject).giveUp(laneId, time);
          break;
        case recordKinds.lockRelease:
          track.release(subject, time);
          this.#lockFor(subject).release(laneId, time);
          break;
        case recordKinds.valueUpdate:
          this.#valueFor(subject).add(time, value, laneId, track.heldLocks[track.heldLocks.length - 1] ?? 0);
          break;
        case recordKinds.flowOut:
        case recordKinds.flowIn:
          this.#connect(track, subject, time, kind === recordKinds.flowOut);
          break;
        default:
          // A kind of a newer producer: counted, not understood.
          break;
      }
      track.account(time);
    }
  }

  #count(track: LaneTrack, name: number, time: number, value: number): void {
    let samples = track.counters.get(name);
    if (samples === undefined) {
      samples = new CounterTable();
      track.counters.set(name, samples);
    }
    const row = samples.push();
    const { columns, from } = samples.tail;
    columns.time[row - from] = time;
    columns.value[row - from] = value;
  }

  #connect(track: LaneTrack, flow: number, time: number, out: boolean): void {
    const ends = out ? track.flowsOut : track.flowsIn;
    const end = ends.push();
    ends.set("time", end, time);
    ends.set("flow", end, flow);
    this.#flows.connect(track.lane.id, flow, time, out);
  }
}
