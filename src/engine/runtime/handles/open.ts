import { fail } from "../../../shared/fault";
import type { NumberType, Owner } from "../../memory";
import type { HandleDescriptor, HandleKind } from "../../protocol/program";
import type { ProgramContext } from "../context";
import type { Handle, Opening } from "../handle";
import { SharedArray } from "./array";
import { Barrier } from "./barrier";
import { Condition } from "./condition";
import { Event } from "./event";
import { AnyLock, Lock, RLock } from "./lock";
import { Connection } from "./pipe";
import { Queue, SimpleQueue } from "./queue";
import { BoundedSemaphore, Semaphore } from "./semaphore";
import { Value } from "./value";

/** How each kind is made from what came from another process. */
const openers: Readonly<Record<HandleKind, (opening: Opening) => Handle>> = {
  lock: (opening) => new Lock({}, opening),
  rlock: (opening) => new RLock({}, opening),
  semaphore: (opening) => new Semaphore(0, {}, opening),
  "bounded-semaphore": (opening) => new BoundedSemaphore(0, {}, opening),
  condition: (opening) => new Condition(null, {}, opening),
  event: (opening) => new Event({}, opening),
  barrier: (opening) => new Barrier(opening.descriptor.more.parties as number, {}, opening),
  queue: (opening) => new Queue(0, {}, opening),
  "simple-queue": (opening) => new SimpleQueue({}, opening),
  pipe: (opening) => new Connection({ peer: null, sends: false, receives: false }, {}, opening),
  value: (opening) => new Value(opening.descriptor.more.type as NumberType, undefined, {}, opening),
  array: (opening) => {
    const { type, length } = opening.descriptor.more;
    return new SharedArray(type as NumberType, length as number, {}, opening);
  },
};

/** Handles that a thread has, one object per thing. */
export class HandleTable {
  readonly #context: ProgramContext;
  readonly #handles = new Map<number, Handle>();
  readonly #locks = new Set<AnyLock>();
  readonly #closed = new Set<number>();

  constructor(context: ProgramContext) {
    this.#context = context;
  }

  keep(handle: Handle): void {
    this.#handles.set(handle.descriptor.id, handle);
    if (handle instanceof AnyLock) this.#locks.add(handle);
  }

  /** @throws {FaultError} `handle-foreign`, `handle-closed`. */
  open(descriptor: HandleDescriptor): Handle {
    const { kind, id, name, context } = descriptor;
    if (context !== this.#context.id) {
      fail(
        "handle-foreign",
        `The ${kind} "${name}" belongs to another program; only processes that this one started share it.`,
      );
    }
    if (this.#closed.has(id)) fail("handle-closed", `The ${kind} "${name}" was closed and cannot be used any more.`);
    const known = this.#handles.get(id);
    if (known !== undefined) return known;
    return openers[kind]({ context: this.#context, descriptor });
  }

  /** The handle of that number, where this thread has it open. */
  find(id: number): Handle | undefined {
    return this.#handles.get(id);
  }

  /** Locks that an owner has not released, whose task is over. */
  leftBy(owner: Owner): readonly AnyLock[] {
    return [...this.#locks].filter((lock) => lock.isLeftBy(owner));
  }

  /** Its thing is gone. @returns The handle, where this thread has it. */
  close(id: number): Handle | undefined {
    this.#closed.add(id);
    const handle = this.#handles.get(id);
    handle?.markClosed();
    if (handle instanceof AnyLock) this.#locks.delete(handle);
    this.#handles.delete(id);
    return handle;
  }
}
