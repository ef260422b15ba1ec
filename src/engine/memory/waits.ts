import type { NativeAddon } from "./addon";

/** How a wait ended. `owner-died`: acquired, but who held it before died; what the lock guards may be half written. */
export type WaitResult = "done" | "owner-died" | "timeout" | "cancelled";

const results = ["done", "owner-died", "timeout", "cancelled"] as const;

/** @param result What the addon gave. */
export function resultOf(result: number): WaitResult {
  return results[result] ?? "cancelled";
}

export interface WaitOptions {
  /** Milliseconds; without it, forever. 0 only tries. */
  readonly timeoutMs?: number | undefined;
  /** Ends the wait with `cancelled`. */
  readonly signal?: AbortSignal | undefined;
}

let lastWait = 0;

/** Waits of this thread for one thing, which waiter threads of the addon do; they keep the process alive. */
export class Waits {
  readonly #addon: NativeAddon;
  /** Their numbers. */
  readonly #open = new Set<number>();

  constructor(addon: NativeAddon) {
    this.#addon = addon;
  }

  /** Whether there is one, so that its memory is still looked at. */
  get any(): boolean {
    return this.#open.size > 0;
  }

  async begin(
    start: (timeoutMs: number, wait: number) => Promise<number>,
    { timeoutMs = -1, signal }: WaitOptions,
  ): Promise<WaitResult> {
    if (signal?.aborted === true) return "cancelled";
    lastWait = (lastWait + 1) % 0x3fffffff;
    const wait = lastWait;
    const cancel = (): void => {
      this.#addon.cancel(wait);
    };
    const promise = start(timeoutMs, wait);
    this.#open.add(wait);
    signal?.addEventListener("abort", cancel);
    try {
      return resultOf(await promise);
    } finally {
      signal?.removeEventListener("abort", cancel);
      this.#open.delete(wait);
    }
  }

  /** Ends all of them with `cancelled`. */
  cancel(): void {
    for (const wait of this.#open) this.#addon.cancel(wait);
  }
}
