import { fail } from "../../shared/fault";
import type { HandleDescriptor, HandleRequest } from "../protocol/program";
import { type AskOptions, currentContext, type NewHandle, type ProgramContext } from "./context";
import { dispose } from "./dispose";
import { received, waitName, withFlow } from "./traced-waits";

/** The one enumerable field of a handle: serializing a handle gives an object with this field alone. */
export const handleField = "lanescope:handle";

/** `util.inspect.custom`, written out: the declarations need no types of Node then. */
const inspected: unique symbol = Symbol.for("nodejs.util.inspect.custom");

/** Ids of the handles that were serialized since the list was last emptied. */
export const serialized = { ids: [] as number[] };

/** A handle that comes from another process: a constructor's second parameter, never given by users. */
export interface Opening {
  readonly context: ProgramContext;
  readonly descriptor: HandleDescriptor;
}

/** @internal Milliseconds as requests carry them. */
export function timeoutOf(timeoutMs: number | undefined): number {
  if (timeoutMs === undefined || timeoutMs === Number.POSITIVE_INFINITY) return -1;
  // As in Python, a negative timeout only tries.
  return Number.isNaN(timeoutMs)
    ? fail("bad-parameter", "A timeout is a number of milliseconds, not NaN.")
    : Math.max(0, timeoutMs);
}

/**
 * Something that several processes share: a lock, a value, a queue. Handles travel as arguments of tasks and within
 * objects; whoever receives one uses the same lock, value or queue.
 */
export abstract class Handle {
  readonly #context: ProgramContext;
  readonly #descriptor: HandleDescriptor;
  #closed = false;

  /** @internal */
  constructor(created: NewHandle, opening: Opening | undefined) {
    const context = opening?.context ?? currentContext();
    this.#context = context;
    this.#descriptor = opening?.descriptor ?? context.create(created);
    context.keep(this);
    Object.defineProperty(this, handleField, {
      enumerable: true,
      get: () => {
        this.alive();
        const { id, more } = this.#descriptor;
        serialized.ids.push(id);
        // What it brings along.
        if (more.lock !== undefined) serialized.ids.push((more.lock as HandleDescriptor).id);
        return this.#descriptor;
      },
    });
  }

  /** By which messages and the timeline call it. */
  get name(): string {
    return this.#descriptor.name;
  }

  /** @internal */
  get descriptor(): HandleDescriptor {
    return this.#descriptor;
  }

  /**
   * Gives back what the handle stands for, in all processes: using it afterwards throws `handle-closed`, and so
   * do waits for it. Its memory serves others once no worker uses it. What is never
   * closed ends with the program. In the main process only.
   *
   * @throws {FaultError} `host-only` in a worker.
   */
  close(): void {
    if (this.#closed) return;
    this.#context.close(this);
    this.markClosed();
  }

  [dispose](): void {
    this.close();
  }

  /** @internal */
  protected get isClosed(): boolean {
    return this.#closed;
  }

  /** @internal Whether somebody of this thread waits for it, or anybody holds it: its memory is not to be used again. */
  get isBusy(): boolean {
    return false;
  }

  /** @internal */
  markClosed(): void {
    this.#closed = true;
  }

  /** @internal */
  [inspected](): string {
    const { kind, name } = this.#descriptor;
    return `${this.constructor.name} "${name}"${this.#closed ? " (closed)" : ""} <${kind}>`;
  }

  /** The program, where the handle may still be used. @throws {FaultError} `handle-closed`. */
  protected alive(): ProgramContext {
    if (this.#closed)
      fail("handle-closed", `${this.constructor.name} "${this.name}" was closed and cannot be used any more.`);
    return this.#context;
  }

  /** Asks the broker. @param timeoutMs As requests carry it; see `timeoutOf`. */
  protected ask(operation: string, more: Partial<HandleRequest> = {}, options: AskOptions = {}): Promise<unknown> {
    const { broker, trace, role } = this.alive();
    const asked = this.request(operation, more);
    const name = trace === null ? null : waitName(this.#descriptor.kind, this.name, asked);
    if (trace === null || name === null) return broker.ask(asked, options);
    const { request, flow } = withFlow(trace, asked);
    return trace.waits(name, role === "worker", flow, () => broker.ask(request, options), received);
  }

  protected askSync(operation: string, more: Partial<HandleRequest> = {}): unknown {
    const { broker, trace } = this.alive();
    const asked = this.request(operation, more);
    const name = trace === null ? null : waitName(this.#descriptor.kind, this.name, asked);
    if (trace === null || name === null) return broker.askSync(asked);
    const { request, flow } = withFlow(trace, asked);
    return trace.waitsSync(name, flow, () => broker.askSync(request), received);
  }

  protected request(operation: string, more: Partial<HandleRequest>): HandleRequest {
    return { handle: this.#descriptor.id, operation, owner: this.alive().owner(), timeoutMs: -1, ...more };
  }
}
