export const findingKinds = ["deadlock", "lock-order", "lost-update", "lock-not-released", "worker-lost"] as const;

export type FindingKind = (typeof findingKinds)[number];

/** Something that the detectors saw go wrong, or that can go wrong at another moment. */
export interface Finding {
  /** Unique within a trace, from 1. A later block about the same finding replaces it: what is lost adds up. */
  readonly id: number;
  readonly kind: FindingKind;
  /** One sentence with names. */
  readonly message: string;
  /**
   * Lanes that it is about. Deadlocks and lock orders: each holder, then the locks. Lost updates: the value, then each of
   * the writers. Locks that were not released: who left them, then the locks. A lost worker: itself. 0 stands for what has
   * no lane, as a shared array.
   */
  readonly lanes: readonly number[];
  /** Lost updates: how much is missing in all, then how much of it each of the writers overwrote; else empty. */
  readonly amounts: readonly number[];
  /** When it was seen, nanoseconds since the trace's epoch. */
  readonly atNs: number;
}
