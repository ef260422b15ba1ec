import { FaultError, fail } from "../../shared/fault";
import type { Arena, Owner } from "../memory";
import type { LaneTrace } from "../protocol/lane-trace";
import type { HandleDescriptor, HandleKind, HandleRequest, Parcel, Payload } from "../protocol/program";
import type { Handle } from "./handle";
import type { Watch } from "./watch";

/** What a handle needs of a request's caller: when to give up. */
export interface AskOptions {
  readonly signal?: AbortSignal | undefined;
}

/** The way to the broker, which lives in the main process. */
export interface BrokerLine {
  /** @throws {FaultError} As the broker answers; `aborted` where the signal ended the wait. */
  ask(request: HandleRequest, options?: AskOptions): Promise<unknown>;
  /**
   * The same, blocking this thread.
   *
   * @throws {FaultError} `worker-only` in the main process, for what cannot be answered at once.
   */
  askSync(request: HandleRequest): unknown;
}

/** What the creator of a handle says about it. */
export interface NewHandle {
  readonly kind: HandleKind;
  readonly name: string;
  /** Bytes of shared memory that it needs; 0 where the broker keeps it in any case. */
  readonly bytes: number;
  readonly more?: Readonly<Record<string, unknown>>;
  /** What stays in the main process, such as a function; null for nothing. */
  readonly attachment?: unknown;
}

/**
 * The program that this thread belongs to, as its main process or as one of its workers. Handles work through it: by
 * shared memory where there is any, else by the broker.
 */
export interface ProgramContext {
  readonly id: string;
  readonly role: "main" | "worker";
  readonly memory: Arena | null;
  readonly broker: BrokerLine;
  /** Of the lane on which this thread's work is shown; null without a trace. */
  readonly trace: LaneTrace | null;
  /** The detectors within this thread; null without a trace. */
  readonly watch: Watch | null;
  /** Who asks for locks now: the running task, or the Process body, or the main program. */
  owner(): Owner;
  /**
   * Creates what a handle stands for.
   *
   * @throws {FaultError} `host-only` in a worker, `memory-full`.
   */
  create(handle: NewHandle): HandleDescriptor;
  /** The handle for a descriptor, one object per thing. @throws {FaultError} `handle-foreign`, `handle-closed`. */
  open(descriptor: HandleDescriptor): Handle;
  /** Notes a handle, so that `open` finds it and a close reaches it. */
  keep(handle: Handle): void;
  /**
   * Encodes something that goes through the broker to whichever process will receive it. At once, unless large buffers
   * have to be given a place in shared memory first.
   *
   * @param what By which a message calls the value, such as `item`.
   * @throws {FaultError} `not-serializable`, `too-large`, `memory-full`.
   */
  pack(value: unknown, what: string): Parcel | Promise<Parcel>;
  /** The same, blocking this thread where something has to be given a place. */
  packSync(value: unknown, what: string): Parcel;
  /** Decodes what somebody has packed. @throws {FaultError} `handle-closed`. */
  unpack(payload: Payload): unknown;
  /** Frees what the handle stands for, in every process. */
  close(handle: Handle): void;
}

const contextSymbol = Symbol.for("lanescope.context");

interface Holder {
  current: ProgramContext | null;
  make: (() => ProgramContext) | null;
}

/** One for the whole thread, whichever module system loaded this file. */
function holder(): Holder {
  const holders = globalThis as { [contextSymbol]?: Holder };
  holders[contextSymbol] ??= { current: null, make: null };
  return holders[contextSymbol];
}

/** The program of this thread; in the main process it begins with the first use. */
export function currentContext(): ProgramContext {
  const held = holder();
  held.current ??= held.make === null ? noContext() : held.make();
  return held.current;
}

/** Whether this thread is a worker of a program, in which `currentContext` works as such. */
export function isWorker(): boolean {
  return holder().current?.role === "worker";
}

/** The context of a worker, once it is set up. */
export function setContext(context: ProgramContext): void {
  holder().current = context;
}

/** How the main process makes its own when it is first used; whoever says it first decides. */
export function provideContext(make: () => ProgramContext): void {
  holder().make ??= make;
}

function noContext(): never {
  return fail("internal", "The part of lanescope that starts processes is not loaded in this thread.");
}

/** What a wait that a signal ended is rejected with: the signal's own reason. */
export function abortReason(signal: AbortSignal): unknown {
  return signal.reason ?? new FaultError({ code: "aborted", message: "The wait was ended." });
}
