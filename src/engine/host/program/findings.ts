import type { Finding, FindingKind } from "../../../shared/trace/findings";
import type { HandleDescriptor, LostUpdateReport } from "../../protocol/program";
import type { BlockStore, Recorder } from "../../recorder/recorder";

/** How messages call a handle. */
const kindNames: Partial<Readonly<Record<HandleDescriptor["kind"], string>>> = {
  lock: "Lock",
  rlock: "RLock",
  value: "Value",
  array: "SharedArray",
};

/** What the detectors of one program have found, in the trace too. */
export class Findings {
  readonly #recorder: Recorder<BlockStore>;
  readonly #handles = new Map<number, HandleDescriptor>();
  readonly #list: Finding[] = [];
  /** Of lost updates: by value's handle, what each writer's lane overwrote. */
  readonly #lost = new Map<number, { readonly index: number; updates: number; readonly byLane: Map<number, number> }>();

  constructor(recorder: Recorder<BlockStore>) {
    this.#recorder = recorder;
  }

  /** So far, the first first. */
  list(): readonly Finding[] {
    return this.#list;
  }

  /** Makes a handle known by name. */
  note(descriptor: HandleDescriptor): void {
    this.#handles.set(descriptor.id, descriptor);
  }

  /** Such as `Lock "total"`. */
  handleName(id: number): string {
    const handle = this.#handles.get(id);
    return handle === undefined ? `handle ${id}` : `${kindNames[handle.kind] ?? handle.kind} "${handle.name}"`;
  }

  handleLane(id: number): number {
    return this.#handles.get(id)?.lane ?? 0;
  }

  laneName(lane: number): string {
    return this.#recorder.lane(lane).name;
  }

  /** Tells something new. */
  add(kind: FindingKind, message: string, lanes: readonly number[]): void {
    const finding = { id: this.#list.length + 1, kind, message, lanes, amounts: [], atNs: this.#recorder.clock() };
    this.#list.push(finding);
    this.#tell(finding);
  }

  /** A task ended while it held locks; told once of each lane and lock. */
  locksLeft(locks: readonly number[], lane: number): void {
    for (const lock of locks) {
      const left = `${this.laneName(lane)}: a task ended while it held ${this.handleName(lock)}.`;
      const message = `${left} Release locks where they are acquired, such as by lock.with().`;
      const told = this.#list.some((finding) => finding.message === message && finding.lanes[0] === lane);
      if (!told) this.add("lock-not-released", message, [lane, this.handleLane(lock)]);
    }
  }

  /** Updates of a value went missing; they are added up by value. */
  lostUpdate({ handle, updates, amount }: LostUpdateReport, writer: number): void {
    let lost = this.#lost.get(handle);
    if (lost === undefined) {
      lost = { index: this.#list.length, updates: 0, byLane: new Map() };
      this.#lost.set(handle, lost);
    }
    lost.updates += updates;
    lost.byLane.set(writer, (lost.byLane.get(writer) ?? 0) + amount);
    const total = [...lost.byLane.values()].reduce((sum, one) => sum + one, 0);
    const writers = [...lost.byLane.keys()];
    const names = inWords(writers.map((lane) => this.laneName(lane)));
    const stale = lost.updates === 1 ? `a write by ${names}` : `${lost.updates} writes, by ${names},`;
    const finding: Finding = {
      id: lost.index + 1,
      kind: "lost-update",
      message:
        `${this.handleName(handle)} lost updates: ${stale} came from an older reading, and ${total} is missing in all. ` +
        "Hold a lock around reading and writing, or use add().",
      lanes: [this.handleLane(handle), ...writers],
      amounts: [total, ...lost.byLane.values()],
      atNs: this.#list[lost.index]?.atNs ?? this.#recorder.clock(),
    };
    this.#list[lost.index] = finding;
    this.#tell(finding);
  }

  #tell(finding: Finding): void {
    const { parent } = this.#recorder;
    // What is lost shows on the writers' own lanes, each time that it happens.
    if (finding.kind !== "lost-update") parent.instant(finding.message);
    // Whoever hears of the finding finds what led to it.
    parent.flush();
    this.#recorder.putFinding(finding);
  }
}

/** `a`, `a and b`, `a, b and c`. */
export function inWords(names: readonly string[]): string {
  return names.length < 2 ? names.join("") : `${names.slice(0, -1).join(", ")} and ${names[names.length - 1]}`;
}
