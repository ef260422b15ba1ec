import { AsyncLocalStorage } from "node:async_hooks";
import { randomUUID } from "node:crypto";
import { categories } from "../../../shared/trace/records";
import { Arena, loadAddon, type Owner } from "../../memory";
import { childProcessPort } from "../../ports/child-process-adapter";
import type { WorkerPort } from "../../ports/worker-port";
import type { LaneTrace } from "../../protocol/lane-trace";
import type { HandleDescriptor, HandleKind, MemoryPlace, Parcel, Payload } from "../../protocol/program";
import {
  type BrokerLine,
  bytesOf,
  decode,
  encode,
  type Handle,
  HandleTable,
  leftLocks,
  type NewHandle,
  type ProgramContext,
  type Watch,
} from "../../runtime";
import type { Loss } from "./brokered";
import { HandleBroker } from "./handle-broker";
import { localLine } from "./local-line";
import { ProgramTracing, type TraceTarget } from "./program-tracing";
import type { ProgramWorker } from "./program-worker";
import { SyncServer } from "./sync-server";

/** An encoded value for a worker. */
export type Outgoing = Parcel;

/** Bytes of a payload from which on encoding it is a slice of its own: smaller ones take no time. */
const tracedBytes = 1024;

/** What surrounds a program: who runs it decides. */
export interface ProgramSurroundings {
  /** Starts its processes. */
  readonly processes: WorkerPort;
  /** Where its workers' output goes; null for where the main process's own goes. */
  readonly onOutput: ((worker: ProgramWorker, stream: "stdout" | "stderr", text: string) => void) | null;
  /** Where a module's code really lies, by its URL: programs may be compiled into another folder. */
  readonly modules: Readonly<Record<string, string>>;
  /** Where its trace goes; null for none. */
  readonly trace: TraceTarget | null;
}

/** A program, seen from its main process: what its processes share, and which there are. */
export class MainContext implements ProgramContext {
  readonly id = randomUUID();
  readonly role = "main";
  /** Null where there is no addon: everything is brokered then. */
  readonly memory: Arena | null;
  readonly handles: HandleBroker;
  readonly broker: BrokerLine;
  /** Where processes connect to that block for an answer of the broker. */
  readonly sync = new SyncServer();
  /** Null without a trace. */
  readonly tracing: ProgramTracing | null;
  readonly surroundings: ProgramSurroundings;
  readonly #table = new HandleTable(this);
  readonly #workers = new Set<ProgramWorker>();
  readonly #names = new Map<string, number>();
  /** The main program's own. */
  readonly #main: { owner: Owner | null } = { owner: null };
  /** Of tasks that run on this thread; it costs nothing while there are none. */
  readonly #interleaved = new AsyncLocalStorage<{ owner: Owner | null; readonly trace: LaneTrace | null }>();
  /** Whether there ever were any: from then on, who runs has to be asked each time. */
  #interleaves = false;
  #owners = 0;
  #ids = 0;

