import type { Lane, LaneKind } from "../../../shared/trace/lanes";
import type { ProcessId, ScannedMetadata } from "../scan/scanned-piece";

/** Something that gets a lane of its own. */
interface Entry {
  readonly process: ProcessId;
  /** Null for what belongs to a process as a whole. */
  readonly thread: ProcessId | null;
  readonly kind: LaneKind;
  /** What a lane that is no thread is called. */
  readonly title: string;
  /** 0 until the lane is told. */
  laneId: number;
}

interface Names {
  process: string;
  sortIndex: number;
  readonly threads: Map<ProcessId, { name: string; sortIndex: number }>;
}

/** The lanes of a trace, with the names that metadata gives to processes and threads. */
export class LaneList {
  readonly #entries: Entry[] = [];
  readonly #names = new Map<ProcessId, Names>();
  readonly #told = new Map<number, string>();
  #changed = false;
  #lastId = 0;

  /** @returns The number of the entry, from 0. */
  add(process: ProcessId, thread: ProcessId | null, kind: LaneKind, title: string): number {
    this.#changed = true;
    return this.#entries.push({ process, thread, kind, title, laneId: 0 }) - 1;
  }

  describe({ process, thread, what, value }: ScannedMetadata): void {
    const names = this.#namesOf(process);
    if (what === "process_name") names.process = String(value);
    else if (what === "process_sort_index") names.sortIndex = Number(value);
    else if (what === "thread_name" || what === "thread_sort_index") {
      const known = names.threads.get(thread) ?? { name: "", sortIndex: 0 };
      if (what === "thread_name") known.name = String(value);
      else known.sortIndex = Number(value);
      names.threads.set(thread, known);
    }
    this.#changed = true;
  }

  processOf(entry: number): ProcessId {
    return this.#entries[entry]!.process;
  }

  /** The lane of an entry; 0 while it was not told. */
  laneId(entry: number): number {
    return this.#entries[entry]!.laneId;
  }

  /** Lanes that are new or whose names changed since the last call. Those that come together are numbered in their processes' order. */
  takeChanged(): Lane[] {
    if (!this.#changed) return [];
    this.#changed = false;
    for (const entry of this.#entries.filter(({ laneId }) => laneId === 0).sort((a, b) => this.#compare(a, b))) {
      entry.laneId = ++this.#lastId;
    }
    const threads = new Map<ProcessId, number>();
    for (const { process, thread } of this.#entries) {
      if (thread !== null) threads.set(process, (threads.get(process) ?? 0) + 1);
    }
    const lanes: Lane[] = [];
    for (const entry of this.#entries) {
      const lane = this.#laneOf(entry, threads.get(entry.process) === 1);
      const label = `${lane.name}\n${lane.part}`;
      if (this.#told.get(lane.id) === label) continue;
      this.#told.set(lane.id, label);
      lanes.push(lane);
    }
    return lanes.sort((a, b) => a.id - b.id);
  }

  #laneOf({ process, thread, kind, title, laneId }: Entry, alone: boolean): Lane {
    const names = this.#names.get(process);
    const given = names?.process ?? "";
    const processName = given === "" ? `process ${process}` : given;
    const threadGiven = thread === null ? title : (names?.threads.get(thread)?.name ?? "");
    const threadName = threadGiven === "" ? `thread ${thread}` : threadGiven;
    // A process with one thread is told by its own name.
    const isWhole = thread !== null && alone;
    return {
      id: laneId,
      kind,
      name: isWhole ? (given === "" && threadGiven !== "" ? threadGiven : processName) : threadName,
      number: 0,
      pid: typeof process === "number" ? process : null,
      part: isWhole ? "" : processName,
      valueType: "",
      startNs: 0,
      endNs: null,
      exit: null,
      remark: "",
    };
  }

  #compare(a: Entry, b: Entry): number {
    const [left, right] = [this.#names.get(a.process), this.#names.get(b.process)];
    return (
      (left?.sortIndex ?? 0) - (right?.sortIndex ?? 0) ||
      compareIds(a.process, b.process) ||
      // What belongs to the whole process stands behind its threads.
      Number(a.thread === null) - Number(b.thread === null) ||
      (a.thread === null || b.thread === null
        ? 0
        : (left?.threads.get(a.thread)?.sortIndex ?? 0) - (right?.threads.get(b.thread)?.sortIndex ?? 0) ||
          compareIds(a.thread, b.thread))
    );
  }

  #namesOf(process: ProcessId): Names {
    let names = this.#names.get(process);
    if (names === undefined) {
      names = { process: "", sortIndex: 0, threads: new Map() };
      this.#names.set(process, names);
    }
    return names;
  }
}

function compareIds(a: ProcessId, b: ProcessId): number {
  if (typeof a === "number" && typeof b === "number") return a - b;
  return String(a).localeCompare(String(b));
}
