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

/** Begins a wait on a waiter thread of the addon; it keeps the process alive. */
export async function waitAsync(
  addon: NativeAddon,
  begin: (timeoutMs: number, wait: number) => Promise<number>,
  { timeoutMs = -1, signal }: WaitOptions,
): Promise<WaitResult> {
  if (signal?.aborted === true) return "cancelled";
  lastWait = (lastWait + 1) % 0x3fffffff;
  const wait = lastWait;
  const promise = begin(timeoutMs, wait);
  if (signal === undefined) return resultOf(await promise);
  const cancel = (): void => {
    addon.cancel(wait);
  };
  signal.addEventListener("abort", cancel);
  try {
    return resultOf(await promise);
  } finally {
    signal.removeEventListener("abort", cancel);
  }
}
