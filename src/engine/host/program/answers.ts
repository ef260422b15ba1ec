import type { Fault } from "../../../shared/fault";
import type { HandleDescriptor } from "../../protocol/program";
import type { Waiters } from "./waiters";

/** Answers everybody who waits with the same failure. */
export function answerAll<Wish>(waiters: Waiters<Wish>, fault: Fault): void {
  for (const { caller } of waiters.remove(() => true)) caller.answer({ ok: false, fault });
}

export function closedFault({ kind, name }: HandleDescriptor): Fault {
  return { code: "handle-closed", message: `The ${kind} "${name}" was closed while somebody waited for it.` };
}
