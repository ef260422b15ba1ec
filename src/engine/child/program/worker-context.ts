import { fail } from "../../../shared/fault";
import { Arena, type Owner } from "../../memory";
import type { ParentChannel } from "../../ports/parent-channel";
import type { LaneTrace } from "../../protocol/lane-trace";
import type { HandleDescriptor, MemoryPlace, Payload, ProgramSetup } from "../../protocol/program";
import { decode, encode, type Handle, HandleTable, type NewHandle, type ProgramContext } from "../../runtime";
import { ParentLine } from "./parent-line";

/** A program, seen from one of its workers. */
export class WorkerContext implements ProgramContext {
  readonly id: string;
  readonly role = "worker";
  readonly memory: Arena | null;
  readonly broker: ParentLine;
  readonly trace: LaneTrace | null = null;
  readonly #table = new HandleTable(this);
  #owner: Owner | null = null;
  #owners = 0;

  constructor(channel: ParentChannel, setup: ProgramSetup) {
    this.id = setup.context;
    this.memory = setup.memory === null ? null : Arena.open(setup.memory);
    this.broker = new ParentLine(channel);
  }

  /** Known to the memory from the first time somebody asks for it. */
  owner(): Owner {
    this.#owner ??= this.memory === null ? (++this.#owners as Owner) : this.memory.registerOwner();
    return this.#owner;
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
    this.#table.close(id);
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
          taken.push(place);
          return bytes;
        },
      });
    } finally {
      if (taken.length > 0) this.broker.post({ type: "taken", blocks: taken });
    }
  }

  /** Encodes a value for the main process. */
  encode(value: unknown, what: string): Payload {
    const { bytes, handles } = encode(value, what, false);
    return { bytes, handles: handles.length > 0, blocks: [] };
  }
}