  /** @param surroundings Of a program that nobody runs but Node, where left out. */
  constructor(surroundings: Partial<ProgramSurroundings> = {}) {
    this.surroundings = { processes: childProcessPort(), onOutput: null, modules: {}, trace: null, ...surroundings };
    this.memory = loadAddon().addon === null ? null : Arena.create();
    this.handles = new HandleBroker(this.memory);
    this.broker = localLine(this.handles);
    const { trace } = this.surroundings;
    this.tracing = trace === null ? null : new ProgramTracing(trace, this.memory, this.handles);
    process.once("exit", () => {
      this.tracing?.close();
      for (const worker of this.#workers) if (worker.daemon) worker.kill("SIGTERM");
    });
  }

  get trace(): LaneTrace | null {
    if (this.tracing === null) return null;
    return this.#interleaved.getStore()?.trace ?? this.tracing.recorder.parent;
  }

  get watch(): Watch | null {
    return this.tracing?.watch ?? null;
  }

  owner(): Owner {
    const own = this.#interleaved.getStore() ?? this.#main;
    if (own.owner !== null) return own.owner;
    // Without shared memory a process numbers its owners itself.
    own.owner = this.memory === null ? (++this.#owners as Owner) : this.memory.registerOwner();
    if (!this.#interleaves) this.memory?.setOwner(own.owner);
    return own.owner;
  }

  /**
   * Calls a function that interleaves with others on this thread, in the name of an owner of its own.
   *
   * @param trace Of the lane on which it is shown; null for the main process's own.
   */
  async runAsOwner<Result>(body: () => Result, trace: LaneTrace | null): Promise<Awaited<Result>> {
    const own: { owner: Owner | null; readonly trace: LaneTrace | null } = { owner: null, trace };
    this.#interleaves = true;
    this.memory?.setOwner(0);
    try {
      return await this.#interleaved.run(own, body);
    } finally {
      if (own.owner !== null) this.#endOwner(own.owner, trace?.lane);
    }
  }

  /** @param lane On which its task is shown; the main process's own where left out. */
  #endOwner(owner: Owner, lane?: number): void {
    if (this.memory?.endOwner(owner) === false) return;
    const left = this.#table.leftBy(owner);
    if (left.length === 0) return;
    process.stderr.write(leftLocks("main process", left));
    this.tracing?.locksLeft(
      left.map(({ descriptor }) => descriptor.id),
      lane,
    );
  }

  create({ kind, name, bytes, more = {}, attachment = null }: NewHandle): HandleDescriptor {
    const place = this.#allocate(kind, bytes);
    const id = ++this.#ids;
    const told = { kind, context: this.id, id, name: name === "" ? this.nextName(kind) : name, place, more };
    const descriptor: HandleDescriptor = { ...told, lane: this.tracing?.addHandle(told) ?? 0 };
    this.tracing?.noteHandle(descriptor);
    if (place === null) {
      this.handles.add(descriptor, attachment);
      this.sync.listen();
    } else this.handles.placed.add(id, place);
    return descriptor;
  }

  open(descriptor: HandleDescriptor): Handle {
    return this.#table.open(descriptor);
  }

  keep(handle: Handle): void {
    this.#table.keep(handle);
  }

  close(handle: Handle): void {
    const { id, kind, more } = handle.descriptor;
    // Numbers bring a lock of their own along; others were given theirs.
    if (kind === "value" || kind === "array") this.#table.find((more.lock as HandleDescriptor).id)?.close();
    this.handles.close(id);
    this.handles.placed.close(id, handle.isBusy);
    this.#table.close(id);
    for (const worker of this.#workers) worker.send({ type: "closed", handle: id });
  }

  /** A name for what was given none: `lock-1`, `Process-2`. */
  nextName(kind: string): string {
    const number = (this.#names.get(kind) ?? 0) + 1;
    this.#names.set(kind, number);
    return `${kind}-${number}`;
  }

  /** @returns Null for what the broker keeps. */
  #allocate(kind: HandleKind, bytes: number): MemoryPlace | null {
    if (bytes === 0 || this.memory === null) return null;
    // Locks are known to the memory, so that those of a lost worker are recovered.
    return kind === "lock" || kind === "rlock" ? this.memory.createLock().place : this.memory.allocate(bytes);
  }

  /**
   * Encodes a value for a worker; `ProgramWorker.lend` has to follow. Its large buffers go into shared memory, which the
   * worker gives back.
   */
  encode(value: unknown, what: string): Parcel {
    const { memory, tracing } = this;
    if (tracing === null) return this.#encode(value, what, memory);
    const { clock, parent } = tracing.recorder;
    const startNs = clock();
    const outgoing = this.#encode(value, what, memory);
    const bytes = bytesOf(outgoing.payload);
    if (bytes >= tracedBytes) parent.past(categories.serialize, "serialize", startNs, clock(), bytes);
    return outgoing;
  }

  #encode(value: unknown, what: string, memory: Arena | null): Parcel {
    const { bytes, handles, views } = encode(value, what, memory !== null);
    const places: MemoryPlace[] = [];
    try {
      for (const view of views) {
        const place = memory!.reserve(view.byteLength);
        places.push(place);
        memory!.openCells(place).copyIn(view);
      }
    } catch (error) {
      for (const place of places) memory!.free(place);
      throw error;
    }
    return { payload: { bytes, handles: handles.length > 0, blocks: places }, handles };
  }

  /** Gives back what `encode` took, for what is not sent after all. */
  discard({ payload }: Parcel): void {
    for (const place of payload.blocks) this.memory?.free(place);
  }

  pack(value: unknown, what: string): Parcel {
    return this.encode(value, what);
  }

  packSync(value: unknown, what: string): Parcel {
    return this.encode(value, what);
  }

  unpack(payload: Payload): unknown {
    return this.decode(payload);
  }

  /** Decodes what a worker sent, and frees its large buffers. */
  decode(payload: Payload): unknown {
    const { memory } = this;
    return decode(payload, {
      open: (descriptor) => this.open(descriptor),
      read: (place) => {
        const bytes = new Uint8Array(place.bytes);
        memory!.openCells(place).copyOut(bytes);
        memory!.free(place);
        return bytes;
      },
    });
  }

  add(worker: ProgramWorker): void {
    this.#workers.add(worker);
  }

  /** A worker has ended: what it held is recovered, who waits for it is told. */
  remove(worker: ProgramWorker, loss: Loss): void {
    this.#workers.delete(worker);
    if (this.memory !== null && worker.pid !== null) this.memory.reap(worker.pid);
    this.handles.lost(loss);
  }
}
