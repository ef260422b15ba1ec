import type { HandleDescriptor, HandleRequest, Parcel } from "../../protocol/program";
import type { Caller } from "./waiters";

/** How a worker ended, as far as a broker cares. */
export interface Loss {
  /** The worker's generation. */
  readonly client: number;
  readonly name: string;
  /** Whether it ended otherwise than by itself with code 0. */
  readonly abnormal: boolean;
}

/** Something that the main process keeps for all processes of the program. */
export interface Brokered {
  /** How many items are in it, for what has any. */
  readonly depth?: number;
  /**
   * Takes a request and answers it, now or later.
   *
   * @throws {FaultError} What the caller is answered then.
   */
  take(request: HandleRequest, caller: Caller): void;
  /** A caller waits no longer: a cancelled wait. */
  forget(caller: Caller): void;
  /** A worker that had the handle is gone, and no holder any more. */
  lost(loss: Loss): void;
  /** The handle was closed: whoever waits is answered `handle-closed`. */
  close(): void;
}

/** What a thing's maker gets. */
export interface BrokeredInput {
  readonly descriptor: HandleDescriptor;
  /** What only the main process has of it, such as a barrier's action. */
  readonly attachment: unknown;
  /** Workers that have the handle now, by generation; the main process, which always has it, is not among them. */
  holders(): ReadonlySet<number>;
  /** What the broker keeps for another handle; undefined where it lies in shared memory, or is closed. */
  find(id: number): Brokered | undefined;
  /** Frees the memory of something that nobody will receive. */
  discard(parcel: Parcel): void;
}
