import { getHeapStatistics } from "node:v8";
import { isMainThread } from "node:worker_threads";
import { fail } from "../../../shared/fault";
import { Arena, type Owner } from "../../memory";
import type { ParentChannel } from "../../ports/parent-channel";
import type { LaneTrace } from "../../protocol/lane-trace";
import type {
  HandleDescriptor,
  HandleRequest,
  MemoryPlace,
  Parcel,
  Payload,
  ProgramSetup,
} from "../../protocol/program";
import {
  decode,
  encode,
  type Handle,
  HandleTable,
  leftLocks,
  type NewHandle,
  type ProgramContext,
  type Watch,
} from "../../runtime";
import { ParentLine } from "./parent-line";
import { WorkerTracing } from "./worker-tracing";

/** A program, seen from one of its workers. */
export class WorkerContext implements ProgramContext {
  readonly id: string;
  readonly role = "worker";
  readonly memory: Arena | null;
  readonly broker: ParentLine;
  /** Null without a trace. */
  readonly tracing: WorkerTracing | null;
  // Fields, since locks look at them each time.
  readonly trace: LaneTrace | null;
  readonly watch: Watch | null;
  readonly #lane: number;
  readonly #table = new HandleTable(this);
  #owner: Owner | null = null;
  #owners = 0;
  readonly #name: string;
  /** Names of locks that tasks have left locked, as far as that was told. */
  readonly #toldLeft = new Set<string>();

  /** @param loadedMs When this worker's code was loaded, `performance.now()`. */
  constructor(channel: ParentChannel, setup: ProgramSetup, loadedMs: number) {
    this.id = setup.context;
    this.#name = setup.name;
    this.memory = setup.memory === null ? null : Arena.open(setup.memory);
    this.broker = new ParentLine(channel, setup.sync);
    this.tracing = setup.trace === null ? null : new WorkerTracing(channel, setup.trace, this.memory, loadedMs);
    this.trace = this.tracing?.trace ?? null;
    this.watch = this.tracing?.watch ?? null;
    this.#lane = setup.trace?.lane ?? 0;
  }

  /** Known to the memory from the first time somebody asks for it. */
  owner(): Owner {
    this.#owner ??= this.#beginOwner();
    return this.#owner;
  }

  #beginOwner(): Owner {
    if (this.memory === null) return ++this.#owners as Owner;
    const owner = this.memory.registerOwner(this.#lane);
    this.memory.setOwner(owner);
    return owner;
  }

  create({ kind }: NewHandle): HandleDescriptor {
    return fail(
      "host-only",
      `A ${kind} cannot be created in a worker. Create it in the main process (inside "if (isMainProcess)") and pass it to the task.`,
    );
  }

  open(descriptor: HandleDescriptor): Handle {
    return this.#table.open(descriptor);
  }

  keep(handle: Handle): void {
    this.#table.keep(handle);
  }

  close(handle: Handle): void {
    fail("host-only", `"${handle.name}" belongs to the main process, which closes it.`);
  }

  /** The main process has closed a handle. */
  closed(id: number): void {
    const handle = this.#table.close(id);
    // Otherwise its memory is free once this worker has ended.
    if (handle?.isBusy === true) return;
    const place = handle?.descriptor.place ?? null;
    if (place !== null) this.memory?.release(place);
    this.broker.post({ type: "let-go", handle: id });
  }

  /** Decodes what the main process sent, and gives its large buffers back. */
  decode(payload: Payload): unknown {
    const taken: MemoryPlace[] = [];
    const { memory } = this;
    try {
      return decode(payload, {
        open: (descriptor) => this.open(descriptor),
        read: (place) => {
          const bytes = new Uint8Array(place.bytes);
          memory!.openCells(place).copyOut(bytes);
          memory!.release(place);
          taken.push(place);
          return bytes;
        },
      });
    } finally {
      if (taken.length > 0) this.broker.post({ type: "taken", blocks: taken });
    }
  }

  pack(value: unknown, what: string): Parcel | Promise<Parcel> {
    const { memory } = this;
    const { bytes, handles, views } = encode(value, what, memory !== null);
    if (memory === null || views.length === 0) return parcelOf(bytes, handles, []);
    const asked = this.broker.ask(allocation(views)) as Promise<MemoryPlace[]>;
    return asked.then((places) => parcelOf(bytes, handles, fill(memory, places, views)));
  }

  packSync(value: unknown, what: string): Parcel {
    const { memory } = this;
    const { bytes, handles, views } = encode(value, what, memory !== null);
    if (memory === null || views.length === 0) return parcelOf(bytes, handles, []);
    return parcelOf(bytes, handles, fill(memory, this.broker.askSync(allocation(views)) as MemoryPlace[], views));
  }

  unpack(payload: Payload): unknown {
    return this.decode(payload);
  }

  /** @throws {FaultError} As `pack`, where the value cannot travel. */
  check(value: unknown, what: string): void {
    encode(value, what, this.memory !== null);
  }

  /**
   * A task is over, and the next one is another owner. What it still holds is no longer in anybody's name, which is told
   * once for each lock.
   */
  endTask(): void {
    const owner = this.#owner;
    if (owner === null) return;
    this.#owner = null;
    if (this.memory?.endOwner(owner) === false) return;
    const left = this.#table.leftBy(owner).filter(({ name }) => !this.#toldLeft.has(name));
    if (left.length === 0) return;
    for (const { name } of left) this.#toldLeft.add(name);
    process.stderr.write(leftLocks(this.#name, left));
    this.watch?.left(left.map(({ descriptor }) => descriptor.id));
  }

  /** Memory in use, bytes: the process's, or in a thread that of its own heap and buffers. */
  memoryBytes(): number {
    if (isMainThread) return process.memoryUsage.rss();
    const { total_physical_size: heap, external_memory: external } = getHeapStatistics();
    return heap + external;
  }
}

/** Asks for room for large buffers. */
function allocation(views: readonly Uint8Array[]): HandleRequest {
  const sizes = views.map(({ byteLength }) => byteLength);
  return { handle: 0, operation: "memory.allocate", owner: 0, timeoutMs: -1, value: sizes };
}

function fill(memory: Arena, places: readonly MemoryPlace[], views: readonly Uint8Array[]): readonly MemoryPlace[] {
  for (const [index, place] of places.entries()) {
    memory.openCells(place).copyIn(views[index]!);
    memory.release(place);
  }
  return places;
}

function parcelOf(bytes: Uint8Array, handles: readonly number[], blocks: readonly MemoryPlace[]): Parcel {
  return { payload: { bytes, handles: handles.length > 0, blocks }, handles };
}
