/** What can go wrong with shared memory. Callers branch on the code, people read the message. */
export type SharedMemoryCode =
  /** The addon is not there; the brokered backend does. */
  | "memory-unavailable"
  /** The system has no room for more. */
  | "memory-full"
  /** Its creator has ended, or it is another arena. */
  | "memory-gone"
  /** The system refuses: permissions, limits. */
  | "memory-refused"
  /** Use after close. */
  | "memory-closed"
  /** An index or a length is outside. */
  | "memory-range"
  /** Released more often than acquired. */
  | "lock-not-held"
  /** Released by another task than the one that holds it, where that is not allowed. */
  | "lock-not-owner"
  /** A lock is asked for in the name of a task that is over. */
  | "owner-unknown"
  /** Too many tasks at once. */
  | "owners-exhausted";

/** An expected failure of shared memory. */
export class SharedMemoryError extends Error {
  readonly code: SharedMemoryCode;

  constructor(code: SharedMemoryCode, message: string) {
    super(message);
    this.name = "SharedMemoryError";
    this.code = code;
  }
}
